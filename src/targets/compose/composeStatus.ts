import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { FailedCommand, Observation, Phase, ServiceObservation } from '../../diagnosis/observation.ts';
import { roleOf } from '../../diagnosis/serviceNames.ts';
import { readApiKey } from '../../files/envFile.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { observeWeaviate } from '../shared/layers.ts';
import { runProgram } from '../shared/program.ts';
import { parseUse, REPORT_USE, type ResourceUse, USE_TIMEOUT, withResponse } from '../shared/resourceUse.ts';
import { phaseOf, type ServiceState, type StackStatus } from '../shared/stackState.ts';
import type { StatusOptions } from '../target.ts';
import { composeAdvice } from './advice.ts';
import { type ComposeFiles, composeLogs, containerExits, inContainer } from './composeCommand.ts';
import { hasHealthCheck, publishedEndpoints, type ResolvedProject } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectServices, type ServiceSnapshot } from './composeServices.ts';
import { ownHealth } from './ownHealthCheck.ts';

/** 128 + SIGKILL: the exit code of a process that ran out of memory, or was killed for another reason. */
const SIGKILL_EXIT_CODE = 137;

/** Lines to read from the log of a service that does not work. */
const LOG_LINES = 200;

function isHealthy({ state }: ServiceSnapshot): boolean {
  return state.state === 'running' && state.health === 'healthy';
}

type ContainerExit = Pick<ServiceState, 'exitCode' | 'oomKilled'>;

/** How a container exited; if it has restarted since, its last exit. */
async function lastExit(run: Context['run'], { state, container }: ServiceSnapshot): Promise<ContainerExit> {
  const { exitCode, oomKilled, restarts } = state;
  const isOverwritten = exitCode === 0 && restarts > 0;
  const isAmbiguous = exitCode === SIGKILL_EXIT_CODE && !oomKilled;
  if (container === undefined || !(isOverwritten || isAmbiguous)) return { exitCode, oomKilled };
  const lines = (await runProgram(run, containerExits(container.id))).stdout.trim().split('\n');
  const exits = lines.flatMap((line, index) => (line.startsWith('die ') ? [index] : []));
  const last = lines[exits.at(-1) ?? -1];
  if (last === undefined) return { exitCode, oomKilled };
  const ofLastRun = lines.slice((exits.at(-2) ?? -1) + 1);
  return {
    exitCode: Number(last.slice('die '.length)),
    oomKilled: oomKilled || ofLastRun.some((line) => line.startsWith('oom')),
  };
}

export interface ProjectSnapshot {
  readonly files: ComposeFiles;
  readonly project: ResolvedProject;
  readonly services: readonly ServiceSnapshot[];
  /** Address of Weaviate's REST port, if it is published. */
  readonly http: string | undefined;
  readonly apiKey: string | undefined;
  readonly phase?: Phase;
  readonly command?: FailedCommand | undefined;
}

/** Observes a project: the state of its services, the logs of those that do not work, and what Weaviate reports. */
export async function observeCompose(
  { run }: Pick<Context, 'run'>,
  { files, project, services, http, apiKey, phase, command }: ProjectSnapshot,
): Promise<Observation> {
  const observed = services.map(async (service): Promise<ServiceObservation> => {
    const { state, container } = service;
    const hasLog = state.state !== 'missing' && state.state !== 'created';
    // Even a healthy Weaviate may log that the disk is full.
    const isRelevant = !isHealthy(service) || state.name === WEAVIATE_SERVICE || phase === 'module';
    const log = hasLog && isRelevant ? composeLogs(files, state.name, LOG_LINES) : undefined;
    return {
      ...state,
      ...(await lastExit(run, service)),
      role: roleOf(state.name),
      hasHealthCheck: hasHealthCheck(project, state.name),
      error: container?.state.Error,
      memoryLimit: container?.memory,
      image: container?.image ?? project.services[state.name]?.image,
      healthLog: container?.state.Health?.Log.map(({ Output }) => Output.trim()),
      // Read even after an interruption: what has happened is still diagnosed.
      log: log && (await runProgram(run, log)).stdout,
    };
  });
  const weaviateRuns = services.some(
    ({ state }) => state.name === WEAVIATE_SERVICE && state.state === 'running',
  );
  const responses = weaviateRuns && http !== undefined ? await observeWeaviate(http, apiKey) : {};
  return {
    services: await Promise.all(observed),
    ...(phase && { phase }),
    ...(command && { command }),
    ...responses,
  };
}

/**
 * The service as it is now: until the first check of the engine, a container is only known to be starting, although
 * its service may respond already.
 */
async function current(run: Context['run'], snapshot: ServiceSnapshot): Promise<ServiceSnapshot> {
  const { state, container } = snapshot;
  if (container === undefined || state.health !== 'starting') return snapshot;
  const isHealthy = (await ownHealth(run, container)).state === 'passes';
  return isHealthy ? { container, state: { ...state, health: 'healthy' } } : snapshot;
}

/** The state of the Compose project of a directory, with a diagnosis if something is wrong. */
export async function composeStatus(
  context: Pick<Context, 'cwd' | 'run'>,
  { withUse = false }: StatusOptions = {},
): Promise<StackStatus> {
  const files = await composeFilesIn(context.cwd);
  const project = await readProject(context, files);
  const { http, grpc } = publishedEndpoints(project);
  const found = await projectServices(context.run, project);
  const use = withUse ? weaviateUse(context.run, found) : undefined;
  const services = await Promise.all(found.map((service) => current(context.run, service)));
  const states = services.map(({ state }) => state);
  const state = phaseOf(states);
  const apiKey = await readApiKey(context.cwd);
  const observation =
    state === 'stopped' || state === 'starting'
      ? undefined
      : await observeCompose(context, { files, project, services, http, apiKey });
  return {
    target: 'compose',
    state,
    endpoints: { http: http ?? null, grpc: grpc ?? null },
    services: states,
    diagnosis: observation ? diagnose(observation, composeAdvice) : [],
    ...(use && { use: withResponse(await use, observation) }),
  };
}

/** What Weaviate uses; null if its container does not run. */
async function weaviateUse(
  run: Context['run'],
  services: readonly ServiceSnapshot[],
): Promise<ResourceUse | null> {
  const container = services.find(
    ({ state }) => state.name === WEAVIATE_SERVICE && state.state === 'running',
  )?.container;
  if (!container) return null;
  const { stdout } = await runProgram(run, inContainer(container.id, REPORT_USE), { timeout: USE_TIMEOUT });
  return parseUse(stdout, container.memory || undefined);
}
