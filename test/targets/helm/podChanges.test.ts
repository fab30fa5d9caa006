import { expect, it } from 'vitest';
import type { Run } from '../../../src/context.ts';
import { PodChanges } from '../../../src/targets/helm/podChanges.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };

/** Longer than a test may take: only a change ends the wait. */
const FOREVER = 10 * 60_000;

/** A watch of the pods of Weaviate, into which the test prints. */
function watched() {
  let print = (_line: string): void => {};
  const run: Run = (_command, _args, { onLine, signal } = {}) => {
    print = onLine ?? print;
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () =>
        resolve({ exitCode: undefined, stdout: '', stderr: '', notFound: false }),
      );
    });
  };
  const changes = new PodChanges(run, CLUSTER, ['weaviate', 'bind-inference']);
  return { changes, print: (line: string) => print(line) };
}

const { signal } = new AbortController();

/** Recorded from kubectl 1.35.2. */
it.each([
  'MODIFIED weaviate-0 True  ',
  'MODIFIED bind-inference-78bb96c77c-k64cj True  ',
  'DELETED weaviate-0 False  ',
  'MODIFIED weaviate-0 False  ErrImagePull',
  'MODIFIED weaviate-0 False CrashLoopBackOff PodInitializing',
])('%j ends the wait', async (line) => {
  const { changes, print } = watched();
  const waiting = changes.next(FOREVER, signal);
  print(line);
  await waiting;
  await changes.stop();
});

it('a change between two waits counts, once', async () => {
  const { changes, print } = watched();
  print('MODIFIED weaviate-0 True  ');
  await changes.next(FOREVER, signal);
  let isOver = false;
  const second = changes.next(FOREVER, signal).then(() => {
    isOver = true;
  });
  print('MODIFIED weaviate-0 False  PodInitializing');
  print('MODIFIED of-another-release-0 True  ');
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  print('DELETED weaviate-0 False  ');
  await second;
  await changes.stop();
});

it('an interruption ends the wait', async () => {
  const { changes } = watched();
  const interrupting = new AbortController();
  const waiting = changes.next(FOREVER, interrupting.signal);
  interrupting.abort();
  await waiting;
  await changes.stop();
});

it('without a watch, the wait takes its time', async () => {
  const run: Run = async () => ({ exitCode: 1, stdout: '', stderr: 'forbidden', notFound: false });
  const changes = new PodChanges(run, CLUSTER, ['weaviate']);
  await changes.next(1, signal);
  await changes.stop();
});
