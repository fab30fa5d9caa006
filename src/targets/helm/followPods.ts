import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { type Cluster, runCluster } from './cluster.ts';
import { type LogWish, podLogs } from './kubectlCommand.ts';
import { noLogs } from './noLogs.ts';
import type { Pod } from './objects.ts';
import { lifeOf, type PodLife } from './podLife.ts';
import { ClusterSilent } from './view.ts';

type Needs = Pick<Context, 'run' | 'out' | 'signal'>;

/** Milliseconds between looks for pods and containers that are new. */
const LOOK_PAUSE = 2000;
/** Milliseconds for which a cluster may be silent before it counts as gone. */
const SILENCE = 30_000;

export interface Following {
  /** The pods to follow, as they are now; undefined where the release is gone. */
  readonly pods: () => Promise<Pod[] | undefined>;
  readonly print: (pod: string, line: string) => void;
  /** Lines of what the first pods have said before: a number, or `all`. */
  readonly tail: string;
  readonly pause?: number;
}

/**
 * Follows the logs of pods, those that come later and those that start again included: kubectl ends with the
 * container that it follows. Ends with the signal, or with the release.
 * @throws Failure `no-logs`, `no-cluster` (environment)
 */
export async function followPods(context: Needs, cluster: Cluster, following: Following): Promise<void> {
  const { out, signal } = context;
  const { pods, print, tail, pause = LOOK_PAUSE } = following;
  const open = new Map<string, Promise<void>>();
  /** When the log of a run ended that kubectl had followed. */
  const closed = new Map<string, string>();
  const said = new Map<string, string>();
  let silentSince: number | undefined;
  let refused: Error | undefined;
  let isFirst = true;

  const attach = async (life: PodLife, wish: Partial<LogWish>): Promise<void> => {
    const command = podLogs(cluster, life.pod, {
      tail: 'all',
      follow: true,
      container: life.container,
      ...wish,
    });
    const result = await runCluster(context.run, command, {
      isEndless: true,
      onLine: (line) => print(life.pod, line),
    });
    closed.set(life.id, new Date().toISOString());
    open.delete(life.id);
    // A pod that has gone, or a cluster: the next look shows which.
    if (/forbidden/i.test(result.stderr)) refused ??= noLogs(life.pod, result);
  };

  const look = async (): Promise<Pod[] | undefined> => {
    try {
      const found = await pods();
      silentSince = undefined;
      return found;
    } catch (error) {
      if (!(error instanceof ClusterSilent)) throw error;
      silentSince ??= now();
      if (isFirst || now() - silentSince >= SILENCE) throw error;
      return [];
    }
  };

  while (!signal.aborted) {
    const found = await look();
    if (signal.aborted) break;
    if (found === undefined && open.size === 0) {
      out.say('the release is gone');
      return;
    }
    for (const pod of found ?? []) {
      const life = lifeOf(pod);
      if ('silent' in life) {
        if (said.get(life.pod) !== life.silent) out.say(`${life.pod} has no log yet: ${life.silent}`);
        said.set(life.pod, life.silent);
        continue;
      }
      const since = closed.get(life.id);
      // A log that was cut is gone on with from there; one that was read to its end is done.
      if (open.has(life.id) || (since !== undefined && !life.isRunning)) continue;
      if (!isFirst && since === undefined) out.say(`following ${life.pod}: ${life.container} has begun`);
      open.set(life.id, attach(life, since === undefined ? (isFirst ? { tail } : {}) : { since }));
    }
    isFirst = false;
    await sleep(pause, signal);
    if (refused) throw refused;
  }
  await Promise.all(open.values());
}
