import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../src/context.ts';
import { ClusterUnreachable } from '../../../src/targets/helm/clusterView.ts';
import { followPods } from '../../../src/targets/helm/logsHelm.ts';
import type { Pod } from '../../../src/targets/helm/objects.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';
import { containerIn, podOf } from './objects.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const GONE = undefined;
const running = (restartCount = 0, uid = 'one') =>
  podOf(containerIn({ running: {} }, { restartCount }), { uid });
const ended = (restartCount = 0) => {
  const lastState = { terminated: { exitCode: 1 } };
  const waiting = { reason: 'CrashLoopBackOff' };
  return podOf(containerIn({ waiting }, { restartCount, lastState }), { uid: 'one' });
};
const creating = podOf(containerIn({ waiting: { reason: 'ContainerCreating' } }));

/** What a poll returns or throws. */
type Poll = readonly Pod[] | undefined | Error;

/** Follows pods through these polls, with a kubectl whose logs end immediately. */
async function followed(polls: readonly Poll[], stderr = '') {
  const { out, data, said } = capturedOutput();
  const called: string[] = [];
  const interruption = new AbortController();
  const left = [...polls];
  await followPods(
    {
      out,
      signal: interruption.signal,
      run: async (_command: string, args: readonly string[], options: RunOptions = {}) => {
        called.push(
          args
            .slice(args.indexOf('logs'))
            .join(' ')
            .replace(/--since-time \S+/, '--since-time TIME'),
        );
        options.onLine?.('hello');
        return { exitCode: stderr === '' ? 0 : 1, stdout: '', stderr, notFound: false };
      },
    },
    CLUSTER,
    {
      tail: '5',
      pause: 1,
      print: (pod, line) => out.data(`${pod}: ${line}`),
      pods: async () => {
        const poll = left.shift();
        if (left.length === 0) interruption.abort();
        if (poll instanceof Error) throw poll;
        return poll && [...poll];
      },
    },
  );
  return { called, data: data(), said: said() };
}

const FOLLOW = '--follow';

describe('following logs', () => {
  it('starts with the last lines, once', async () => {
    const { called, data } = await followed([[running()], [ended()], [ended()], []]);
    expect(called).toEqual([`logs weaviate-0 --container weaviate --tail 5 ${FOLLOW}`]);
    expect(data).toBe('weaviate-0: hello\n');
  });

  it.each([
    ['a restarted container', running(1)],
    ['a pod that replaces another', running(0, 'two')],
    ['a restart that has already exited', ended(1)],
  ])('starts at the beginning of %s', async (_title, next) => {
    const { called, said } = await followed([[running()], [next], []]);
    expect(called[1]).toBe(`logs weaviate-0 --container weaviate --tail -1 ${FOLLOW}`);
    expect(said).toContain('following weaviate-0: weaviate has started');
  });

  it('continues where it was interrupted, while the container runs', async () => {
    const { called } = await followed([[running()], [running()], []]);
    expect(called[1]).toBe(`logs weaviate-0 --container weaviate --tail -1 --since-time TIME ${FOLLOW}`);
  });

  it('waits for a log, and says only once that it is missing', async () => {
    const { called, said } = await followed([[creating], [creating], [running()], []]);
    expect(said.match(/weaviate-0 has no log yet: ContainerCreating/g)).toHaveLength(1);
    expect(called).toHaveLength(1);
  });
});

describe('following stops', () => {
  it('when the release is gone', async () => {
    expect((await followed([[running()], GONE, [running(1)], []])).said).toContain('the release is gone');
  });

  it('but not when the cluster does not respond for a moment', async () => {
    const { called } = await followed([[running()], new ClusterUnreachable('no response'), [running(1)], []]);
    expect(called).toHaveLength(2);
  });

  it('when the cluster does not respond at all', async () => {
    const failure = await failureOf(() => followed([new ClusterUnreachable('refused'), []]));
    expect(failure).toMatchObject({ exitCode: 5, code: 'no-cluster', detail: 'refused' });
  });

  it('when the cluster refuses the log, which would happen every time', async () => {
    const stderr = 'Error from server (Forbidden): pods "weaviate-0" is forbidden: cannot get pods/log';
    const failure = await failureOf(() => followed([[running()], [running()], []], stderr));
    expect(failure).toMatchObject({ exitCode: 5, code: 'no-logs', detail: stderr });
  });
});
