import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { INFERENCE_SERVICE, STUB_SERVER } from '../../stack/inference.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import { probeWeaviate, waitForModule } from '../shared/layers.ts';
import { lastLineOf } from '../shared/logs.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import type { ServiceState } from '../shared/stackState.ts';
import { type LayerState, waitForLayer } from '../shared/waitFor.ts';
import {
  type ComposeFiles,
  composeDown,
  composeLogs,
  composeUp,
  composeUpWithoutDependencies,
} from './composeCommand.ts';
import { type Container, hasHealthCheck, type ResolvedProject } from './composeOutput.ts';
import {
  inspected,
  projectContainers,
  projectServices,
  type ServiceSnapshot,
  serviceState,
  servicesOf,
} from './composeServices.ts';
import { type FailedCheck, ownHealth } from './ownHealthCheck.ts';
import { pullMissing } from './pullImages.ts';

/** Seconds for Weaviate's container to become healthy; see the health check in stack/weaviate.ts. */
const WEAVIATE_TIMEOUT = 180;

/** Milliseconds between two looks at the containers; their services are asked more often. */
const LOOK_INTERVAL = 500;

/** Milliseconds between two requests to a published port, which cost next to nothing. */
const REQUEST_INTERVAL = 50;

/** Milliseconds between two reads of a log while waiting for its service. */
const LOG_INTERVAL = 2000;

export type LaunchPhase = 'pull' | 'create' | 'inference' | 'weaviate' | 'module';

type LaunchContext = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

export interface TimeLimits {
  /** Seconds for loading the model. */
  readonly startPeriod: number;
  /** Seconds for each layer, in place of its default. */
  readonly timeout: number | undefined;
}

/** One launch of a Compose project. It remembers what ran before, and which phase it has reached. */
export class ComposeLaunch {
  phase: LaunchPhase = 'pull';
  readonly #context: LaunchContext;
  readonly #files: ComposeFiles;
  readonly #project: ResolvedProject;
  readonly #limits: TimeLimits;
  readonly #initialServices: readonly ServiceSnapshot[];
  /** The containers as last seen; empty to look for them again. */
  #containers: readonly Container[] = [];
  #seenAt = 0;
  /** Containers whose own health check hangs: each attempt would leave a process in them. */
  readonly #hanging = new Set<string>();

  private constructor(
    context: LaunchContext,
    files: ComposeFiles,
    project: ResolvedProject,
    limits: TimeLimits,
    before: readonly ServiceSnapshot[],
  ) {
    this.#context = context;
    this.#files = files;
    this.#project = project;
    this.#limits = limits;
    this.#initialServices = before;
  }

  static async of(
    context: LaunchContext,
    files: ComposeFiles,
    project: ResolvedProject,
    limits: TimeLimits,
  ): Promise<ComposeLaunch> {
    const before = await projectServices(context.run, project);
    return new ComposeLaunch(context, files, project, limits, before);
  }

  /** Whether any service of the project ran before this launch. If so, a failed launch stops nothing. */
  get wasRunning(): boolean {
    return this.#initialServices.some(({ state }) => state.state === 'running');
  }

