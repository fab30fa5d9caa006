import { watch } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../clock.ts';
import type { Source } from './source.ts';

/** Milliseconds without a change before the files are imported: a file is written in several steps. */
const QUIET = 1000;

/** Milliseconds after which the folders are looked at anyway: network drives report no changes. */
const AT_LEAST_EVERY = 60_000;

/**
 * Imports, and imports again after each change, until the signal is aborted. Changes during an import count.
 * @param first the first import; one that fails ends the watch, as does `again`
 */
export async function watchSources(
  sources: readonly Source[],
  signal: AbortSignal,
  first: () => Promise<void>,
  again: () => Promise<void>,
): Promise<void> {
  let isChanged = false;
  let wake = () => {};
  const onChange = () => {
    isChanged = true;
    wake();
  };
  const watchers = sources.map(({ directory, within }) =>
    watch(join(directory, within), { recursive: true, persistent: false, signal }, onChange).on(
      'error',
      // Without it, the folders are still looked at from time to time.
      () => {},
    ),
  );
  try {
    await first();
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!isChanged) await Promise.race([changed, sleep(AT_LEAST_EVERY, signal)]);
      await sleep(QUIET, signal);
      isChanged = false;
      if (!signal.aborted) await again();
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
