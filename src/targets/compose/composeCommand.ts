import type { ProgramCommand } from '../shared/program.ts';

/** The Compose files of a directory, in the order in which Compose merges them. */
export interface ComposeFiles {
  readonly directory: string;
  readonly files: readonly string[];
}

/** Names every file: Compose reads an override file by itself only if no file is named. */
function composeWith({ directory, files }: ComposeFiles, ...args: readonly string[]): ProgramCommand {
  const named = files.flatMap((file) => ['--file', file]);
  return { command: 'docker', args: ['compose', '--project-directory', directory, ...named, ...args] };
}

/** The version of the client; does not contact the engine. */
export const dockerVersion: ProgramCommand = { command: 'docker', args: ['--version'] };

/**
 * Name and address of the selected engine, by DOCKER_HOST, DOCKER_CONTEXT and `docker context use`; does not contact
 * the engine.
 */
export const dockerContext: ProgramCommand = {
  command: 'docker',
  args: ['context', 'inspect', '--format', '{{.Name}} {{.Endpoints.docker.Host}}'],
};

/** What the engine reports about itself, as JSON. */
export const engineInfo: ProgramCommand = { command: 'docker', args: ['info', '--format', '{{json .}}'] };

/** The memory of the engine in bytes. */
export const engineMemoryQuery: ProgramCommand = {
  command: 'docker',
  args: ['info', '--format', '{{.MemTotal}}'],
};

export const composeVersion: ProgramCommand = { command: 'docker', args: ['compose', 'version', '--short'] };

export function composeConfig(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'config', '--format', 'json');
}

/**
 * Creates and starts all services, or one service and its dependencies. Without `--wait`, whose results differ between
 * versions of Compose.
 */
export function composeUp(project: ComposeFiles, service?: string): ProgramCommand {
  return composeWith(project, 'up', '--detach', ...(service === undefined ? [] : [service]));
}

/** Creates and starts services. What they depend on is known to be ready; only among each other, they wait. */
export function composeUpWithoutDependencies(
  project: ComposeFiles,
  services: readonly string[],
): ProgramCommand {
  return composeWith(project, 'up', '--detach', '--no-deps', ...services);
}

/**
 * Pulls the image of a service; prints a line for each step of each layer. Compose 2.36 and newer read the variable and
 * print JSON; older versions ignore it and print text with the same sizes. The text of Compose 5 has no sizes
 * (docker/compose cmd/display/plain.go, json.go).
 */
export function composePull(project: ComposeFiles, service: string): ProgramCommand {
  return { ...composeWith(project, 'pull', service), env: { COMPOSE_PROGRESS: 'json' } };
}

export function imageExists(image: string): ProgramCommand {
  return { command: 'docker', args: ['image', 'inspect', '--format', '{{.Id}}', image] };
}

/** Ids of the containers of a project, without those of `docker compose run`; faster than `docker compose ps`. */
export function containersOf(name: string): ProgramCommand {
  const labels = [`project=${name}`, 'oneoff=False'];
  const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  return { command: 'docker', args: ['ps', '--all', '--quiet', '--no-trunc', ...filters] };
}

/** Runs a program in a container. */
export function inContainer(id: string, words: readonly string[]): ProgramCommand {
  return { command: 'docker', args: ['exec', id, ...words] };
}

/** Runs a program in a container of its own with the mounts of a service, without what the service depends on. */
export function composeRun(
  project: ComposeFiles,
  service: string,
  program: string,
  args: readonly string[],
): ProgramCommand {
  return composeWith(
    project,
    'run',
    '--rm',
    '--no-deps',
    '--no-TTY',
    '--entrypoint',
    program,
    service,
    ...args,
  );
}

/** The last lines of the log of a service; `--no-log-prefix` leaves them as the service wrote them. */
export function composeLogs(project: ComposeFiles, service: string, lines: number): ProgramCommand {
  return composeWith(project, 'logs', '--no-color', '--no-log-prefix', '--tail', `${lines}`, service);
}

/** Removes containers and networks; volumes are kept. */
export function composeDown(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'down');
}

/**
 * Containers of Compose, as one JSON object per line. With `.Id`, which is the name in JSON, the whole template is read
 * as JSON, in which a container without a health check has no such key (docker/cli inspector.go; measured, 20.10).
 */
export function inspectContainers(ids: readonly string[]): ProgramCommand {
  const label = (name: string) => `{{json (index .Config.Labels "com.docker.compose.${name}")}}`;
  const parts = [
    '"id":{{json .ID}}',
    `"service":${label('service')}`,
    `"number":${label('container-number')}`,
    '"healthCheck":{{json .Config.Healthcheck}}',
    '"image":{{json .Config.Image}}',
    '"restarts":{{.RestartCount}}',
    '"memory":{{.HostConfig.Memory}}',
    '"state":{{json .State}}',
  ];
  return { command: 'docker', args: ['inspect', '--format', `{${parts.join(',')}}`, ...ids] };
}

/**
 * The exits of a container in the last 24 hours: one line `die CODE` per exit, and `oom` if the kernel killed it for
 * lack of memory. `docker inspect` loses the last exit when the container restarts, and does not set OOMKilled if the
 * engine learns of it too late.
 */
export function containerExits(id: string): ProgramCommand {
  const filters = [`container=${id}`, 'event=die', 'event=oom'].flatMap((filter) => ['--filter', filter]);
  const format = '{{.Action}} {{index .Actor.Attributes "exitCode"}}';
  return {
    command: 'docker',
    args: ['events', '--since', '24h', '--until', '0s', ...filters, '--format', format],
  };
}

/** The log of one service as it wrote it, or of all services with a prefix on each line. */
export function composeLogStream(
  project: ComposeFiles,
  { service, tail, follow }: { service: string | undefined; tail: string; follow: boolean },
): ProgramCommand {
  const names = service === undefined ? [] : ['--no-log-prefix'];
  const flags = ['--no-color', ...names, '--tail', tail, ...(follow ? ['--follow'] : [])];
  return composeWith(project, 'logs', ...flags, ...(service === undefined ? [] : [service]));
}

/** Removes containers, networks and the volumes that the files declare. */
export function composeDestroy(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'down', '--volumes');
}

/** Stops and removes the containers, and their volumes without a name. */
export function composeRemoveContainers(project: ComposeFiles): ProgramCommand {
  return composeWith(project, 'rm', '--stop', '--force', '--volumes');
}

export function removeVolumes(names: readonly string[]): ProgramCommand {
  return { command: 'docker', args: ['volume', 'rm', ...names] };
}

/** Names of all volumes of the engine. */
export const volumeNames: ProgramCommand = {
  command: 'docker',
  args: ['volume', 'ls', '--format', '{{.Name}}'],
};

/** Names of the containers, volumes or networks with the label of a project. */
export function projectResources(kind: 'container' | 'volume' | 'network', name: string): ProgramCommand {
  const filter = ['--filter', `label=com.docker.compose.project=${name}`];
  const args = kind === 'container' ? ['container', 'ls', '--all'] : [kind, 'ls'];
  const format = kind === 'container' ? '{{.Names}}' : '{{.Name}}';
  return { command: 'docker', args: [...args, ...filter, '--format', format] };
}
