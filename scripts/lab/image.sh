# shellcheck shell=bash
# Sourced after lab.sh: turns a folder into a local Docker image, without a registry.

need_engine() {
  [ "$(uname -s)" = Linux ] || fail "needs Linux: the image is made of this machine's programs"
  need docker 'a Docker engine (scripts/lab/docker-engine)'
  docker info >/dev/null 2>&1 || fail 'needs a running Docker engine (scripts/lab/docker-engine)'
}

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

# image_label IMAGE LABEL: prints the label; empty if the image or the label is missing.
image_label() { docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" 2>/dev/null || true; }

# import_image ROOT IMAGE CHECK CHANGE…: imports ROOT as IMAGE; each CHANGE is a line of a Dockerfile. The image gets its
# name only after the shell command CHECK succeeds in it without any capability, as in bindstack's services.
import_image() {
  local root=$1 image=$2 check=$3 id old change changes=()
  shift 3
  for change in "$@"; do changes+=(--change "$change"); done
  chmod 755 "$root" # mktemp made it 700, which shuts out every other user of the container
  id=$(tar -C "$root" --owner=0 --group=0 --numeric-owner -c . | docker import "${changes[@]}" -)
  if ! docker run --rm --cap-drop ALL --network none --entrypoint /bin/sh "$id" -c "$check" >/dev/null; then
    docker image rm "$id" >/dev/null
    fail "what became of $image does not run: $check"
  fi
  old=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null) || true
  docker tag "$id" "$image"
  # The previous image of this name is removed, unless it has another name or a container uses it.
  if [ -n "$old" ] && [ "$(docker image inspect --format '{{len .RepoTags}}' "$old")" = 0 ]; then
    docker image rm "$old" >/dev/null 2>&1 || true
  fi
}
