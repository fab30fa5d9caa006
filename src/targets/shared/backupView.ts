import type { BackupToRead } from '../target.ts';

/** Where a throw-away server in a container finds the backup. */
const VIEW = '/tmp/bindstack-drill/backups';
const DATA = '/tmp/bindstack-drill/data';

/**
 * Makes a view of one backup that a server can restore from without changing it: links to its files, and a copy of its
 * description, beside which Weaviate writes `restore_config.json`. Then starts the server.
 */
const SCRIPT = `set -e
mkdir -p "$VIEW/$BACKUP"
for entry in "$SOURCE/$BACKUP"/*; do
  case "$entry" in
    */backup_config.json) cp "$entry" "$VIEW/$BACKUP/" ;;
    */restore_config.json) ;;
    *) ln -s "$entry" "$VIEW/$BACKUP/" ;;
  esac
done
for base in $BASES; do ln -s "$SOURCE/$base" "$VIEW/$base"; done
exec "$@"`;

/**
 * The command of a throw-away server in a container, and the variables that differ from those of the stack. It uses the
 * stack's inference server: multi2vec-bind waits for one to be ready at startup, and a restore sends it nothing.
 */
export function drillProgram(
  { id, bases, directory }: BackupToRead,
  server: readonly string[],
): { words: readonly string[]; env: Readonly<Record<string, string>> } {
  const env = {
    PERSISTENCE_DATA_PATH: DATA,
    // It must not join the cluster of the stack.
    CLUSTER_JOIN: '',
    RAFT_JOIN: '',
    RAFT_BOOTSTRAP_EXPECT: '1',
  };
  if (directory === undefined) return { words: server, env };
  return {
    words: ['sh', '-c', SCRIPT, 'sh', ...server],
    env: {
      ...env,
      BACKUP_FILESYSTEM_PATH: VIEW,
      VIEW,
      SOURCE: directory,
      BACKUP: id,
      BASES: bases.join(' '),
    },
  };
}
