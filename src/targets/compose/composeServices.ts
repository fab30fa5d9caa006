import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import type { ServiceState } from '../shared/stackState.ts';
import { type ComposeFiles, composePs, inspectContainers } from './composeCommand.ts';
import {
  type ComposeContainer,
  type InspectedContainer,
  parseInspected,
  parsePs,
  type ResolvedProject,
} from './composeOutput.ts';

/** @throws Failure `no-engine` (environment) */
export async function projectContainers(
  run: Context['run'],
  files: ComposeFiles,
): Promise<ComposeContainer[]> {
  const { exitCode, stdout, stderr } = await runProgram(run, composePs(files));
  if (exitCode === 0) return parsePs(stdout);
  throw new Failure('environment', {
    code: 'no-engine',
    message: 'the Docker engine does not respond',
    detail: stderr.trim(),
    suggestion: 'start Docker; if it is running, check that your user has access: docker ps',
  });
}

export interface ServiceSnapshot {
  readonly state: ServiceState;
  readonly container: ComposeContainer | undefined;
  readonly inspected: InspectedContainer | undefined;
}

/** Every service of a project with its container, if it has one; the first one if the service is scaled. */
export async function projectServices(
  run: Context['run'],
  files: ComposeFiles,
  project: ResolvedProject,
): Promise<ServiceSnapshot[]> {
  const containers = await projectContainers(run, files);
  const ids = containers.map(({ ID }) => ID);
  const inspected =
    ids.length === 0 ? [] : parseInspected((await runProgram(run, inspectContainers(ids))).stdout);
  return Object.keys(project.services).map((name) => {
    const container = containers.find(({ Service }) => Service === name);
    const details = container && inspected.find(({ id }) => id.startsWith(container.ID));
    return { state: serviceState(name, container, details), container, inspected: details };
  });
}

/** The state of a service, with the details of `docker inspect` if they are known. */
export function serviceState(
  name: string,
  container: ComposeContainer | undefined,
  details: InspectedContainer | undefined,
): ServiceState {
  return {
    name,
    state: container?.State ?? 'missing',
    health: container?.Health ?? '',
    exitCode: details?.state.ExitCode || (container?.ExitCode ?? 0),
    oomKilled: details?.state.OOMKilled ?? false,
    restarts: details?.restarts ?? 0,
  };
}
