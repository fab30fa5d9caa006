import type { Context } from '../../context.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { INFERENCE_SERVICE } from '../../stack/inference.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import { waitForModule } from '../shared/layers.ts';
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
import { type ComposeContainer, hasHealthCheck, type ResolvedProject } from './composeOutput.ts';
import { projectContainers, projectServices, type ServiceSnapshot, serviceState } from './composeServices.ts';
import { pullMissing } from './pullImages.ts';

/** Seconds for Weaviate's container to become healthy; see the health check in stack/weaviate.ts. */
const WEAVIATE_TIMEOUT = 180;

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
    const before = await projectServices(context.run, files, project);
    return new ComposeLaunch(context, files, project, limits, before);
  }

  /** Whether any service of the project ran before this launch. If so, a failed launch stops nothing. */
  get wasRunning(): boolean {
    return this.#initialServices.some(({ state }) => state.state === 'running');
  }

  /** The current state of all services. */
  async currentServices(): Promise<ServiceSnapshot[]> {
    return projectServices(this.#context.run, this.#files, this.#project);
  }

  /** Pulls the images, creates the containers and waits for each layer. */
  async start(http: string, apiKey: string | undefined): Promise<void> {
    const { timeout, startPeriod } = this.#limits;
    await pullMissing(this.#context, this.#files, this.#project);
    if (INFERENCE_SERVICE in this.#project.services) {
      await this.#createService(INFERENCE_SERVICE, composeUp(this.#files, INFERENCE_SERVICE));
      this.phase = 'inference';
      await this.#waitUntilHealthy(INFERENCE_SERVICE, 'the inference service', timeout ?? startPeriod);
    }
    const start = this.#needsOnlyInference()
      ? composeUpWithoutDependencies(this.#files, WEAVIATE_SERVICE)
      : composeUp(this.#files);
    await this.#createService(WEAVIATE_SERVICE, start);
    this.phase = 'weaviate';
    await this.#waitUntilHealthy(WEAVIATE_SERVICE, 'Weaviate', timeout ?? WEAVIATE_TIMEOUT);
    this.phase = 'module';
    await waitForModule(this.#context, http, apiKey, {
      timeout,
      suggestion: 'bindstack logs --service weaviate',
    });
    await this.#reportRecreated();
  }

  /**
   * Whether the inference service, which is known to be healthy by now, is all that Weaviate depends on. With other
   * services, Compose must decide the order and report what it cannot wait for.
   */
  #needsOnlyInference(): boolean {
    const others = Object.keys(this.#project.services).filter((name) => name !== WEAVIATE_SERVICE);
    return others.every((name) => name === INFERENCE_SERVICE && hasHealthCheck(this.#project, name));
  }

  /** Removes the containers and networks that this launch has created; volumes are kept. */
  async undo(): Promise<void> {
    if (this.wasRunning) return;
    const { command, args } = composeDown(this.#files);
    await this.#context.run(command, args, { evenIfInterrupted: true });
  }

  async #createService(service: string, { command, args }: ProgramCommand): Promise<void> {
    this.phase = 'create';
    const { run, out } = this.#context;
    const step = out.step(`${service}: creating`, { phase: 'create', service });
    const { exitCode, stderr } = await run(command, args, {
      onErrorLine: (line) => step.update(`${service}: ${line.trim()}`),
    });
    this.#context.signal.throwIfAborted();
    if (exitCode === 0) {
      step.done(`${service}: container started`);
      return;
    }
    step.fail(`${service}: not started`);
    throw new CommandFailed(`Compose could not start ${service}`, { exitCode, stderr });
  }

  async #waitUntilHealthy(service: string, title: string, timeout: number): Promise<void> {
    await waitForLayer(this.#context, () => this.#probe(service), {
      title,
      subject: { phase: this.phase, service },
      timeout,
      interval: 200,
      log: { interval: LOG_INTERVAL, reader: () => () => this.#lastLine(service) },
      suggestion: `bindstack logs --service ${service}`,
    });
  }

  async #probe(service: string): Promise<LayerState> {
    const isChecked = hasHealthCheck(this.#project, service);
    const containers = await projectContainers(this.#context.run, this.#files);
    const container = containers.find(({ Service }) => Service === service);
    if (!container) return { state: 'failed', detail: `Compose created no container for ${service}` };
    // Weaviate itself would wait two minutes for the inference service before it gives up.
    const inference = service === INFERENCE_SERVICE ? undefined : containers.find(isInference);
    if (inference && STOPPED_STATES.has(inference.State)) {
      return { state: 'failed', detail: `the inference service is no longer running (${inference.State})` };
    }
    const listed = serviceState(service, container, undefined);
    // Only `docker inspect` reports how a container exited; it is not needed while the container runs.
    if (!EXITED_STATES.has(container.State)) return layerStateOf(listed, isChecked);
    const inspected = (await this.currentServices()).find(({ state }) => state.name === service);
    return layerStateOf(inspected?.state ?? listed, isChecked);
  }

  /** The last line in the log of a service. */
  async #lastLine(service: string): Promise<string> {
    const { stdout } = await runProgram(this.#context.run, composeLogs(this.#files, service, 1));
    return lastLineOf(stdout);
  }

  /** Says which containers Compose recreated because the files have changed. */
  async #reportRecreated(): Promise<void> {
    if (!this.wasRunning) return;
    const after = await this.currentServices();
    for (const { state, container } of this.#initialServices) {
      const current = after.find((one) => one.state.name === state.name)?.container;
      if (!container || !current || container.ID === current.ID) continue;
      this.#context.out.say(`${state.name} was recreated because its configuration has changed`);
    }
  }
}

const EXITED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'restarting']);

/** States that a service does not leave by itself. */
const STOPPED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'paused']);

const isInference = ({ Service }: ComposeContainer) => Service === INFERENCE_SERVICE;

/** What the state of a service means for the layer that is waited for. */
function layerStateOf(state: ServiceState, isChecked: boolean): LayerState {
  const { state: status, health, exitCode, oomKilled } = state;
  if (status === 'running' && health === 'healthy') return { state: 'ready' };
  // Even with a health check, the engine reports no health for a moment after the start.
  if (status === 'running' && health === '' && !isChecked) return { state: 'ready' };
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
