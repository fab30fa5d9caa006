import type { ProgramCommand } from '../shared/program.ts';
/** A Compose project on disk: its files in the order in which they are merged. */
export interface ComposeFiles {
  readonly directory: string;
  readonly files: readonly string[];
}

/** Named, because Compose looks for an override file only when no file is named. */
function composeWith({ directory, files }: ComposeFiles, ...args: readonly string[]): ProgramCommand {
  const named = files.flatMap((file) => ['--file', file]);
  return { command: 'docker', args: ['compose', '--project-directory', directory, ...named, ...args] };
}

/** The command itself, which asks no engine. */
export const dockerVersion: ProgramCommand = { command: 'docker', args: ['--version'] };

/** Name and address of the chosen engine: knows of DOCKER_HOST, DOCKER_CONTEXT and `docker context use`, and asks none. */
export const dockerContext: ProgramCommand = {
  command: 'docker',
  args: ['context', 'inspect', '--format', '{{.Name}} {{.Endpoints.docker.Host}}'],
};

/** What the engine tells of itself, as JSON. */
export const engineInfo: ProgramCommand = { command: 'docker', args: ['info', '--format', '{{json .}}'] };

/** Bytes that the engine has. */
export const engineMemoryQuery: ProgramCommand = {
  command: 'docker',
  args: ['info', '--format', '{{.MemTotal}}'],
};

export const composeVersion: ProgramCommand = { command: 'docker', args: ['compose', 'version', '--short'] };

export function composeConfig(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'config', '--format', 'json');
}

/** Creates and starts all services, or one and what it needs; without `--wait`, whose verdicts differ by version. */
export function composeUp(project: ComposeFiles, service?: string): ProgramCommand {
  return composeWith(project, 'up', '--detach', ...(service === undefined ? [] : [service]));
}

/** Creates and starts a service whose dependencies are known to be ready: Compose looks at them every half second. */
export function composeUpWithoutDependencies(project: ComposeFiles, service: string): ProgramCommand {
  return composeWith(project, 'up', '--detach', '--no-deps', service);
}

/** Pulls the image of a service, with a plain line for each step of each layer. */
export function composePull(project: ComposeFiles, service: string): ProgramCommand {
  return composeWith(project, 'pull', service);
}

export function imageExists(image: string): ProgramCommand {
  return { command: 'docker', args: ['image', 'inspect', '--format', '{{.Id}}', image] };
}

export function composePs(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'ps', '--all', '--format', 'json');
}

/** The last lines of a service's log; `--no-log-prefix` leaves them as the service wrote them. */
export function composeLogs(project: ComposeFiles, service: string, lines: number): ProgramCommand {
  return composeWith(project, 'logs', '--no-color', '--no-log-prefix', '--tail', `${lines}`, service);
}

/** Removes containers and networks, and keeps volumes. */
export function composeDown(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'down');
}

/** What only `inspect` tells of containers, an object a line. */
export function inspectContainers(ids: readonly string[]): ProgramCommand {
  const parts = [
    '"id":{{json .Id}}',
    '"image":{{json .Config.Image}}',
    '"restarts":{{.RestartCount}}',
    '"memory":{{.HostConfig.Memory}}',
    '"state":{{json .State}}',
  ];
  return { command: 'docker', args: ['inspect', '--format', `{${parts.join(',')}}`, ...ids] };
}

/**
 * The ends of a container of this day, `die CODE` a line each, and `oom` where the kernel took its memory: `inspect`
 * forgets the last one when it starts again, and calls it no lack of memory when the engine hears of that too late.
 */
export function containerExits(id: string): ProgramCommand {
  const filters = [`container=${id}`, 'event=die', 'event=oom'].flatMap((filter) => ['--filter', filter]);
  const format = '{{.Action}} {{index .Actor.Attributes "exitCode"}}';
  return {
    command: 'docker',
    args: ['events', '--since', '24h', '--until', '0s', ...filters, '--format', format],
  };
}

/** The logs of a service as it wrote them, or of all with the name of each before its lines. */
export function composeLogStream(
  project: ComposeFiles,
  { service, tail, follow }: { service: string | undefined; tail: string; follow: boolean },
): ProgramCommand {
  const names = service === undefined ? [] : ['--no-log-prefix'];
  const flags = ['--no-color', ...names, '--tail', tail, ...(follow ? ['--follow'] : [])];
  return composeWith(project, 'logs', ...flags, ...(service === undefined ? [] : [service]));
}

/** Removes containers, networks and the volumes that the file declares. */
export function composeDestroy(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'down', '--volumes');
}

/** Names of what carries the label of a project. */
export function projectResources(kind: 'container' | 'volume' | 'network', name: string): ProgramCommand {
  const filter = ['--filter', `label=com.docker.compose.project=${name}`];
  const args = kind === 'container' ? ['container', 'ls', '--all'] : [kind, 'ls'];
  const format = kind === 'container' ? '{{.Names}}' : '{{.Name}}';
  return { command: 'docker', args: [...args, ...filter, '--format', format] };
}
