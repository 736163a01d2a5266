/** What teaches Bash, from 4.4 on. */
export const BASH_SCRIPT = `# ImageServing: completion for Bash, from 4.4 on.
#
# For this shell:  source <(ImageServing completion bash)
# For you:         ImageServing completion bash > ~/.local/share/bash-completion/completions/ImageServing
# For everybody:   ImageServing completion bash > /usr/share/bash-completion/completions/ImageServing
# The last two need the package bash-completion. Without it: the first one, in ~/.bashrc.

_ImageServing() {
  local program=\${1/#\\~\\//$HOME/} reply
  local -a lines
  COMPREPLY=()
  reply=$("$program" __complete line "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null) || return 0
  [[ -n $reply ]] || return 0
  mapfile -t lines <<<"$reply"
  COMPREPLY=("\${lines[@]:1}")
  case \${lines[0]} in
    files) compopt -o default 2>/dev/null ;;
    folders) compopt -o dirnames -o filenames 2>/dev/null ;;
    *) compopt -o nosort 2>/dev/null ;;
  esac
  # A label waits for its value.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  return 0
}

complete -F _ImageServing ImageServing
`;
