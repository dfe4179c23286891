# The OCI runtimes side by side: berth-runtime, Debian's crun and runc. Sourced by run.sh.
# shellcheck shell=bash

runtimes=(berth-runtime crun runc)

# of_each TEMPLATE: NAME COMMAND of each runtime, in the array `commands`. In the template R is the runtime with its state root, N its name.
of_each() {
    local name command
    commands=()
    for name in "${runtimes[@]}"; do
        command=${1//R /"$name --root $stage/state/$name "}
        commands+=("$name" "${command//N/$name}")
    done
}

race_runtimes() {
    local name
    mkdir -p "$stage/state"
    of_each "R run -b $stage/bundle bench-N"
    race "run of a busybox bundle" bundle "${commands[@]}"

    # A container that stays, for what is done to one.
    change_bundle '.process.args = ["sleep", "100000"]'
    cat >"$stage/cycle" <<'EOF'
#!/bin/sh
# cycle BUNDLE ID RUNTIME …: a container from create to delete, as a caller of the runtime does it.
set -e
bundle=$1 id=$2
shift 2
"$@" create -b "$bundle" "$id"
"$@" start "$id"
"$@" kill "$id" KILL
"$@" delete -f "$id"
EOF
    chmod +x "$stage/cycle"
    of_each "$stage/cycle $stage/bundle bench-N R "
    race "create, start, kill, delete" cycle "${commands[@]}"

    for name in "${runtimes[@]}"; do
        "$name" --root "$stage/state/$name" run -d -b "$stage/bundle" "bench-$name" </dev/null >/dev/null 2>&1
        at_end+=("$name --root $stage/state/$name delete -f bench-$name")
    done
    of_each "R exec bench-N true"
    race "exec in a running container" exec "${commands[@]}"
}