  /** All services as the last probe saw them: a container that it saw restarting may run again by now. */
  async services(): Promise<ServiceSnapshot[]> {
    return this.#containers.length > 0
      ? servicesOf(this.#project, this.#containers)
      : projectServices(this.#context.run, this.#project);
  }

  /** Pulls the images, creates the containers and waits for each layer. */
  async start(http: string, apiKey: string | undefined): Promise<void> {
    const { timeout, startPeriod } = this.#limits;
    await pullMissing(this.#context, this.#files, this.#project);
    const waitForInference = async () => {
      this.phase = 'inference';
      await this.#waitUntilReady(INFERENCE_SERVICE, 'the inference service', timeout ?? startPeriod);
    };
    if (this.#startsTogether()) {
      await this.#createServices([INFERENCE_SERVICE, WEAVIATE_SERVICE], composeUp(this.#files));
      await waitForInference();
    } else {
      if (INFERENCE_SERVICE in this.#project.services) {
        await this.#createServices([INFERENCE_SERVICE], composeUp(this.#files, INFERENCE_SERVICE));
        await waitForInference();
      }
      await this.#createServices([WEAVIATE_SERVICE], this.#upOthers());
    }
    this.phase = 'weaviate';
    await this.#waitUntilReady(WEAVIATE_SERVICE, 'Weaviate', timeout ?? WEAVIATE_TIMEOUT, () =>
      probeWeaviate(http, this.#context.signal),
    );
    this.phase = 'module';
    this.#containers = [];
    await waitForModule(this.#context, http, apiKey, {
      timeout,
      suggestion: 'bindstack logs --service weaviate',
    });
    await this.#reportRecreated();
  }

  /**
   * Whether Compose starts Weaviate at once, beside the stub, which is ready in less than a second. A model may need
   * minutes, and Weaviate would exit after two.
   */
  #startsTogether(): boolean {
    const {
      [INFERENCE_SERVICE]: inference,
      [WEAVIATE_SERVICE]: weaviate,
      ...others
    } = this.#project.services;
    return (
      inference?.command?.includes(STUB_SERVER) === true &&
      weaviate?.depends_on?.[INFERENCE_SERVICE]?.condition === 'service_started' &&
      // If Compose waited for others, a stub that fails would be noticed late.
      Object.keys(others).length === 0
    );
  }

  /** Starts all other services. They need not wait until the engine, too, has seen that the inference service is ready. */
  #upOthers(): ProgramCommand {
    // If it cannot be asked, Compose decides.
    if (!hasHealthCheck(this.#project, INFERENCE_SERVICE)) return composeUp(this.#files);
    const others = Object.keys(this.#project.services).filter((name) => name !== INFERENCE_SERVICE);
    return composeUpWithoutDependencies(this.#files, others);
  }

  /** Removes the containers and networks that this launch has created; volumes are kept. */
  async undo(): Promise<void> {
    if (this.wasRunning) return;
    const { command, args } = composeDown(this.#files);
    await this.#context.run(command, args, { evenIfInterrupted: true });
  }

  async #createServices(services: readonly string[], { command, args }: ProgramCommand): Promise<void> {
    this.phase = 'create';
    const { run, out } = this.#context;
    const service = services.join(', ');
    const step = out.step(`${service}: creating`, { phase: 'create', service });
    const { exitCode, stderr } = await run(command, args, {
      onErrorLine: (line) => step.update(`${service}: ${line.trim()}`),
    });
    this.#containers = [];
    this.#context.signal.throwIfAborted();
    if (exitCode === 0) {
      step.done(`${service}: ${services.length === 1 ? 'container' : 'containers'} started`);
      return;
    }
    step.fail(`${service}: not started`);
    throw new CommandFailed(`Compose could not start ${service}`, { exitCode, stderr });
  }

  /** @param request asks the service from this machine, if a port is published */
  async #waitUntilReady(
    service: string,
    title: string,
    timeout: number,
    request?: () => Promise<LayerState>,
  ): Promise<void> {
    await waitForLayer(this.#context, () => this.#probe(service, request), {
      title,
      subject: { phase: this.phase, service },
      timeout,
      ...(request && { interval: REQUEST_INTERVAL }),
      log: { interval: LOG_INTERVAL, reader: () => () => this.#lastLine(service) },
      suggestion: `bindstack logs --service ${service}`,
    });
  }

  async #probe(service: string, request?: () => Promise<LayerState>): Promise<LayerState> {
    // Asked side by side: the engine takes as long as many requests.
    const [containers, response] = await Promise.all([this.#look(), request?.()]);
    const container = containers.find((one) => one.service === service);
    if (!container) return { state: 'failed', detail: `Compose created no container for ${service}` };
    // Weaviate itself would wait two minutes for the inference service before it gives up.
    const inference = service === INFERENCE_SERVICE ? undefined : containers.find(isInference);
    if (inference && STOPPED_STATES.has(inference.state.Status)) {
      return {
        state: 'failed',
        detail: `the inference service is no longer running (${inference.state.Status})`,
      };
    }
    const isAsked = request !== undefined || hasHealthCheck(this.#project, service);
    const seen = layerStateOf(serviceState(service, container), isAsked);
    if (seen.state !== 'waiting' || container.state.Status !== 'running') return seen;
    const responds = response === undefined || response.state === 'ready';
    return responds && (await this.#isHealthy(container)) ? { state: 'ready' } : seen;
  }

  /** The containers of the project; their ids are looked up only if one has been replaced or removed. */
  async #look(): Promise<readonly Container[]> {
    if (this.#containers.length > 0 && now() - this.#seenAt < LOOK_INTERVAL) return this.#containers;
    this.#seenAt = now();
    const { run } = this.#context;
    const ids = this.#containers.map(({ id }) => id);
    const found = await inspected(run, ids);
    this.#containers =
      ids.length > 0 && found.length === ids.length ? found : await projectContainers(run, this.#project);
    return this.#containers;
  }

  /** Whether the health check of a container passes now, if it has one. */
  async #isHealthy(container: Container): Promise<boolean> {
    if (this.#hanging.has(container.id)) return false;
    const health = await ownHealth(this.#context.run, container);
    if (health.state === 'hangs') this.#hanging.add(container.id);
    if (health.state === 'fails')
      this.#containers = this.#containers.map((one) => (one === container ? withCheck(one, health) : one));
    return health.state === 'passes' || health.state === 'none';
  }

  /** The last line in the log of a service. */
  async #lastLine(service: string): Promise<string> {
    const { stdout } = await runProgram(this.#context.run, composeLogs(this.#files, service, 1));
    return lastLineOf(stdout);
  }

  /** Says which containers Compose recreated because the files have changed. */
  async #reportRecreated(): Promise<void> {
    if (!this.wasRunning) return;
    const after = await this.services();
    for (const { state, container } of this.#initialServices) {
      const current = after.find((one) => one.state.name === state.name)?.container;
      if (!container || !current || container.id === current.id) continue;
      this.#context.out.say(`${state.name} was recreated because its configuration has changed`);
    }
  }
}

/** The container with a failed health check in its log, as if the engine had run it. */
function withCheck(container: Container, { exitCode, output }: FailedCheck): Container {
  const { state } = container;
  const { Status = '', Log = [] } = state.Health ?? {};
  const Health = { Status, Log: [...Log, { ExitCode: exitCode, Output: output }] };
  return { ...container, state: { ...state, Health } };
}

const EXITED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'restarting']);

/** States that a service does not leave by itself. */
const STOPPED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'paused']);

const isInference = ({ service }: Container) => service === INFERENCE_SERVICE;

/** What the state of a service means for the layer that is waited for. */
function layerStateOf(state: ServiceState, isAsked: boolean): LayerState {
  const { state: status, health, exitCode, oomKilled } = state;
  if (status === 'running' && health === 'healthy') return { state: 'ready' };
  // Even with a health check, the engine reports no health for a moment after the start.
  if (status === 'running' && health === '' && !isAsked) return { state: 'ready' };
  if (status === 'paused')
    return { state: 'failed', detail: 'it is paused (docker compose unpause resumes it)' };
  if (health === 'unhealthy') return { state: 'failed', detail: 'its health check fails' };
  if (!EXITED_STATES.has(status))
    return { state: 'waiting', detail: status === 'running' ? 'not healthy yet' : status };
  if (oomKilled) return { state: 'failed', detail: 'it ran out of memory and was killed' };
  // It has restarted since the containers were listed, so its exit code is unknown: wait for the next exit.
  if (status === 'restarting' && exitCode === 0)
    return { state: 'waiting', detail: 'it exited and is restarting' };
  return { state: 'failed', detail: `it exited with code ${exitCode}` };
}
