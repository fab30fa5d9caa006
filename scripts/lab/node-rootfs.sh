# shellcheck shell=bash
# Sourced after lab.sh and busybox.sh: a root file system with this machine's Node and the parts of the official Node
# image that are used here: node, sh, wget, a user `node`. No npm.

: "${lab:?}"

# node_rootfs ROOT: fills the empty folder ROOT, about 100 MB.
node_rootfs() {
  local root=$1 node
  need node
  node=$(readlink -f "$(command -v node)")
  mkdir -p "$root"/{app,dev,etc,home/node,proc,root,run,sys,tmp,usr/local/bin,var/tmp}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  cp "$node" "$root/usr/local/bin/node"
  copy_libraries "$node" "$root"
  install_busybox "$root"
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'node:x:1000:1000:node:/home/node:/bin/sh' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' 'node:x:1000:' >"$root/etc/group"
  # First /etc/hosts, then Docker's name server, which resolves the other services of a project.
  printf '%s\n' 'hosts: files dns' >"$root/etc/nsswitch.conf"
}

# copy_libraries PROGRAM ROOT: the shared libraries, each at the path where the program looks for it.
copy_libraries() {
  local library
  ldd "$1" | { grep -oE '/[^ ]+' || true; } | sort -u | while read -r library; do
    install -D "$(readlink -f "$library")" "$2$library"
  done
}

# made_from FILE…: a hash of all inputs of an image, to check whether it is up to date.
made_from() { { node --print 'process.version + process.arch'; cat "$lab"/*.sh "$@"; } | sha256sum | cut -d' ' -f1; }
