# shellcheck shell=bash
# Sourced after lab.sh: a static busybox, which provides sh and wget for an image built from scratch.

: "${cache:?}"

# busybox_static: prints the path of a static busybox: the one on this machine, or else Debian's package busybox-static,
# unpacked into the cache. Installing the package would replace an installed `busybox`. Takes 1 s, once.
busybox_static() {
  local found=$cache/bindstack-lab/busybox
  if [ ! -x "$found" ]; then
    if is_static "$(command -v busybox || true)"; then
      found=$(command -v busybox)
    else
      unpack_busybox "$found"
    fi
  fi
  printf '%s\n' "$found"
}

is_static() { [ -n "$1" ] && ! ldd "$1" >/dev/null 2>&1; }

# unpack_busybox FILE
unpack_busybox() (
  need apt-get 'busybox as a static program (Debian: busybox-static)'
  unpacked=$(mktemp -d)
  trap 'rm -rf "$unpacked"' EXIT
  cd "$unpacked" || exit
  say 'fetching busybox-static'
  # apt's sandbox user cannot write here, and a bare machine has no package lists, which only root can download.
  apt-get -qq -oAPT::Sandbox::User=root download busybox-static >&2 2>/dev/null || {
    [ "$(id -u)" = 0 ] || fail 'needs root, or the package busybox-static installed'
    apt-get -qq update >&2
    apt-get -qq -oAPT::Sandbox::User=root download busybox-static >&2
  }
  dpkg -x busybox-static_*.deb root
  mkdir -p "$(dirname "$1")"
  install -m755 root/bin/busybox "$1.$$"
  mv -f "$1.$$" "$1"
)

# install_busybox ROOT: busybox with all its commands as ROOT/bin.
install_busybox() {
  local busybox
  busybox=$(busybox_static)
  mkdir -p "$1/bin"
  cp "$busybox" "$1/bin/busybox"
  # Hard links: symbolic ones would point to the current location of ROOT.
  "$1/bin/busybox" --install "$1/bin"
}
