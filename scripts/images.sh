#!/usr/bin/env bash
# The images the tests run, made of the distribution's own programs: no registry is asked.
#
#   scripts/images.sh build    write the root file systems as .tar to the cache
#   scripts/images.sh load     import those that are missing into the engine of DOCKER_HOST
#
#   davit-test/busybox:1     sh, httpd, nc, wget, ... with no command of its own
#   davit-test/web:1, :2     a small web server that says which version it is
#   davit-test/nginx:1       nginx, /usr/share/nginx/html on port 80
#   davit-test/redis:1       redis-server and redis-cli
#   davit-test/postgres:1    PostgreSQL; POSTGRES_USER, _DB, _PASSWORD, _PASSWORD_FILE
#   davit-test/registry:1    a registry of images that lets 'ann' in with the password 's3:cret'
#   davit-test/etcd:1        etcd and etcdctl; the data in /var/lib/etcd
#   davit-test/pause:1       waits: what holds the network of a pod
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

files=$ROOT/Tests/Fixtures/images
release=$(. /etc/os-release && printf '%s' "${VERSION_ID:-${VERSION_CODENAME:-unknown}}")
key=$(cat "$0" "$files"/* <(uname -m; printf '%s' "$release") | sha256sum | cut -c1-16)
tars=$CACHE/images-$key

# Downloads the packages with all they depend on, without installing any of them here.
download() {
    local apt=$1/apt
    mkdir -p "$apt/archives/partial"
    : >"$apt/status"
    apt-get -y -q --no-install-recommends --download-only \
        -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::State::status="$apt/status" \
        -o Dir::Cache::archives="$apt/archives" \
        install busybox-static redis-server nginx postgresql util-linux docker-registry \
        etcd-server etcd-client \
        >"$1/apt.log" 2>&1
}

# An empty root with the merged /usr of the distribution.
merged_root() {
    local dir
    mkdir -p "$1"/{usr,etc,dev,proc,sys,run,var/log,tmp}
    for dir in bin sbin lib lib64; do
        mkdir -p "$1/usr/$dir"
        ln -s "usr/$dir" "$1/$dir"
    done
    ln -s ../run "$1/var/run"
    chmod 1777 "$1/tmp"
}

# Everything the images are cut from, unpacked below STAGE.
unpack() {
    local deb
    merged_root "$2"
    for deb in "$1"/apt/archives/*.deb; do
        case $(basename "$deb") in
        perl* | libperl* | libllvm* | systemd* | dpkg* | debconf* | coreutils*) continue ;;
        esac
        dpkg-deb --fsys-tarfile "$deb" | tar -C "$2" -x --keep-directory-symlink \
            --exclude './usr/share/doc*' --exclude './usr/share/man' --exclude './usr/share/locale' \
            --exclude '*/bitcode' --exclude '*/llvmjit*'
    done
}

# base DIR: busybox with its applets, the users of the servers, a first process.
base() {
    local applet
    merged_root "$1"
    cp "$stage/usr/bin/busybox" "$1/usr/bin/busybox"
    for applet in $("$stage/usr/bin/busybox" --list); do
        [ "$applet" = busybox ] || ln -s busybox "$1/usr/bin/$applet"
    done
    ln -s ../bin/sh "$1/usr/sbin/sh"
    cat >"$1/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
redis:x:998:998::/var/lib/redis:/bin/sh
postgres:x:999:999::/var/lib/postgresql:/bin/sh
www-data:x:33:33::/var/www:/bin/sh
nobody:x:65534:65534::/:/bin/false
END
    cat >"$1/etc/group" <<'END'
root:x:0:
www-data:x:33:
redis:x:998:
postgres:x:999:
nogroup:x:65534:
nobody:x:65533:
END
    mkdir -p "$1/root" "$1/data"
    install -m 755 "$files/run.sh" "$1/usr/bin/run"
}

