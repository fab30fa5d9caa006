import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/context.ts';
import { takeOver } from '../../../src/targets/helm/takeOver.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const FLAGS = '--kube-context lab --namespace search';

interface Helm {
  /** The statuses that `helm list` returns, in order. */
  readonly statuses: readonly (string | undefined)[];
  /** Statuses of the revisions, the oldest first. */
  readonly history?: readonly string[];
  /** The result of helm's change to the release. */
  readonly outcome?: Partial<RunResult>;
}

/** Takes over a release without waiting for another helm; returns what helm was asked to change. */
async function taken({ statuses, history = [], outcome = {} }: Helm) {
  const left = [...statuses];
  const changed: string[] = [];
  const { out, said } = capturedOutput();
  const answer = (args: readonly string[]): Partial<RunResult> => {
    if (args[0] === 'list') {
      const status = left.shift();
      const other = { name: 'other', revision: '1', status: 'pending-install', chart: 'a-1.0.0' };
      const own = { name: 'bindstack', revision: '2', status, chart: 'weaviate-17.8.3' };
      return { stdout: JSON.stringify(status === undefined ? [other] : [other, own]) };
    }
    if (args[0] === 'history')
      return { stdout: JSON.stringify(history.map((status, n) => ({ revision: n + 1, status }))) };
    changed.push(args.join(' '));
    return outcome;
  };
  const context = {
    out,
    signal: new AbortController().signal,
    run: async (_command: string, args: readonly string[]) => ({
      exitCode: 0,
      stdout: '',
      stderr: '',
      notFound: false,
      ...answer(args),
    }),
  };
  const release = await takeOver(context, CLUSTER, 0);
  return { status: release?.status, changed, said: said() };
}

it.each([undefined, 'deployed', 'failed', 'superseded'])(
  'a release that is %s is not changed',
  async (status) => {
    expect(await taken({ statuses: [status] })).toMatchObject({ status, changed: [], said: '' });
  },
);

describe('a release that an aborted helm left pending', () => {
  it.each(['pending-install', 'uninstalling'])(
    'is uninstalled if it was never deployed: %s',
    async (status) => {
      const { changed, said } = await taken({ statuses: [status, undefined], history: [status] });
      expect(changed).toEqual([`uninstall bindstack ${FLAGS}`]);
      expect(said).toContain('took over the release: uninstalled the incomplete install, kept its volumes');
    },
  );

  it.each(['pending-upgrade', 'pending-rollback'])(
    'is rolled back to the last deployed revision: %s',
    async (status) => {
      const history = ['superseded', 'deployed', 'failed', status];
      const { changed, said, status: now } = await taken({ statuses: [status, 'deployed'], history });
      expect(changed).toEqual([`rollback bindstack 2 ${FLAGS}`]);
      expect(said).toContain('took over the release: rolled back to revision 2');
      expect(now).toBe('deployed');
    },
  );

  it('stays pending if helm cannot take it over, with a suggestion', async () => {
    const outcome = { exitCode: 1, stderr: 'Error: forbidden' };
    const failure = await failureOf(() => taken({ statuses: ['pending-install'], outcome }));
    expect(failure).toMatchObject({
      exitCode: 1,
      code: 'release-pending',
      detail: 'Error: forbidden',
      suggestion: `helm uninstall bindstack ${FLAGS}`,
    });
  });
});
