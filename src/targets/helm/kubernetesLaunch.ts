import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { waitForModule } from '../shared/layers.ts';
import { lastLineOf } from '../shared/logs.ts';
import { runProgram } from '../shared/program.ts';
import { type LayerState, waitForLayer } from '../shared/waitFor.ts';
import { type Cluster, helmCommandError } from './cluster.ts';
import {
  CLUSTER_TIMEOUT,
  ClusterUnreachable,
  type ClusterView,
  isRolledOut,
  podsOf,
  readCluster,
} from './clusterView.ts';
import { helmUpgrade, type Release } from './helmCommand.ts';
import { labelObjects, podLogs } from './kubectlCommand.ts';
import { OWNER_LABEL } from './ownedObjects.ts';
import { Rollout } from './rollout.ts';
import { WEAVIATE_WORKLOAD, type Workload } from './workloads.ts';

/** Seconds from the start of Weaviate's container to ready; it gives its modules 120 s of them. */
const WEAVIATE_BUDGET = 240;
const OTHER_BUDGET = 600;

/** Seconds that a layer may take in all where its stages have budgets of their own: no end of its own. */
const UNLIMITED = 24 * 3600;

/** Milliseconds between looks at the cluster, each of which is a program. */
const POLL_INTERVAL = 1000;
/** Milliseconds between looks at a log. */
const LOG_INTERVAL = 3000;
/** Milliseconds for which a cluster may be silent before it counts as gone. */
const MAX_SILENCE = 30_000;

/** What helm says of values in which nothing is wrong: lists that take the place of empty tables of the chart. */
const EXPECTED_WARNING = /cannot overwrite table with non table/;

type LaunchContext = Pick<Context, 'out' | 'run' | 'signal'>;

export interface KubernetesBudgets {
  /** Seconds that loading the model may take. */
  readonly startPeriod: number;
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout: number | undefined;
}

export type KubernetesPhase = 'create' | 'inference' | 'weaviate' | 'module';

/** One launch of a release: it knows how far it has come. */
export class KubernetesLaunch {
  phase: KubernetesPhase = 'create';
  /** What makes the pods of the release. */
  workloads: readonly Workload[] = [];
  /** Whether every pod of the release was ready before this launch changed anything. */
  workedBefore = false;
  readonly #context: LaunchContext;
  readonly #cluster: Cluster;
  readonly #budgets: KubernetesBudgets;
  #rollouts: Rollout[] = [];
  #silentSince: number | undefined;
  #labelled: ReadonlySet<string> = new Set();

  constructor(context: LaunchContext, cluster: Cluster, budgets: KubernetesBudgets) {
    this.#context = context;
    this.#cluster = cluster;
    this.#budgets = budgets;
  }

  /** @throws CommandFailed */
  async install(release: Release, workloads: readonly Workload[], before: ClusterView): Promise<void> {
    this.workloads = workloads;
    const controllers = before.controllers.filter(({ metadata }) =>
      workloads.some(({ name }) => name === metadata.name),
    );
    this.workedBefore = controllers.length > 0 && controllers.every(isRolledOut);
    const { out, run, signal } = this.#context;
    const step = out.step('helm: installing', { phase: 'create' });
    const command = helmUpgrade(this.#cluster, release);
    const result = await runProgram(run, command, {
      onErrorLine: (line) => {
        if (!EXPECTED_WARNING.test(line)) step.update(`helm: ${line.trim()}`);
      },
    });
    if (signal.aborted) step.fail('helm: interrupted');
    signal.throwIfAborted();
    if (result.exitCode !== 0) {
      step.fail('helm: the release was not installed');
      throw helmCommandError(command, result);
    }
    step.done(`the release ${this.#cluster.release} is in the namespace ${this.#cluster.namespace}`);
  }

  /**
   * Waits for each layer: the inference server first, since Weaviate waits for it.
   * @throws Failure `not-ready` (failed), `cluster-gone` (environment)
   */
  async wait(inference: string | undefined, before: ClusterView): Promise<void> {
    const { startPeriod } = this.#budgets;
    const restarts = new Map(
      before.pods.map(({ metadata, status }) => [
        metadata.uid,
        Math.max(0, ...status.containerStatuses.map(({ restartCount }) => restartCount)),
      ]),
    );
    this.#rollouts = this.workloads.map(({ name, replicas }) => {
      const budget =
        name === inference
          ? startPeriod
          : name === WEAVIATE_WORKLOAD
            ? // Its pods wait for the model before they start, and the nodes of a cluster for each other.
              startPeriod + WEAVIATE_BUDGET * Math.min(replicas, 3)
            : OTHER_BUDGET;
      return new Rollout(name, budget, restarts);
    });
    for (const rollout of [...this.#rollouts].sort((a, b) => rank(a, inference) - rank(b, inference))) {
      const isInference = rollout.name === inference;
      this.phase = isInference ? 'inference' : 'weaviate';
      await this.#layer(rollout, isInference ? 'the inference service' : titleOf(rollout.name));
    }
  }

