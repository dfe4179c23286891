#!/usr/bin/env bash
# Installs Berth: binaries, systemd units, shell completions.
#
#   ./install.sh               installs below /usr/local and starts berthd where systemd runs; the registry is yours to enable
#   ./install.sh --docker      … and makes it the machine's docker: a docker command, and the socket /var/run/docker.sock
#   ./install.sh --uninstall   removes what it installed; images and containers in /var/lib/berth stay, and so does a registry's data
#
# PREFIX (default /usr/local) and DESTDIR (for packages: files only, nothing is started) are respected.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
cd "$ROOT"

prefix=${PREFIX:-/usr/local}
target=${DESTDIR:-}$prefix
bin=$target/bin
unit=${DESTDIR:-}/etc/systemd/system/berthd.service
registry_unit=${DESTDIR:-}/etc/systemd/system/berth-registry.service
registry_user=${DESTDIR:-}/etc/sysusers.d/berth-registry.conf
registry_config=${DESTDIR:-}/etc/berth/registry.toml
bash_completions=$target/share/bash-completion/completions
zsh_completions=$target/share/zsh/site-functions
fish_completions=$target/share/fish/vendor_completions.d

as_docker='' uninstall=''
for argument in "$@"; do
    case $argument in
        --docker) as_docker=1 ;;
        --uninstall) uninstall=1 ;;
        -h | --help)
            sed -n '2,8s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) die "unknown option: $argument (see --help)" ;;
    esac
done

systemd_runs() { [ -z "${DESTDIR:-}" ] && [ -d /run/systemd/system ]; }
is_ours() { [ -L "$1" ] && [ "$(readlink "$1")" = berth ]; }

[ -w "$(dirname "${unit%/*}")" ] || [ -n "${DESTDIR:-}" ] || need_root

if [ -n "$uninstall" ]; then
    if systemd_runs && [ -f "$unit" ]; then
        systemctl disable --now berthd.service
    fi
    if systemd_runs && [ -f "$registry_unit" ]; then
        systemctl disable --now berth-registry.service
    fi
    if is_ours "$bin/docker"; then
        rm -f "$bin/docker"
    fi
    rm -f "$unit" "$registry_unit" "$registry_user" "$bin"/{berth,berthd,berth-runtime,berth-registry} "$bash_completions/berth" "$zsh_completions/_berth" "$fish_completions/berth.fish"
    if systemd_runs; then
        systemctl daemon-reload
    fi
    echo "Berth is uninstalled. Images and containers are kept in /var/lib/berth, a registry's in /var/lib/berth-registry."
    exit 0
fi

if [ -n "$as_docker" ] && [ -e "$bin/docker" ] && ! is_ours "$bin/docker"; then
    die "$bin/docker is another program; move it away first, or install without --docker"
fi

./build.sh

install -d "$bin" "$bash_completions" "$zsh_completions" "$fish_completions" "${unit%/*}" "${registry_user%/*}" "${registry_config%/*}"
for name in berth berthd berth-runtime berth-registry; do
    # A new file put in place by a rename: a running berthd keeps the old one.
    install -m 0755 "artifacts/bin/$name" "$bin/.$name.new"
    mv -f "$bin/.$name.new" "$bin/$name"
done
artifacts/bin/berth completion bash >"$bash_completions/berth"
artifacts/bin/berth completion zsh >"$zsh_completions/_berth"
artifacts/bin/berth completion fish >"$fish_completions/berth.fish"

hosts='-H unix:///run/berth.sock'
if [ -n "$as_docker" ]; then
    ln -sfn berth "$bin/docker"
    hosts+=' -H unix:///var/run/docker.sock'
fi
sed -e "s|@BIN@|$prefix/bin|" -e "s|@HOSTS@|$hosts|" eng/systemd/berthd.service >"$unit"
sed "s|@BIN@|$prefix/bin|" eng/systemd/berth-registry.service >"$registry_unit"
install -m 0644 eng/systemd/berth-registry.sysusers "$registry_user"
[ -e "$registry_config" ] || install -m 0644 eng/registry.toml "$registry_config"

echo "Installed in $bin."
if systemd_runs; then
    systemd-sysusers "$registry_user"
    systemctl daemon-reload
    systemctl enable berthd.service
    systemctl restart berthd.service
    echo "berthd is running (systemctl status berthd). Try: berth version"
    echo "A registry: edit /etc/berth/registry.toml, then systemctl enable --now berth-registry"
elif [ -z "${DESTDIR:-}" ]; then
    echo "systemd does not run here. Start the daemon with:"
    echo "    $prefix/bin/berthd $hosts &"
fi
