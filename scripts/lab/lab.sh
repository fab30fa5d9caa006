# shellcheck shell=bash
# Sourced by every lab script: messages, paths, and the versions that bindstack pins.

# Without it, a failure inside $(…) is ignored. Bash 3.2 on macOS does not have it.
shopt -s inherit_errexit 2>/dev/null || true

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$(dirname "$lab")")
# Read by the scripts that source this file.
# shellcheck disable=SC2034
cache=${XDG_CACHE_HOME:-$HOME/.cache}

# Progress goes to stderr: stdout has only the result.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# need COMMAND [WORDS]: exits if the command is missing.
need() { command -v "$1" >/dev/null || fail "needs ${2:-$1}"; }

# pinned NAME: the value of `export const NAME = '…'` in src/facts/versions.ts.
pinned() {
  local file=$repository/src/facts/versions.ts value
  value=$(sed -n "s/^export const $1 = '\([^']*\)'.*/\1/p" "$file" 2>/dev/null) || true
  [ -n "$value" ] || fail "needs the constant $1 in src/facts/versions.ts"
  printf '%s\n' "$value"
}
