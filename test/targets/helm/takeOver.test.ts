import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/context.ts';
import { takeOver } from '../../../src/targets/helm/takeOver.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const FLAGS = '--kube-context lab --namespace search';

interface Helm {
  /** What `helm list` shows, one after the other. */
  readonly statuses: readonly (string | undefined)[];
  /** Of the revisions, the first one first. */
  readonly history?: readonly string[];
  /** Of what helm does to the release. */
  readonly outcome?: Partial<RunResult>;
}

/** A helm that has no patience with others; what it was told to change. */
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
  'a release that is %s is left as it is',
  async (status) => {
    expect(await taken({ statuses: [status] })).toMatchObject({ status, changed: [], said: '' });
  },
);

describe('a release that a helm has left half made', () => {
  it.each(['pending-install', 'uninstalling'])('is taken away when it never was: %s', async (status) => {
    const { changed, said } = await taken({ statuses: [status, undefined], history: [status] });
    expect(changed).toEqual([`uninstall bindstack ${FLAGS}`]);
    expect(said).toContain('took over the release: what was half made is gone, volumes are kept');
  });

  it.each(['pending-upgrade', 'pending-rollback'])(
    'goes back to what was deployed last: %s',
    async (status) => {
      const history = ['superseded', 'deployed', 'failed', status];
      const { changed, said, status: now } = await taken({ statuses: [status, 'deployed'], history });
      expect(changed).toEqual([`rollback bindstack 2 ${FLAGS}`]);
      expect(said).toContain('took over the release: back at revision 2');
      expect(now).toBe('deployed');
    },
  );

  it('stays where helm cannot take it over, with what to try', async () => {
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
