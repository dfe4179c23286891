# bash completion for PROGRAM; load it with: source <(PROGRAM completion bash)

_PROGRAM_complete() {
    local words=() word current prefix output directive line rest=$COMP_LINE i

    # bash splits words at colons and equals signs: put together again what has no space in between.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 0)) && [[ $rest != [[:space:]]* ]]; then
            words[${#words[@]} - 1]+=$word
        else
            rest=${rest#"${rest%%[![:space:]]*}"}
            words+=("$word")
        fi
        rest=${rest#"$word"}
    done

    current=${words[${#words[@]} - 1]}
    output=$("${words[0]}" __completeNoDesc "${words[@]:1}" 2>/dev/null) || return
    directive=${output##*:}
    output=${output%:*}

    # What is behind the last of these characters is what bash replaces.
    if [[ $current == -*=* ]]; then current=${current#*=}; fi
    prefix=${current%"${current##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r line; do
        [[ -n $line && $line == "$current"* ]] && COMPREPLY+=("${line#"$prefix"}")
    done <<<"$output"

    if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
    if ((!(directive & 4) && ${#COMPREPLY[@]} == 0)); then compopt -o default 2>/dev/null; fi
}

complete -F _PROGRAM_complete PROGRAM
