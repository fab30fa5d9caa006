import { CONTAINER_DATA_PATH } from '../../facts/weaviateVariables.ts';
import type { DataAction } from '../target.ts';

/**
 * Runs `$1` for each entry of the data except those that stay: what was set aside, backups inside the data, and the
 * folder with which ext4 formats a volume. A loop, because busybox's `find` has no `-maxdepth` in every build.
 */
const FOR_EACH = `each() {
  for path in * .[!.]*; do
    [ -e "$path" ] || continue
    case "$path" in lost+found|set-aside-*) continue ;; esac
    case "\${BACKUP_FILESYSTEM_PATH:-}/" in "$data/$path/"*) continue ;; esac
    "$@" "$path" || exit 1
  done
}`;

const ACTIONS: Readonly<Record<DataAction, string>> = {
  'set-aside': `mkdir -p "$place" && put() { mv "$1" "$place/"; } && each put`,
  clear: 'each rm -rf',
  discard: 'rm -rf "$place"',
};

/**
 * Arguments of `/bin/sh` that change the data of a stopped Weaviate where its volume is mounted. A rename within the
 * volume: no copy, and no other volume whose size would have to be known.
 */
export function dataScript(action: DataAction, place: string): string[] {
  const script = [`data=$1; place=$2; cd "$data" || exit 1`, FOR_EACH, ACTIONS[action]].join('\n');
  return ['-c', script, 'sh', CONTAINER_DATA_PATH, place];
}
