/** `docker` and its arguments, as data. */
export interface DockerCommand {
  readonly command: 'docker';
  readonly args: readonly string[];
}

/** A Compose project on disk: its files in the order in which they are merged. */
export interface ComposeFiles {
  readonly directory: string;
  readonly files: readonly string[];
}

/** Named, because Compose looks for an override file only when no file is named. */
function compose({ directory, files }: ComposeFiles, ...args: readonly string[]): DockerCommand {
  const named = files.flatMap((file) => ['--file', file]);
  return { command: 'docker', args: ['compose', '--project-directory', directory, ...named, ...args] };
}

export const composeVersion: DockerCommand = { command: 'docker', args: ['compose', 'version', '--short'] };

export function composeConfig(project: ComposeFiles): DockerCommand {
  return compose(project, 'config', '--format', 'json');
}

/** Creates and starts services, all of them if none is named; without `--wait`, whose verdicts differ by version. */
export function composeUp(project: ComposeFiles, ...services: readonly string[]): DockerCommand {
  return compose(project, 'up', '--detach', ...services);
}

export function composePs(project: ComposeFiles): DockerCommand {
  return compose(project, 'ps', '--all', '--format', 'json');
}

/** The last lines of a service's log; `--no-log-prefix` leaves them as the service wrote them. */
export function composeLogs(project: ComposeFiles, service: string, lines: number): DockerCommand {
  return compose(project, 'logs', '--no-color', '--no-log-prefix', '--tail', `${lines}`, service);
}

/** Removes containers and networks, and keeps volumes. */
export function composeDown(project: ComposeFiles): DockerCommand {
  return compose(project, 'down');
}

export function inspectContainer(id: string): DockerCommand {
  return { command: 'docker', args: ['inspect', '--format', '{{json .State}}', id] };
}
