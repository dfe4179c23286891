#compdef PROGRAM
# zsh completion for PROGRAM; load it with: source <(PROGRAM completion zsh)

_PROGRAM_complete() {
    local -a lines candidates
    local line directive
    lines=("${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    directive=${lines[-1]#:}
    lines[-1]=()
    for line in $lines; do
        # _describe splits name and description at the first colon.
        if [[ $line == *$'\t'* ]]; then
            candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            candidates+=("${line//:/\\:}")
        fi
    done

    # What is behind --flag= is a word of its own.
    [[ ${words[CURRENT]} == -*=* ]] && compset -P '*='
    if (( ${#candidates} )); then
        if (( directive & 2 )); then
            _describe 'completions' candidates -S ''
        else
            _describe 'completions' candidates
        fi
    elif (( ! (directive & 4) )); then
        _files
    fi
}

if [[ ${funcstack[1]} == _PROGRAM ]]; then
    _PROGRAM_complete "$@"
else
    compdef _PROGRAM_complete PROGRAM
fi
