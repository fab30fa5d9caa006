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

/** Seconds from the start of Weaviate's container to healthy; see the health check in stack/weaviate.ts. */
const WEAVIATE_BUDGET = 180;

/** Milliseconds between looks at a log while its service is waited for. */
const LOG_INTERVAL = 2000;

export type LaunchPhase = 'pull' | 'create' | 'inference' | 'weaviate' | 'module';

type Needs = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

export interface Budgets {
  /** Seconds that loading the model may take. */
  readonly startPeriod: number;
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout: number | undefined;
}

/** One launch of a Compose project: it knows what ran before, and how far it has come. */
export class ComposeLaunch {
  phase: LaunchPhase = 'pull';
  readonly #context: Needs;
  readonly #files: ComposeFiles;
  readonly #project: ResolvedProject;
  readonly #budgets: Budgets;
  readonly #initialServices: readonly ServiceSnapshot[];

  private constructor(
    context: Needs,
    files: ComposeFiles,
    project: ResolvedProject,
    budgets: Budgets,
    before: readonly ServiceSnapshot[],
  ) {
    this.#context = context;
    this.#files = files;
    this.#project = project;
    this.#budgets = budgets;
    this.#initialServices = before;
  }

  static async of(
    context: Needs,
    files: ComposeFiles,
    project: ResolvedProject,
    budgets: Budgets,
  ): Promise<ComposeLaunch> {
    const before = await projectServices(context.run, files, project);
    return new ComposeLaunch(context, files, project, budgets, before);
  }

  /** Whether anything of the project ran before this launch: then it is not this launch's to stop. */
  get wasRunning(): boolean {
    return this.#initialServices.some(({ state }) => state.state === 'running');
  }

  /** What the services do now. */
  async currentServices(): Promise<ServiceSnapshot[]> {
    return projectServices(this.#context.run, this.#files, this.#project);
  }

  /** Pulls, creates, and waits for each layer. */
  async start(http: string, apiKey: string | undefined): Promise<void> {
    const { timeout, startPeriod } = this.#budgets;
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
    await this.#waitUntilHealthy(WEAVIATE_SERVICE, 'Weaviate', timeout ?? WEAVIATE_BUDGET);
    this.phase = 'module';
    await waitForModule(this.#context, http, apiKey, {
      timeout,
      suggestion: 'bindstack logs --service weaviate',
    });
    await this.#reportRecreated();
  }

  /**
   * Whether Weaviate needs nothing but the inference service, which is seen to be healthy. Services of the user's own
   * are for Compose to start in their order, and what it cannot wait for is for Compose to refuse.
   */
  #needsOnlyInference(): boolean {
    const others = Object.keys(this.#project.services).filter((name) => name !== WEAVIATE_SERVICE);
    return others.every((name) => name === INFERENCE_SERVICE && hasHealthCheck(this.#project, name));
  }

  /** Takes down what this launch has started; volumes stay. */
  async undo(): Promise<void> {
    if (this.wasRunning) return;
    const { command, args } = composeDown(this.#files);
    await this.#context.run(command, args, { evenIfInterrupted: true });
  }

  async #createService(what: string, { command, args }: ProgramCommand): Promise<void> {
    this.phase = 'create';
    const { run, out } = this.#context;
    const step = out.step(`${what}: creating`, { phase: 'create', service: what });
    const { exitCode, stderr } = await run(command, args, {
      onErrorLine: (line) => step.update(`${what}: ${line.trim()}`),
    });
    this.#context.signal.throwIfAborted();
    if (exitCode === 0) {
      step.done(`${what}: container started`);
      return;
    }
    step.fail(`${what}: not started`);
    throw new CommandFailed(`Compose could not start ${what}`, { exitCode, stderr });
  }

  async #waitUntilHealthy(service: string, title: string, timeout: number): Promise<void> {
    await waitForLayer(this.#context, () => this.#probe(service), {
      title,
      subject: { phase: this.phase, service },
      timeout,
      interval: 200,
      log: { pause: LOG_INTERVAL, reader: () => () => this.#lastLine(service) },
      suggestion: `bindstack logs --service ${service}`,
    });
  }

  async #probe(service: string): Promise<LayerState> {
    const isChecked = hasHealthCheck(this.#project, service);
    const containers = await projectContainers(this.#context.run, this.#files);
    const found = containers.find(({ Service }) => Service === service);
    if (!found) return { state: 'failed', detail: `Compose made no container for ${service}` };
    // Weaviate would ask for it for two minutes before it gives up.
    const model = service === INFERENCE_SERVICE ? undefined : containers.find(isInference);
    if (model && STOPPED_STATES.has(model.State)) {
      return { state: 'failed', detail: `the inference service does not run any more (${model.State})` };
    }
    const listed = serviceState(service, found, undefined);
    // How a container ended is for `inspect` to tell; while one runs, nobody needs to ask.
    if (!EXITED_STATES.has(found.State)) return layerStateOf(listed, isChecked);
    const seen = (await this.currentServices()).find(({ state }) => state.name === service);
    return layerStateOf(seen?.state ?? listed, isChecked);
  }

  /** What a service has said last. */
  async #lastLine(service: string): Promise<string> {
    const { stdout } = await runProgram(this.#context.run, composeLogs(this.#files, service, 1));
    return lastLineOf(stdout);
  }

  /** Says which containers were made anew because the file has changed. */
  async #reportRecreated(): Promise<void> {
    if (!this.wasRunning) return;
    const after = await this.currentServices();
    for (const { state, container } of this.#initialServices) {
      const now = after.find((one) => one.state.name === state.name)?.container;
      if (!container || !now || container.ID === now.ID) continue;
      this.#context.out.say(`${state.name} was made anew: its part of the file has changed`);
    }
  }
}

const EXITED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'restarting']);

/** What a service that was ready does not leave by itself. */
const STOPPED_STATES: ReadonlySet<string> = new Set(['exited', 'dead', 'paused']);

const isInference = ({ Service }: ComposeContainer) => Service === INFERENCE_SERVICE;

/** What the state of a service means for waiting. */
function layerStateOf(state: ServiceState, isChecked: boolean): LayerState {
  const { state: does, health, exitCode, oomKilled } = state;
  if (does === 'running' && health === 'healthy') return { state: 'ready' };
  // With a check too, the engine tells no health for a moment after the start.
  if (does === 'running' && health === '' && !isChecked) return { state: 'ready' };
  if (does === 'paused') return { state: 'failed', detail: 'it is paused (docker compose unpause)' };
  if (health === 'unhealthy') return { state: 'failed', detail: 'its health check fails' };
  if (!EXITED_STATES.has(does))
    return { state: 'waiting', detail: does === 'running' ? 'not healthy yet' : does };
  if (oomKilled || exitCode === 137) {
    return { state: 'failed', detail: 'the kernel killed it for lack of memory (exit code 137)' };
  }
  // Started again since the list was made, so that nobody knows how it ended: the next end is waited for.
  if (does === 'restarting' && exitCode === 0)
    return { state: 'waiting', detail: 'it has ended and was started again' };
  return { state: 'failed', detail: `it ended with exit code ${exitCode}` };
}
