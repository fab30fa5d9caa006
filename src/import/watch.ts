import { watch } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../clock.ts';
import type { Source } from './source.ts';

/** Milliseconds without a change before the files are imported: a file is written in several steps. */
const QUIET = 1000;

/** Milliseconds after which the folders are looked at anyway: network drives report no changes. */
const AT_LEAST_EVERY = 60_000;

/**
 * Imports again after each change, until the signal is aborted.
 * @param again a run that fails ends the watch
 */
export async function watchSources(
  sources: readonly Source[],
  signal: AbortSignal,
  again: () => Promise<void>,
): Promise<void> {
  let wake = () => {};
  const watchers = sources.map(({ directory, within }) =>
    watch(join(directory, within), { recursive: true, persistent: false, signal }, () => wake()).on(
      'error',
      // Without it, the folders are still looked at from time to time.
      () => {},
    ),
  );
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([changed, sleep(AT_LEAST_EVERY, signal)]);
      await sleep(QUIET, signal);
      if (!signal.aborted) await again();
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