  /** Asks Weaviate whether its module works. */
  async module(http: string, apiKey: string | undefined, signal: AbortSignal): Promise<void> {
    this.phase = 'module';
    await waitForModule({ out: this.#context.out, signal }, http, apiKey, {
      timeout: this.#budgets.timeout,
      suggestion: 'bindstack logs --target helm --service weaviate',
    });
  }

  async #layer(rollout: Rollout, title: string): Promise<void> {
    let view: ClusterView | undefined;
    const probe = async (): Promise<LayerState> => {
      view = await this.#view();
      if (view === undefined) return { state: 'waiting', detail: 'the cluster does not answer' };
      const own = rollout.stateIn(view);
      if (own.state === 'failed') return own;
      // What stands in the way of another layer is said at once, and not after this one has loaded for minutes.
      for (const other of this.#rollouts) {
        const seen = other === rollout ? undefined : other.stateIn(view);
        if (seen?.state === 'failed') return { ...seen, detail: `${titleOf(other.name)}: ${seen.detail}` };
      }
      return own;
    };
    await waitForLayer(this.#context, probe, {
      title,
      subject: { phase: this.phase, service: rollout.name },
      timeout: this.#budgets.timeout ?? UNLIMITED,
      interval: POLL_INTERVAL,
      log: {
        pause: LOG_INTERVAL,
        reader: () => {
          const pod = rollout.loading;
          return pod === undefined ? undefined : () => this.#lastLine(pod);
        },
      },
      suggestion: `bindstack logs --target helm --service ${rollout.name}`,
      note: () => {
        const pulled = view && rollout.pulled(view);
        return pulled === undefined ? undefined : `image of ${pulled} pulled`;
      },
    });
  }

  /** @throws Failure `cluster-gone` once it has been silent for too long */
  async #view(): Promise<ClusterView | undefined> {
    try {
      const view = await readCluster(this.#context.run, this.#cluster);
      this.#silentSince = undefined;
      await this.#label(view);
      return view;
    } catch (error) {
      if (!(error instanceof ClusterUnreachable) || this.#context.signal.aborted) throw error;
      this.#silentSince ??= now();
      if (now() - this.#silentSince < MAX_SILENCE) return undefined;
      throw new Failure('environment', {
        code: 'cluster-gone',
        message: `the cluster has not answered for ${MAX_SILENCE / 1000} s`,
        detail: error.detail,
        suggestion:
          'kubectl cluster-info; what was installed goes on without bindstack: bindstack status --target helm',
      });
    }
  }

  /** Marks the claims that Weaviate's pods use as this release's: `destroy` deletes only what has the mark. */
  async #label(view: ClusterView): Promise<void> {
    const controllers = view.controllers.filter(({ metadata }) =>
      this.#rollouts.some(({ name }) => name === metadata.name),
    );
    const used = controllers
      .flatMap((controller) => podsOf(view, controller))
      .flatMap(({ spec }) => spec.volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []));
    const names = view.claims
      .filter(({ metadata }) => used.includes(metadata.name) && metadata.labels[OWNER_LABEL] === undefined)
      .map(({ metadata }) => metadata.name)
      .filter((name) => !this.#labelled.has(name));
    if (names.length === 0) return;
    // Once: a user who may not label claims can still run the stack.
    this.#labelled = new Set([...this.#labelled, ...names]);
    const label = `${OWNER_LABEL}=${this.#cluster.release}`;
    await runProgram(this.#context.run, labelObjects(this.#cluster, 'persistentvolumeclaim', names, label), {
      timeout: CLUSTER_TIMEOUT,
    });
  }

  /** What a pod has said last. */
  async #lastLine(pod: string): Promise<string> {
    const { stdout } = await runProgram(this.#context.run, podLogs(this.#cluster, pod, { tail: '1' }), {
      timeout: CLUSTER_TIMEOUT,
    });
    return lastLineOf(stdout);
  }
}

function titleOf(name: string): string {
  return name === WEAVIATE_WORKLOAD ? 'Weaviate' : name;
}

/** The inference server, then further modules, then Weaviate, which needs them. */
function rank({ name }: Rollout, inference: string | undefined): number {
  if (name === inference) return 0;
  return name === WEAVIATE_WORKLOAD ? 2 : 1;
}
