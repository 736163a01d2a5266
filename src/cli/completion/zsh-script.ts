/** What teaches Zsh. As a file of its function path, or read by a running shell. */
export const ZSH_SCRIPT = `#compdef ImageServing
# ImageServing: completion for Zsh.
#
# For this shell:  source <(ImageServing completion zsh)
# For you:         mkdir -p ~/.zfunc && ImageServing completion zsh > ~/.zfunc/_ImageServing
#                  and in ~/.zshrc, before compinit: fpath+=~/.zfunc
# For everybody:   ImageServing completion zsh > /usr/local/share/zsh/site-functions/_ImageServing
# It needs the completion system: autoload -Uz compinit && compinit

_ImageServing() {
  local program=\${(Q)words[1]} current=$PREFIX line value
  local -a lines open whole
  [[ $program == '~/'* ]] && program=$HOME/\${program#'~/'}
  [[ -n $compstate[quote] ]] || current=\${(Q)PREFIX}
  lines=("\${(@f)$("$program" __complete words "\${(@Q)words[2,CURRENT-1]}" "$current" 2>/dev/null </dev/null)}")
  [[ -n $lines[1] ]] || return 1
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%%$'\\t'*}
    line=\${line//\\\\/\\\\\\\\}
    [[ $line == *$'\\t'* ]] && line="\${value//:/\\\\:}:\${line#*$'\\t'}" || line=\${value//:/\\\\:}
    # A label waits for its value.
    if [[ $value == *= ]]; then open+=("$line"); else whole+=("$line"); fi
  done
  local found=1
  (( $#whole )) && _describe -V 'ImageServing' whole && found=0
  (( $#open )) && _describe -V 'ImageServing' open -S '' && found=0
  if [[ $lines[1] != words ]]; then
    [[ $current == --*=* ]] && compset -P '--[^=]#='
    if [[ $lines[1] == folders ]]; then _files -/ && found=0; else _files && found=0; fi
  fi
  return found
}

if [[ $funcstack[1] == _ImageServing ]]; then
  _ImageServing "$@"
else
  compdef _ImageServing ImageServing
fi
`;