# programs DIR PATH...: copies programs of the stage with the libraries they load.
programs() {
    local root=$1 program file loader
    shift
    loader=$(cd "$stage" && find -L lib64 lib -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
    for program in "$@"; do
        mkdir -p "$root/$(dirname "$program")"
        cp --remove-destination "$stage/$program" "$root/$program"
        chroot "$stage" "/$loader" --list "/$program" | grep -oE '/[^ ]+' | sort -u |
            while read -r file; do
                mkdir -p "$root/$(dirname "$file")"
                cp -Ln "$stage$file" "$root$file"
            done
    done
}

finish() {
    tar -C "$work/$1" --sort=name --mtime=@0 --numeric-owner -cf "$work/$1.tar" .
}

make_busybox() {
    base "$work/busybox"
    finish busybox
}

make_web() {
    base "$work/web-$1"
    mkdir -p "$work/web-$1/usr/share/nginx/html"
    printf '<h1>davit-test/web %s</h1>\n' "$1" >"$work/web-$1/usr/share/nginx/html/index.html"
    finish "web-$1"
}

make_redis() {
    base "$work/redis"
    programs "$work/redis" usr/bin/redis-server usr/bin/redis-cli
    finish redis
}

make_nginx() {
    local root=$work/nginx
    base "$root"
    programs "$root" usr/sbin/nginx
    mkdir -p "$root"/etc/nginx/conf.d "$root"/var/lib/nginx "$root"/var/log/nginx \
        "$root"/usr/share/nginx/html
    cp "$stage/etc/nginx/mime.types" "$root/etc/nginx/"
    cp "$files/nginx.conf" "$root/etc/nginx/nginx.conf"
    cp "$files/nginx-default.conf" "$root/etc/nginx/conf.d/default.conf"
    printf '<h1>davit-test/nginx 1</h1>\n' >"$root/usr/share/nginx/html/index.html"
    finish nginx
}

make_registry() {
    local root=$work/registry
    base "$root"
    programs "$root" usr/bin/docker-registry
    mkdir -p "$root/etc/registry"
    cp "$files/registry.yml" "$files/htpasswd" "$root/etc/registry/"
    finish registry
}

make_etcd() {
    base "$work/etcd"
    programs "$work/etcd" usr/bin/etcd usr/bin/etcdctl
    mkdir -p "$work/etcd/var/lib/etcd"
    finish etcd
}

make_postgres() {
    local root=$work/postgres version program list=()
    version=$(basename "$stage"/usr/lib/postgresql/*)
    base "$root"
    for program in postgres initdb psql pg_isready; do
        list+=("usr/lib/postgresql/$version/bin/$program")
    done
    programs "$root" "${list[@]}" usr/bin/setpriv
    for program in psql pg_isready; do
        ln -s "../lib/postgresql/$version/bin/$program" "$root/usr/bin/$program"
    done
    mkdir -p "$root/usr/share/postgresql" "$root/usr/lib/postgresql/$version" \
        "$root/var/lib/postgresql/data"
    cp -a "$stage/usr/share/postgresql/$version" "$root/usr/share/postgresql/"
    cp -a "$stage/usr/lib/postgresql/$version/lib" "$root/usr/lib/postgresql/$version/"
    cp -a "$stage/usr/share/zoneinfo" "$root/usr/share/"
    install -m 755 "$files/postgres.sh" "$root/usr/bin/postgres-entry"
    finish postgres
}

build() {
    if [ -d "$tars" ]; then
        return 0
    fi
    [ "$(id -u)" -eq 0 ] || die "images are made as root"
    have apt-get || die "images are made of Debian packages, and there is no apt-get here"
    mkdir -p "$CACHE"
    work=$(mktemp -d "$CACHE/images.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    stage=$work/stage
    say "images: making them from the packages of Debian $release"
    download "$work" || {
        apt-get -q update >/dev/null 2>&1 || true
        download "$work" || {
            tail -n 5 "$work/apt.log" >&2
            die "could not download the packages the images are made of"
        }
    }
    unpack "$work" "$stage"
    make_busybox
    make_web 1
    make_web 2
    make_redis
    make_nginx
    make_postgres
    make_registry
    make_etcd
    mkdir "$work/done"
    mv "$work"/*.tar "$work/done/"
    find "$CACHE" -maxdepth 1 -name 'images-*' -mtime +7 -exec rm -rf {} +
    # Somebody else may have been faster; theirs is the same.
    mv -T "$work/done" "$tars" 2>/dev/null || [ -d "$tars" ]
}

# import NAME TAR CHANGE...
import() {
    local name=$1 tar=$2 change arguments=()
    shift 2
    if docker_cli image inspect "$name" >/dev/null 2>&1; then
        return 0
    fi
    for change in "$@"; do
        arguments+=(--change "$change")
    done
    docker_cli import "${arguments[@]}" "$tars/$tar.tar" "$name" >/dev/null
}

probe() { printf 'HEALTHCHECK --interval=2s --timeout=5s --retries=15 CMD %s' "$1"; }

load() {
    build
    local run='ENTRYPOINT ["/bin/run"]'
    local page='wget -q -O /dev/null http://127.0.0.1/'
    import davit-test/busybox:1 busybox "$run" 'CMD ["sh"]'
    local version
    for version in 1 2; do
        import "davit-test/web:$version" "web-$version" "$run" 'EXPOSE 80' "$(probe "$page")" \
            'CMD ["httpd", "-f", "-p", "80", "-h", "/usr/share/nginx/html"]'
    done
    import davit-test/nginx:1 nginx 'EXPOSE 80' "$(probe "$page")" \
        'CMD ["nginx", "-g", "daemon off;"]'
    import davit-test/redis:1 redis 'EXPOSE 6379' 'WORKDIR /data' "$(probe 'redis-cli ping')" \
        'CMD ["redis-server", "--protected-mode", "no"]'
    import davit-test/postgres:1 postgres 'EXPOSE 5432' \
        'ENV PGDATA=/var/lib/postgresql/data' "$(probe 'pg_isready -q -h 127.0.0.1')" \
        'ENTRYPOINT ["/bin/postgres-entry"]' 'CMD ["postgres"]'
    import davit-test/registry:1 registry 'ENTRYPOINT ["docker-registry"]' \
        'CMD ["serve", "/etc/registry/registry.yml"]'
    import davit-test/etcd:1 etcd 'EXPOSE 2379' 'EXPOSE 2380' 'ENV ETCDCTL_API=3' \
        'ENV ETCD_DATA_DIR=/var/lib/etcd' 'ENTRYPOINT ["etcd"]'
    import davit-test/pause:1 busybox "$run" 'CMD ["sleep", "2147483647"]'
}

case ${1:-} in
build) build ;;
load) load ;;
*) die "usage: images.sh build|load" ;;
esac
