import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import type { ServiceState } from '../shared/stackState.ts';
import { containersOf, inspectContainers } from './composeCommand.ts';
import { type Container, parseContainers, type ResolvedProject } from './composeOutput.ts';

/**
 * The containers of a project.
 * @throws Failure `no-engine` (environment)
 */
export async function projectContainers(
  run: Context['run'],
  { name }: Pick<ResolvedProject, 'name'>,
): Promise<Container[]> {
  const { exitCode, stdout, stderr } = await runProgram(run, containersOf(name));
  if (exitCode === 0) return inspected(run, stdout.split(/\s+/).filter(Boolean));
  throw new Failure('environment', {
    code: 'no-engine',
    message: 'the Docker engine does not respond',
    detail: stderr.trim(),
    suggestion: 'start Docker; if it is running, check that your user has access: docker ps',
  });
}

/** The containers with these ids that still exist. */
export async function inspected(run: Context['run'], ids: readonly string[]): Promise<Container[]> {
  return ids.length === 0 ? [] : parseContainers((await runProgram(run, inspectContainers(ids))).stdout);
}

export interface ServiceSnapshot {
  readonly state: ServiceState;
  readonly container: Container | undefined;
}

export async function projectServices(
  run: Context['run'],
  project: ResolvedProject,
): Promise<ServiceSnapshot[]> {
  return servicesOf(project, await projectContainers(run, project));
}

/** Every service of a project with its container, if it has one; the first one if the service is scaled. */
export function servicesOf(project: ResolvedProject, containers: readonly Container[]): ServiceSnapshot[] {
  return Object.keys(project.services).map((name) => {
    const container = containers.find(({ service }) => service === name);
    return { state: serviceState(name, container), container };
  });
}

/** The state of a service with its container, if it has one. */
export function serviceState(name: string, container: Container | undefined): ServiceState {
  const { state, restarts = 0 } = container ?? {};
  const status = state?.Status ?? 'missing';
  return {
    name,
    state: status,
    // The engine keeps the last health of a container that no longer runs.
    health: status === 'running' ? (state?.Health?.Status ?? '') : '',
    exitCode: state?.ExitCode ?? 0,
    oomKilled: state?.OOMKilled ?? false,
    restarts,
  };
}
