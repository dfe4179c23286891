# The registry, the daemons and the images of images.sh, and its races. Sourced by it.
# shellcheck shell=bash

registry=127.0.0.1:5999
debian=$registry/bench/debian:12
ten=$registry/bench/ten:12
berth_host=unix://$stage/berth.sock
docker_host=unix://$stage/docker.sock
berth="berth -H $berth_host"
docker="docker -H $docker_host"
peer_root=${PEER_ROOT:-}

# peer COMMAND…: runs in the peers' Debian; there, $stage is where it is here.
peer() {
    if [ -z "$peer_root" ]; then
        exec "$@"
    fi
    # shellcheck disable=SC2016
    exec unshare --mount --propagation private sh -c '
        root=$1 stage=$2; shift 2
        mount --rbind "$root" "$root"
        mkdir -p "$root$stage" "$root/.outside"
        mount --rbind /proc "$root/proc"; mount --rbind /sys "$root/sys"; mount --rbind /dev "$root/dev"; mount -t tmpfs run "$root/run"
        mount --rbind "$stage" "$root$stage"
        cd "$root"; pivot_root . .outside; umount -l /.outside; cd /
        exec "$@"' sh "$peer_root" "$stage" "$@"
}

# start_peer NAME COMMAND…: in the background, its output in $stage/NAME.log.
start_peer() {
    local name=$1
    shift
    (peer "$@") >"$stage/$name.log" 2>&1 &
    daemons+=($!)
}

start_registry() {
    cat >"$stage/registry.yml" <<YML
version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: $stage/registry }, delete: { enabled: true } }
http: { addr: "$registry" }
YML
    start_peer registry docker-registry serve "$stage/registry.yml"
    wait_for 30 curl -fsS "http://$registry/v2/" || die "the registry does not answer: $(tail -n 5 "$stage/registry.log")"
}

start_image_daemons() {
    berthd --data-root "$stage/berth/data" --exec-root "$stage/berth/exec" -H "$berth_host" --pidfile "$stage/berth.pid" \
        --bip 10.198.1.1/24 >"$stage/berthd.log" 2>&1 &
    daemons+=($!)
    start_peer dockerd dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" -H "$docker_host" \
        --pidfile "$stage/docker.pid" --bip 10.198.2.1/24
    wait_for 30 $berth version || die "berthd does not answer: $(tail -n 20 "$stage/berthd.log")"
    wait_for 60 $docker version || die "dockerd does not answer: $(tail -n 20 "$stage/dockerd.log")"
    echo "berth $($berth version --format '{{.Server.Version}}'), docker $($docker version --format '{{.Server.Version}}')"
}

# add_blob LAYOUT FILE: moves a file into an OCI layout; prints its digest and size.
add_blob() {
    local digest
    digest=$(sha256sum "$2" | cut -d' ' -f1)
    mkdir -p "$1/blobs/sha256"
    echo "$digest $(stat -c %s "$2")"
    mv "$2" "$1/blobs/sha256/$digest"
}

# push_layout NAME TAR…: makes an image of these layers, gzip, and puts it into the registry.
push_layout() {
    local name=$1 layout=$stage/layout layers='[]' diffs='[]' layer digest size
    shift
    rm -rf "$layout"
    mkdir -p "$layout"
    for layer in "$@"; do
        diffs=$(jq -c --arg d "sha256:$(sha256sum "$layer" | cut -d' ' -f1)" '. + [$d]' <<<"$diffs")
        gzip -c "$layer" >"$stage/layer.gz"
        read -r digest size < <(add_blob "$layout" "$stage/layer.gz")
        layers=$(jq -c --arg d "sha256:$digest" --argjson s "$size" \
            '. + [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: $d, size: $s }]' <<<"$layers")
    done
    jq -nc --argjson d "$diffs" '{ architecture: "amd64", os: "linux", config: { Cmd: ["sh"] }, rootfs: { type: "layers", diff_ids: $d } }' >"$stage/config"
    read -r digest size < <(add_blob "$layout" "$stage/config")
    jq -nc --argjson l "$layers" --arg d "sha256:$digest" --argjson s "$size" '{ schemaVersion: 2,
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: $d, size: $s }, layers: $l }' >"$stage/manifest"
    read -r digest size < <(add_blob "$layout" "$stage/manifest")
    jq -nc --arg d "sha256:$digest" --argjson s "$size" '{ schemaVersion: 2,
        manifests: [{ mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $d, size: $s }] }' >"$layout/index.json"
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    skopeo copy -q --insecure-policy --dest-tls-verify=false "oci:$layout" "docker://$name"
}

