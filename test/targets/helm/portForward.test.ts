import { expect, it } from 'vitest';
import type { Context } from '../../../src/context.ts';
import { withPortForward } from '../../../src/targets/helm/portForward.ts';
import { failureOf } from '../../support/failure.ts';

const { signal } = new AbortController();
const CLUSTER = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };
const WORKS = { exitCode: 0, stdout: '', stderr: '', notFound: false };
const BROKEN = { ...WORKS, exitCode: 1, stderr: 'error: lost connection to pod' };

/** A kubectl that forwards until it is stopped, or until `breakIt` is called; its exit is seen a moment later. */
function forwarding() {
  let breakIt = () => {};
  const run: Context['run'] = async (_command, args, options) => {
    options?.onLine?.(`Forwarding from 127.0.0.1:${args.includes('service/weaviate') ? 1 : 2} -> 8080`);
    const breaks = new Promise<typeof BROKEN>((resolve) => {
      breakIt = () => void setTimeout(() => resolve(BROKEN), 20);
    });
    const stops = new Promise<typeof WORKS>((resolve) =>
      options?.signal?.addEventListener('abort', () => resolve(WORKS)),
    );
    return Promise.race([breaks, stops]);
  };
  return { run, breakIt: () => breakIt() };
}

it('passes the local addresses, and returns what the work returns', async () => {
  const { run } = forwarding();
  expect(await withPortForward({ run, signal }, CLUSTER, async (address) => address)).toEqual({
    http: 'http://127.0.0.1:1',
    grpc: '127.0.0.1:2',
  });
});

it.each([
  ['an error', () => Promise.reject(new Error('fetch failed'))],
  ['a report', () => Promise.resolve('all checks failed')],
])('is blamed if it breaks, even if its consequence is seen first: %s', async (_, consequence) => {
  const { run, breakIt } = forwarding();
  const work = () => {
    breakIt();
    return consequence();
  };
  const failure = await failureOf(() => withPortForward<unknown>({ run, signal }, CLUSTER, work));
  expect(failure).toMatchObject({ code: 'port-forward', detail: 'error: lost connection to pod' });
});
