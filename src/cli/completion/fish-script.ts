/** What teaches fish. */
export const FISH_SCRIPT = `# ImageServing: completion for fish.
#
# For this shell:  ImageServing completion fish | source
# For you:         ImageServing completion fish > ~/.config/fish/completions/ImageServing.fish
# For everybody:   ImageServing completion fish > /usr/share/fish/vendor_completions.d/ImageServing.fish

function __ImageServing_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $typed[1])
    set -e typed[1]
    # What is being typed may have a quote that is open still.
    if string match -qr '^[\\'"]' -- "$current"
        set current (string sub -s 2 -- "$current")
    else
        set current (string unescape -n -- "$current")
    end
    set -l reply ($program __complete words $typed "$current" 2>/dev/null </dev/null)
    test -n "$reply[1]"; or return
    printf '%s\\n' $reply[2..-1]
    test "$reply[1]" = words; and return
    set -l before (string match -r '^--[^=]*=' -- "$current")
    set -l path (string replace -r '^--[^=]*=' '' -- "$current")
    if test "$reply[1]" = folders
        printf '%s\\n' "$before"(__fish_complete_directories "$path")
    else
        printf '%s\\n' "$before"(__fish_complete_path "$path")
    end
end

complete -c ImageServing -f -k -a '(__ImageServing_complete)'
`;