make_images() {
    local i
    push_layout "$debian" "$rootfs_tar"
    mkdir -p "$stage/tree"
    tar -C "$stage/tree" -xpf "$rootfs_tar"
    (cd "$stage/tree" && find . ! -type d | sort >"$stage/files" && split -n l/10 -d "$stage/files" "$stage/slice-")
    for i in 0 1 2 3 4 5 6 7 8 9; do
        tar -C "$stage/tree" --numeric-owner -cf "$stage/slice-$i.tar" -T "$stage/slice-0$i"
    done
    push_layout "$ten" "$stage"/slice-?.tar
    rm -rf "$stage/tree" "$stage"/slice-* "$stage/layout"
    layer_url=http://$registry/v2/bench/debian/blobs/$(skopeo inspect --raw --tls-verify=false "docker://$debian" | jq -r '.layers[0].digest')
}

race_pulls() {
    cat >"$stage/pipeline" <<SH
#!/bin/sh
set -e
curl -fsS $layer_url | gunzip | tar -x -C $stage/untarred
SH
    chmod +x "$stage/pipeline"
    race_prepared "pull, Debian 12, one gzip layer" pull-one \
        berth "$berth rmi -f $debian" "$berth pull -q $debian" \
        docker "$docker rmi -f $debian" "$docker pull -q $debian" \
        'curl|gunzip|tar' "rm -rf $stage/untarred; mkdir $stage/untarred" "$stage/pipeline"
    race_prepared "pull, the same in ten layers" pull-ten \
        berth "$berth rmi -f $ten" "$berth pull -q $ten" \
        docker "$docker rmi -f $ten" "$docker pull -q $ten"
}

# show_memory: the most that each daemon has held since it began.
show_memory() {
    local name
    echo
    for name in berth docker; do
        awk -v name="${name}d" '/^VmHWM/ { printf "  %-16s %8.1f MB at its peak\n", name, $2 / 1024 }' "/proc/$(daemon_pid "$name")/status"
    done
}

# daemon_pid NAME: dockerd's own pid file may tell a pid of the same namespace only, which this is.
daemon_pid() { cat "$stage/$1.pid"; }

# fresh_import CLIENT NAME: imports the root file system with one file that no image had before, so that every layer of it is new.
fresh_import() {
    cat >"$stage/fresh-$2" <<SH
#!/bin/bash
set -e
cd $stage
cp $rootfs_tar fresh-$2.tar
head -c 64 /dev/urandom | base64 -w0 >unique-$2
tar --numeric-owner -rf fresh-$2.tar unique-$2
$1 rmi -f $registry/bench/pushed-$2:1 >/dev/null 2>&1 || true
$1 import fresh-$2.tar $registry/bench/pushed-$2:1
SH
    chmod +x "$stage/fresh-$2"
}

race_pushes() {
    fresh_import "$berth" berth
    fresh_import "$docker" docker
    race_prepared "push, freshly imported" push \
        berth "$stage/fresh-berth" "$berth push -q $registry/bench/pushed-berth:1" \
        docker "$stage/fresh-docker" "$docker push -q $registry/bench/pushed-docker:1"
    race "push again, unchanged" push-again \
        berth "$berth push -q $registry/bench/pushed-berth:1" \
        docker "$docker push -q $registry/bench/pushed-docker:1"
}

race_removal() {
    race_prepared "rmi" rmi \
        berth "$berth pull -q $debian" "$berth rmi $debian" \
        docker "$docker pull -q $debian" "$docker rmi $debian"
}

# thousand_images: a docker archive of 1,000 images of one small layer.
thousand_images() {
    local archive=$stage/thousand i diff
    mkdir "$archive"
    echo one >"$archive/file"
    tar -C "$archive" -cf "$archive/layer.tar" file
    rm "$archive/file"
    diff=$(sha256sum "$archive/layer.tar" | cut -d' ' -f1)
    for i in $(seq 1000); do
        printf '{"architecture":"amd64","os":"linux","config":{"Labels":{"n":"%s"}},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
            "$i" "$diff" >"$archive/$i.json"
        printf '{"Config":"%s.json","RepoTags":["bench/many:%s"],"Layers":["layer.tar"]}\n' "$i" "$i"
    done | jq -s . >"$archive/manifest.json"
    tar -C "$archive" -cf "$stage/thousand.tar" .
    rm -rf "$archive"
}

race_listing() {
    thousand_images
    $berth load -q -i "$stage/thousand.tar" >/dev/null
    $docker load -q -i "$stage/thousand.tar" >/dev/null
    race "images, 1,000 of them" images berth "$berth images" docker "$docker images"
}
