#compdef berth
# zsh completion for berth; load it with: source <(berth completion zsh)

_berth_containers() {
    local -a names
    names=(${(f)"$(berth ps $1 --format '{{.Names}}' 2>/dev/null)"})
    compadd -a names
}

_berth_images() {
    local -a names
    names=(${${(f)"$(berth images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null)"}:#*\<none\>*})
    compadd -a names
}

_berth_commands() {
    local -a commands
    commands=(${(f)"$(berth $@ --help 2>/dev/null | sed -n '/Commands:$/,/^$/s/^  \([a-z][a-z-]*\)  *\(.*\)/\1:\2/p')"})
    _describe command commands
}

_berth_flags() {
    local -a flags
    flags=(${(f)"$(berth $@ --help 2>/dev/null | grep -oE -- '^ +(-[a-zA-Z], )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+')"})
    compadd -a flags
}

_berth() {
    local -a path
    path=(${${words[2,CURRENT-1]}:#-*})
    local -a verb
    case $path[1] in
        container|image|system|registry) verb=($path[1,2]) ;;
        *) verb=($path[1]) ;;
    esac
    if [[ $words[CURRENT] == -* ]]; then
        _berth_flags $verb
    elif (( $#path == 0 )); then
        _berth_commands
    elif (( $#path == 1 )) && [[ $path[1] == (container|image|system|registry) ]]; then
        _berth_commands $path[1]
    else
        case $verb[-1] in
            stop|restart|kill|pause|exec|attach) _berth_containers ;;
            start|logs|wait|port|rename|unpause) _berth_containers -a ;;
            rm) [[ $verb[1] == image ]] && _berth_images || _berth_containers -a ;;
            run|create|rmi|tag|history|save|images) _berth_images ;;
            inspect) _berth_containers -a; _berth_images ;;
            completion) compadd bash zsh ;;
            *) _files ;;
        esac
    fi
}

(( $+functions[compdef] )) && compdef _berth berth
