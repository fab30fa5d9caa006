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
import { PodChanges } from './podChanges.ts';
import { Rollout } from './rollout.ts';
import { WEAVIATE_WORKLOAD, type Workload } from './workloads.ts';

/** Seconds from the start of Weaviate's container until it is ready, including 120 s for its modules. */
const WEAVIATE_BUDGET = 240;
const OTHER_BUDGET = 600;

/** Timeout in seconds of a layer whose stages have their own budgets: practically none. */
const UNLIMITED = 24 * 3600;

/** Milliseconds between polls of the cluster while no pod changes; each runs kubectl. */
const POLL_INTERVAL = 2000;
/** Milliseconds between reads of a log. */
const LOG_INTERVAL = 3000;
/** Milliseconds without a response after which a cluster counts as gone. */
const MAX_SILENCE = 30_000;

/** A harmless warning of helm: lists in the values overwrite empty tables of the chart. */
const EXPECTED_WARNING = /cannot overwrite table with non table/;

type LaunchContext = Pick<Context, 'out' | 'run' | 'signal'>;

export interface KubernetesBudgets {
  /** Seconds that the model may take to load. */
  readonly startPeriod: number;
  /** Seconds per layer, instead of its budget. */
  readonly timeout: number | undefined;
}

export type KubernetesPhase = 'create' | 'inference' | 'weaviate' | 'module';

