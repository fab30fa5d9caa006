import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { FailedCommand, Observation, Phase, ServiceObservation } from '../../diagnosis/observation.ts';
import { roleOf } from '../../diagnosis/serviceNames.ts';
import { readApiKey } from '../../files/envFile.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { observeWeaviate } from '../shared/layers.ts';
import { runProgram } from '../shared/program.ts';
import { phaseOf, type ServiceState, type StackStatus } from '../shared/stackState.ts';
import { composeAdvice } from './advice.ts';
import { type ComposeFiles, composeLogs, containerExits } from './composeCommand.ts';
import { hasHealthCheck, publishedEndpoints, type ResolvedProject } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectServices, type ServiceSnapshot } from './composeServices.ts';

/** What the kernel ends a process with for lack of memory, and others for their reasons: 128 + SIGKILL. */
const SIGKILL_EXIT_CODE = 137;

/** Lines of the log of a service that does not work. */
const LOG_LINES = 200;

function isHealthy({ state }: ServiceSnapshot): boolean {
  return state.state === 'running' && state.health === 'healthy';
}

type ContainerExit = Pick<ServiceState, 'exitCode' | 'oomKilled'>;

/** How a container ended, or how it ended last where it was started again since. */
async function lastExit(run: Context['run'], { state, inspected }: ServiceSnapshot): Promise<ContainerExit> {
  const { exitCode, oomKilled, restarts } = state;
  const isForgotten = exitCode === 0 && restarts > 0;
  const isDoubtful = exitCode === SIGKILL_EXIT_CODE && !oomKilled;
  if (inspected === undefined || !(isForgotten || isDoubtful)) return { exitCode, oomKilled };
  const lines = (await runProgram(run, containerExits(inspected.id))).stdout.trim().split('\n');
  const ends = lines.flatMap((line, index) => (line.startsWith('die ') ? [index] : []));
  const last = lines[ends.at(-1) ?? -1];
  if (last === undefined) return { exitCode, oomKilled };
  const ofLastLife = lines.slice((ends.at(-2) ?? -1) + 1);
  return {
    exitCode: Number(last.slice('die '.length)),
    oomKilled: oomKilled || ofLastLife.some((line) => line.startsWith('oom')),
  };
}

export interface ProjectSnapshot {
  readonly files: ComposeFiles;
  readonly project: ResolvedProject;
  readonly services: readonly ServiceSnapshot[];
  /** Where Weaviate is published. */
  readonly http: string | undefined;
  readonly apiKey: string | undefined;
  readonly phase?: Phase;
  readonly command?: FailedCommand | undefined;
}

/** Everything that can be seen of a project: the logs of what does not work, and what Weaviate answers. */
export async function observeCompose(
  { run }: Pick<Context, 'run'>,
  { files, project, services, http, apiKey, phase, command }: ProjectSnapshot,
): Promise<Observation> {
  const observed = services.map(async (seen): Promise<ServiceObservation> => {
    const { state, inspected } = seen;
    const isThere = state.state !== 'missing' && state.state !== 'created';
    // What a healthy Weaviate writes may still tell of a full disk.
    const isTelling = !isHealthy(seen) || state.name === WEAVIATE_SERVICE || phase === 'module';
    const log = isThere && isTelling ? composeLogs(files, state.name, LOG_LINES) : undefined;
    return {
      ...state,
      ...(await lastExit(run, seen)),
      role: roleOf(state.name),
      hasHealthCheck: hasHealthCheck(project, state.name),
      error: inspected?.state.Error,
      memoryLimit: inspected?.memory,
      image: inspected?.image ?? project.services[state.name]?.image,
      healthLog: inspected?.state.Health?.Log.map(({ Output }) => Output.trim()),
      // Interrupted or not, what has happened is looked at.
      log: log && (await runProgram(run, log)).stdout,
    };
  });
  const weaviateRuns = services.some(
    ({ state }) => state.name === WEAVIATE_SERVICE && state.state === 'running',
  );
  const answers = weaviateRuns && http !== undefined ? await observeWeaviate(http, apiKey) : {};
  return {
    services: await Promise.all(observed),
    ...(phase && { phase }),
    ...(command && { command }),
    ...answers,
  };
}

/** What the Compose project of a directory does, and what is wrong with it. */
export async function composeStatus(context: Pick<Context, 'cwd' | 'run'>): Promise<StackStatus> {
  const files = await composeFilesIn(context.cwd);
  const project = await readProject(context, files);
  const { http, grpc } = publishedEndpoints(project);
  const services = await projectServices(context.run, files, project);
  const states = services.map(({ state }) => state);
  const state = phaseOf(states);
  const apiKey = await readApiKey(context.cwd);
  const diagnosis =
    state === 'stopped' || state === 'starting'
      ? []
      : diagnose(await observeCompose(context, { files, project, services, http, apiKey }), composeAdvice);
  return {
    target: 'compose',
    state,
    endpoints: { http: http ?? null, grpc: grpc ?? null },
    services: states,
    diagnosis,
  };
}
