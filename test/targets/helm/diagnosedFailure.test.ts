import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { helmCommandError } from '../../../src/targets/helm/cluster.ts';
import { diagnosedFailure } from '../../../src/targets/helm/diagnosedFailure.ts';
import { LaunchFailure } from '../../../src/targets/shared/launchFailure.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const COMMAND = { command: 'helm', args: ['upgrade', 'bindstack'] } as const;
const SILENT = { exitCode: 0, stdout: '', stderr: '', notFound: false };

/** The diagnosed failure of a cluster that shows nothing. */
async function diagnosed(error: unknown, status?: string): Promise<unknown> {
  const previous =
    status === undefined
      ? undefined
      : { name: 'bindstack', revision: 4, status, chart: 'weaviate-17.8.3', updated: '' };
  const failed = { cluster: CLUSTER, phase: 'create', workloads: [], previous } as const;
  return diagnosedFailure({ run: async () => SILENT }, failed, error);
}

const refused = (stderr: string) => helmCommandError(COMMAND, { ...SILENT, exitCode: 1, stderr });
const notReady = new Failure('failed', { code: 'not-ready', message: 'Weaviate failed to start' });

describe('a failed launch', () => {
  it('is explained by the error of helm', async () => {
    const failure = await diagnosed(refused('Error: path "/charts/none" not found'));
    expect(failure).toBeInstanceOf(LaunchFailure);
    expect(failure).toMatchObject({ exitCode: 1, code: 'chart-missing' });
  });

  it.each([
    [
      'deployed',
      'to go back to the previous revision: helm rollback bindstack 4 --kube-context lab --namespace search',
    ],
    ['failed', undefined],
    [undefined, undefined],
  ])('of a release that was %s before', async (status, back) => {
    const failure = await diagnosed(notReady, status);
    const { detail = '' } = failure as Failure;
    if (back === undefined) expect(detail).not.toContain('rollback');
    else expect(detail).toContain(back);
  });

  it.each([
    ['an error of the program', new TypeError('x')],
    ['another failure', new Failure('environment', { code: 'cluster-gone', message: 'gone' })],
  ])('with %s keeps that error', async (_what, error) => {
    expect(await diagnosed(error, 'deployed')).toBe(error);
  });
});