/** One launch of a release, with its current phase. */
export class KubernetesLaunch {
  phase: KubernetesPhase = 'create';
  /** The workloads of the release. */
  workloads: readonly Workload[] = [];
  /** Whether every pod of the release was ready before this launch changed anything. */
  workedBefore = false;
  readonly #context: LaunchContext;
  readonly #cluster: Cluster;
  readonly #budgets: KubernetesBudgets;
  #rollouts: Rollout[] = [];
  #silentSince: number | undefined;
  #labeled: ReadonlySet<string> = new Set();
  #labeling: Promise<unknown> = Promise.resolve();
  #log = { pod: '', line: '', reading: false };
  /** The view that showed the previous layer as ready. */
  #latest: ClusterView | undefined;

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
    this.workedBefore = controllers.length > 0 && controllers.every((one) => isRolledOut(one));
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
    step.done(`installed the release ${this.#cluster.release} in the namespace ${this.#cluster.namespace}`);
  }

  /**
   * Waits for each layer, first for the inference server, because Weaviate waits for it too.
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
            ? // Its pods first wait for the model, and the nodes of a Weaviate cluster for each other.
              startPeriod + WEAVIATE_BUDGET * Math.min(replicas, 3)
            : OTHER_BUDGET;
      return new Rollout(name, budget, restarts);
    });
    const names = this.workloads.map(({ name }) => name);
    const changes = new PodChanges(this.#context.run, this.#cluster, names);
    try {
      for (const rollout of [...this.#rollouts].sort((a, b) => rank(a, inference) - rank(b, inference))) {
        const isInference = rollout.name === inference;
        this.phase = isInference ? 'inference' : 'weaviate';
        await this.#layer(rollout, isInference ? 'the inference service' : titleOf(rollout.name), changes);
      }
    } finally {
      await Promise.all([changes.stop(), this.#labeling]);
    }
  }

  /** Waits until Weaviate reports that its module works. */
  async module(http: string, apiKey: string | undefined, signal: AbortSignal): Promise<void> {
    this.phase = 'module';
    await waitForModule({ out: this.#context.out, signal }, http, apiKey, {
      timeout: this.#budgets.timeout,
      suggestion: 'bindstack logs --target helm --service weaviate',
    });
  }

  async #layer(rollout: Rollout, title: string, changes: PodChanges): Promise<void> {
    const started = now();
    let view: ClusterView | undefined;
    let isFirst = true;
    const probe = async (): Promise<LayerState> => {
      if (!isFirst) await changes.next(POLL_INTERVAL, this.#context.signal);
      view = (isFirst ? this.#latest : undefined) ?? (await this.#view());
      isFirst = false;
      if (view === undefined) return { state: 'waiting', detail: 'the cluster does not respond' };
      const own = rollout.stateIn(view);
      if (own.state === 'ready') this.#latest = view;
      if (own.state === 'failed') return own;
      // A failure of another layer is reported immediately, not after this one has loaded for minutes.
      for (const other of this.#rollouts) {
        const state = other === rollout ? undefined : other.stateIn(view);
        if (state?.state === 'failed') return { ...state, detail: `${titleOf(other.name)}: ${state.detail}` };
      }
      return own;
    };
    await waitForLayer(this.#context, probe, {
      title,
      subject: { phase: this.phase, service: rollout.name },
      timeout: this.#budgets.timeout ?? UNLIMITED,
      interval: 0,
      log: {
        interval: LOG_INTERVAL,
        reader: () => {
          const pod = rollout.loading;
          const isEarly = now() - started < LOG_INTERVAL;
          return pod === undefined || isEarly ? undefined : () => this.#lastLine(pod);
        },
      },
      suggestion: `bindstack logs --target helm --service ${rollout.name}`,
      note: () => {
        const pulled = view && rollout.pulled(view);
        return pulled === undefined ? undefined : `image of ${pulled} pulled`;
      },
    });
  }

  /** Undefined while the cluster does not respond. @throws Failure `cluster-gone` if that lasts too long */
  async #view(): Promise<ClusterView | undefined> {
    try {
      const view = await readCluster(this.#context.run, this.#cluster);
      this.#silentSince = undefined;
      this.#label(view);
      return view;
    } catch (error) {
      if (!(error instanceof ClusterUnreachable) || this.#context.signal.aborted) throw error;
      this.#silentSince ??= now();
      if (now() - this.#silentSince < MAX_SILENCE) return undefined;
      throw new Failure('environment', {
        code: 'cluster-gone',
        message: `the cluster has not responded for ${MAX_SILENCE / 1000} s`,
        detail: error.detail,
        suggestion:
          'kubectl cluster-info; the release keeps running without bindstack: bindstack status --target helm',
      });
    }
  }

  /**
   * Labels the claims that the controllers made for their pods with this release: `destroy` only deletes labeled
   * objects. Their names end with the name of the pod; other claims that a pod uses belong to someone else.
   */
  #label(view: ClusterView): void {
    const controllers = view.controllers.filter(({ metadata }) =>
      this.#rollouts.some(({ name }) => name === metadata.name),
    );
    const used = controllers
      .flatMap((controller) => podsOf(view, controller))
      .flatMap(({ metadata, spec }) => {
        const claims = spec.volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
        return claims.filter((name) => name.endsWith(`-${metadata.name}`));
      });
    const names = view.claims
      .filter(({ metadata }) => used.includes(metadata.name) && metadata.labels[OWNER_LABEL] === undefined)
      .map(({ metadata }) => metadata.name)
      .filter((name) => !this.#labeled.has(name));
    if (names.length === 0) return;
    // Try only once: without permission to label claims, the stack can still run.
    this.#labeled = new Set([...this.#labeled, ...names]);
    const label = `${OWNER_LABEL}=${this.#cluster.release}`;
    const command = labelObjects(this.#cluster, 'persistentvolumeclaim', names, label);
    const labeling = runProgram(this.#context.run, command, { timeout: CLUSTER_TIMEOUT });
    // After an interruption, no program is started.
    this.#labeling = Promise.all([this.#labeling, labeling.catch(() => {})]);
  }

  /** The last line of a pod's log, as it was when this was called before: nothing waits for a log. */
  async #lastLine(pod: string): Promise<string> {
    const { pod: of, line, reading } = this.#log;
    if (!reading) {
      const options = { timeout: CLUSTER_TIMEOUT };
      this.#log = { ...this.#log, reading: true };
      runProgram(this.#context.run, podLogs(this.#cluster, pod, { tail: '1' }), options).then(
        ({ stdout }) => {
          this.#log = { pod, line: lastLineOf(stdout), reading: false };
        },
        // After an interruption, no program is started.
        () => {},
      );
    }
    return of === pod ? line : '';
  }
}

function titleOf(name: string): string {
  return name === WEAVIATE_WORKLOAD ? 'Weaviate' : name;
}

/** First the inference server, then other modules, then Weaviate, which needs them. */
function rank({ name }: Rollout, inference: string | undefined): number {
  if (name === inference) return 0;
  return name === WEAVIATE_WORKLOAD ? 2 : 1;
}
