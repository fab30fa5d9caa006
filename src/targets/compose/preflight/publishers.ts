import type { Context } from '../../../context.ts';

/** A container that publishes a port. */
export interface Publisher {
  readonly name: string;
  /** Name of its Compose project; empty for none. */
  readonly project: string;
}

/** Names and Compose projects, a container a line, with a tab between. */
export function parsePublishers(stdout: string): Publisher[] {
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', project = ''] = line.trimEnd().split('\t');
      return { name, project };
    });
}

/** The running containers that publish a port; none where the engine does not tell. */
export async function publishersOf({ run }: Pick<Context, 'run'>, port: number): Promise<Publisher[]> {
  const format = '{{.Names}}\t{{.Label "com.docker.compose.project"}}';
  const { exitCode, stdout } = await run('docker', ['ps', '--filter', `publish=${port}`, '--format', format]);
  return exitCode === 0 ? parsePublishers(stdout) : [];
}
