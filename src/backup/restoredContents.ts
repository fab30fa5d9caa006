import { now, sleep } from '../clock.ts';
import { Failure } from '../errors.ts';
import { countDifferences } from './comparison.ts';
import { readContents } from './contents.ts';
import type { CollectionContents } from './record.ts';
import { compareSamples } from './samples.ts';
import type { BackupSession } from './session.ts';

/** Milliseconds for a restored collection to count all its objects. */
const COUNT_TIMEOUT = 30_000;

/**
 * The restored collections, and how they differ from what was recorded. Waits a while for them to be complete.
 * @param recorded undefined or empty if nothing is known about the backup
 */
export async function restoredContents(
  { server, signal }: BackupSession,
  wanted: readonly string[],
  recorded: readonly CollectionContents[] = [],
): Promise<{ contents: CollectionContents[]; problems: string[] }> {
  const expected = wanted.map((name) => recorded.find((one) => one.name === name) ?? { name, samples: [] });
  const deadline = now() + COUNT_TIMEOUT;
  for (;;) {
    signal.throwIfAborted();
    const contents = await readContents(server, (name) => wanted.includes(name), signal);
    const problems = countDifferences(expected, contents);
    if (problems.length === 0 || now() > deadline) return { contents, problems };
    await sleep(500, signal);
  }
}

/**
 * The restored collections: their objects are counted, and the recorded ones must have their vectors and be found.
 * @throws Failure `counts-differ`
 */
export async function requireWhole(
  session: BackupSession,
  wanted: readonly string[],
  recorded: readonly CollectionContents[] | undefined,
): Promise<CollectionContents[]> {
  const { server, signal } = session;
  const { contents, problems: differences } = await restoredContents(session, wanted, recorded);
  const known = recorded?.filter(({ name }) => wanted.includes(name)) ?? [];
  const problems =
    differences.length > 0 ? differences : (await compareSamples(server, known, signal)).problems;
  if (problems.length === 0) return contents;
  throw new Failure('failed', {
    code: 'counts-differ',
    message: `the restore is not complete: ${problems.join('; ')}`,
    suggestion: 'bindstack backup list, and restore another backup',
  });
}
