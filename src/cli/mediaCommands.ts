import type { Command } from 'commander';
import { RELEASE_KEYS } from '../options/runTargets.ts';
import { addPlaceFlags, onCallInterruptible, progressFlag, type Registry, repeated } from './registry.ts';

/** The stack options that say which stack, and which collection of it. */
const PLACE_KEYS: ReadonlySet<string> = new Set([...RELEASE_KEYS, 'collection.name']);

/** Commands about your own files in a running stack. */
export function mediaCommands({ command, stackFlags, ...registry }: Registry): void {
  /** The flags that say where the stack is. */
  const placeFlags = (target: Command) => stackFlags(addPlaceFlags(target), (key) => PLACE_KEYS.has(key));
  const onCall: Registry['onCall'] = (target, load) => onCallInterruptible(registry, target, load);

  onCall(
    placeFlags(
      command('import', 'put your files into the collection of a running stack')
        .argument('<DIR...>', 'folders of pictures, texts, sounds, videos and IMU recordings')
        .option('--as <NAME>', 'name with which the paths of the files start (default: that of the folder)')
        .option(
          '--original',
          'send files as they are, instead of turning, shrinking, cutting and converting them',
        )
        .option('--location', 'also store where pictures and videos were taken')
        .option('--window <DURATION>', 'length of the parts of long sounds and videos (default: 6s and 10s)')
        .option('--prune', 'remove what was imported from files that are gone')
        .option('--watch', 'keep importing what changes, until Ctrl-C')
        .option('--dry-run', 'only show what would be imported and removed')
        .option('--report <FILE>', 'write what was done, and every file that failed, as JSON')
        .option('-y, --yes', 'do not ask before --prune removes more than it keeps')
        .option('--grpc <HOST:PORT>', 'gRPC address of Weaviate; prefix https:// for TLS')
        .option('--verbose', 'also show each file that is imported')
        .addOption(progressFlag()),
    ),
    async () => (await import('../commands/import.ts')).importMedia,
  );

  onCall(
    placeFlags(
      command('search', 'find your files with a text, a file or another result')
        .argument('[text|file]', 'what to search with')
        .option(
          '--kind <KIND>',
          'only this kind, such as image; a comma-separated list, or repeatable',
          repeated,
        )
        .option('--limit <N>', 'number of results', '10')
        .option('--near <ID|PATH>', 'find what is near to this object, instead of a text or file')
        .option('--hybrid', 'combine vectors and keywords')
        .option('--open', 'show the results in the browser, as explore does, until Ctrl-C')
        .option('--verbose', 'also show ids, and all that is known about each file'),
    ),
    async () => (await import('../commands/search.ts')).search,
  );

  onCall(
    placeFlags(
      command('explore', 'find your files in the browser, on a page that is served on this machine only')
        .option('--port <PORT>', 'port to listen on, 0 for a free one', '8091')
        .option('--no-open', 'do not open the browser'),
    ),
    async () => (await import('../commands/explore.ts')).explore,
  );
}
