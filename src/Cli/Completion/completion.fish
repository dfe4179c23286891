# fish completion for PROGRAM; load it with: PROGRAM completion fish | source

function __PROGRAM_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    or return
    set -l directive (string replace --regex '^:' '' -- $lines[-1])
    set -e lines[-1]

    # fish replaces the whole token: what is behind --flag= needs it in front.
    set -l prefix (string match --regex -- '^-[^=]*=' "$current")
    for line in $lines
        printf '%s%s\n' "$prefix" $line
    end
    if test (count $lines) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path "$current"
    end
end

complete --command PROGRAM --no-files --arguments '(__PROGRAM_complete)'
