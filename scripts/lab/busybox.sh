# shellcheck shell=bash
# Sourced after lab.sh: a static busybox, which gives an image made from nothing its sh and wget.

: "${cache:?}"

# busybox_static: prints the path of a static busybox: this machine's own, or else Debian's package busybox-static,
# unpacked into the cache instead of installed, because it would replace an installed `busybox`. 1 s, once.
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
  # The sandbox user of apt may not write here; and bare machines come without package lists, which only root can get.
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
  # Hard links: symbolic ones would point to where ROOT lies now.
  "$1/bin/busybox" --install "$1/bin"
}
