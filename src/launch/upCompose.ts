import type { Context } from '../context.ts';
import {
  type ComposeFiles,
  composeDown,
  composeLogs,
  composeUp,
  inspectContainers,
} from '../engines/docker/composeCommand.ts';
import {
  type ComposeContainer,
  type ComposeProject,
  hasHealthCheck,
  parseInspected,
  publishedEndpoints,
} from '../engines/docker/composeOutput.ts';
import { composeFilesIn, readProject, runDocker } from '../engines/docker/composeProject.ts';
import { Failure } from '../errors.ts';
import { readApiKey } from '../files/envFile.ts';
import type { StackConfig } from '../options/table.ts';
import { WEAVIATE_SERVICE } from '../stack/compose.ts';
import { INFERENCE_SERVICE } from '../stack/inference.ts';
import { containersOf } from './composeServices.ts';
import { lookAtModule } from './layers.ts';
import { readableLog } from './logLine.ts';
import type { RunningStack } from './runningStack.ts';
import { type Look, waitFor } from './waitFor.ts';

/** Seconds from the start of Weaviate's container to healthy; see the health check in stack/weaviate.ts. */
const WEAVIATE_BUDGET = 180;
const MODULE_BUDGET = 30;

type Needs = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

export interface UpComposeOptions {
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout?: number | undefined;
}

/**
 * Starts the Compose project of a directory service by service and waits for each layer. When anything fails or
 * the user interrupts, a project that did not run before is taken down again; its volumes stay.
 */
export async function upCompose(
  context: Needs,
  config: StackConfig,
  { timeout }: UpComposeOptions,
): Promise<RunningStack> {
  const { cwd, run, out, signal } = context;
  const files = await composeFilesIn(cwd);
  const project = await readProject(context, files);
  const { http, grpc } = publishedEndpoints(project);
  if (http === undefined || grpc === undefined) {
    throw new Failure('usage', {
      code: 'no-published-port',
      message: 'the service weaviate publishes no port for REST (8080) or gRPC (50051)',
      suggestion: 'add the ports to the service, or bindstack generate --force for a fresh file',
    });
  }
  const apiKey = await readApiKey(cwd);
  const before = await containersOf(run, files);
  const wasRunning = before.some(({ State }) => State === 'running');
  try {
    if (INFERENCE_SERVICE in project.services) {
      await start(context, files, INFERENCE_SERVICE);
      await healthy(
        context,
        files,
        project,
        INFERENCE_SERVICE,
        'the inference service',
        timeout ?? config.inference.startPeriod,
      );
    }
    await start(context, files);
    await healthy(context, files, project, WEAVIATE_SERVICE, 'Weaviate', timeout ?? WEAVIATE_BUDGET);
    const step = out.step('the module multi2vec-bind');
    try {
      await waitFor(() => lookAtModule(http, apiKey, signal), {
        layer: 'the module multi2vec-bind',
        budget: timeout ?? MODULE_BUDGET,
        signal,
        suggestion: 'docker compose logs weaviate',
      });
      step.done('the module multi2vec-bind is ready');
    } catch (error) {
      step.fail('the module multi2vec-bind is not ready');
      throw error;
    }
  } catch (error) {
    if (!wasRunning) {
      const { command, args } = composeDown(files);
      await run(command, args, { evenIfInterrupted: true });
    }
    throw error;
  }
  return { target: 'compose', http, grpc, apiKey, started: !wasRunning };
}

/** Creates and starts a service, or all; Compose pulls what is missing. */
async function start({ run, out }: Needs, files: ComposeFiles, ...services: string[]): Promise<void> {
  const what = services[0] ?? WEAVIATE_SERVICE;
  const step = out.step(`${what}: pulling and creating`);
  const { command, args } = composeUp(files, ...services);
  const { exitCode, stderr } = await run(command, args, {
    onErrorLine: (line) => step.update(`${what}: ${line.trim()}`),
  });
  if (exitCode === 0) {
    step.done(`${what}: container started`);
    return;
  }
  step.fail(`${what}: not started`);
  throw new Failure('failed', {
    code: 'compose-up',
    message: `Compose could not start ${what}`,
    detail: stderr.trim().split('\n').slice(-5).join('\n'),
    suggestion: 'the last line says why; bindstack generate --help lists ports, images and limits to change',
  });
}

async function healthy(
  { run, out, signal }: Needs,
  files: ComposeFiles,
  project: ComposeProject,
  service: string,
  title: string,
  budget: number,
): Promise<void> {
  const started = Date.now();
  const step = out.step(`${title}: starting`);
  try {
    const isChecked = hasHealthCheck(project, service);
    await waitFor(async () => lookAtContainer(run, files, service, isChecked), {
      layer: title,
      budget,
      interval: 500,
      signal,
      onWaiting: (seen) => step.update(`${title}: ${seen}`),
      suggestion: `docker compose logs ${service}`,
      evidence: async () => readableLog((await runDocker(run, composeLogs(files, service, 5))).stdout),
    });
  } catch (error) {
    step.fail(signal.aborted ? `${title}: interrupted` : `${title} is not ready`);
    throw error;
  }
  step.done(`${title} is ready ${out.colors.dim(`(${((Date.now() - started) / 1000).toFixed(1)} s)`)}`);
}

async function lookAtContainer(
  run: Context['run'],
  files: ComposeFiles,
  service: string,
  isChecked: boolean,
): Promise<Look> {
  const found = (await containersOf(run, files)).find((container) => container.Service === service);
  if (!found) return { state: 'failed', seen: `Compose made no container for ${service}` };
  if (found.State === 'running' && found.Health === 'healthy') return { state: 'ready' };
  // With a check too, the engine tells no health for a moment after the start.
  if (found.State === 'running' && found.Health === '' && !isChecked) return { state: 'ready' };
  const ended = found.State === 'exited' || found.State === 'dead' || found.State === 'restarting';
  if (!ended && found.Health !== 'unhealthy') {
    return { state: 'waiting', seen: found.State === 'running' ? 'not healthy yet' : found.State };
  }
  return explain(run, found);
}

/** Why a container does not run, in words. */
async function explain(run: Context['run'], container: ComposeContainer): Promise<Look> {
  const { stdout } = await runDocker(run, inspectContainers([container.ID]));
  const state = parseInspected(stdout)[0]?.state;
  const exitCode = state?.ExitCode || container.ExitCode;
  if (state?.OOMKilled === true || exitCode === 137) {
    return {
      state: 'failed',
      seen: 'the kernel killed it for lack of memory (exit code 137)',
      suggestion:
        container.Service === INFERENCE_SERVICE
          ? 'bindstack generate --inference-memory 12g, on a machine (or Docker Desktop VM) that has as much'
          : 'bindstack generate --weaviate-memory 8g',
    };
  }
  if (container.Health === 'unhealthy') return { state: 'failed', seen: 'its health check fails' };
  if (exitCode === 0 && state?.Status === 'running') {
    // Started again since the list was made, so that nobody knows how it ended: the next end is waited for.
    return { state: 'waiting', seen: 'it has ended and was started again' };
  }
  return { state: 'failed', seen: `it ended with exit code ${exitCode}` };
}
