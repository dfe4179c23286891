# bash completion for berth; load it with: source <(berth completion bash)

_berth_words() {
    # The words of the command line without flags: the path of the command.
    local word skip=0
    path=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if ((skip)); then skip=0; continue; fi
        case $word in
            -H|--host) skip=1 ;;
            -*) ;;
            *) path+=("$word") ;;
        esac
    done
}

_berth_names() {
    case "${path[*]}" in
        start*|"container start"*|"container rm"*|rm*) "$berth" ps -a --format '{{.Names}}' 2>/dev/null ;;
        stop*|restart*|kill*|pause*|exec*|attach*|"container stop"*|"container restart"*|"container kill"*|"container pause"*|"container exec"*|"container attach"*)
            "$berth" ps --format '{{.Names}}' 2>/dev/null ;;
        logs*|wait*|port*|rename*|unpause*|"container "*) "$berth" ps -a --format '{{.Names}}' 2>/dev/null ;;
        run*|create*|rmi*|tag*|history*|save*|images*|"image "*|"container run"*|"container create"*)
            "$berth" images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null | grep -v '<none>' ;;
        inspect*)
            "$berth" ps -a --format '{{.Names}}' 2>/dev/null
            "$berth" images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null | grep -v '<none>' ;;
    esac
}

_berth_help() {
    # The help of the deepest group or verb that the words name.
    local depth=$((${#path[@]} < 2 ? ${#path[@]} : 2))
    case ${path[0]} in container|image|system|registry) ;; *) depth=$((depth > 1 ? 1 : depth)) ;; esac
    "$berth" "${path[@]:0:depth}" --help 2>/dev/null
}

_berth() {
    local berth=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path candidates
    _berth_words
    case $previous in
        --network|--net) COMPREPLY=($(compgen -W "bridge host none" -- "$current")); return ;;
        --pull) COMPREPLY=($(compgen -W "always missing never" -- "$current")); return ;;
        -v|--volume|--env-file|--cidfile|-i|--input|-o|--output)
            [[ $previous == -i && ${path[0]} != load ]] || { COMPREPLY=($(compgen -f -- "$current")); return; } ;;
    esac
    if [[ $current == -* ]]; then
        candidates=$(_berth_help | grep -oE -- '^ +(-[a-zA-Z], )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+')
    elif [[ ${#path[@]} -eq 0 || ( ${#path[@]} -eq 1 && ${path[0]} =~ ^(container|image|system|registry)$ ) ]]; then
        candidates=$(_berth_help | sed -n '/Commands:$/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
    else
        candidates=$(_berth_names)
        [[ ${path[0]} == completion ]] && candidates="bash zsh"
        [[ ${path[0]} == import || ${path[*]} == "image import" ]] && { COMPREPLY=($(compgen -f -- "$current")); return; }
        # A name with a colon is several words for bash.
        if [[ $current == *:* || ${COMP_WORDS[COMP_CWORD-1]} == : ]] && declare -F __ltrim_colon_completions >/dev/null; then
            _get_comp_words_by_ref -n : current
            COMPREPLY=($(compgen -W "$candidates" -- "$current"))
            __ltrim_colon_completions "$current"
            return
        fi
    fi
    COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}

complete -F _berth berth
