import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { COMPOSE_FILE, COMPOSE_OVERRIDES } from '../../facts/fileNames.ts';
import { runProgram } from '../shared/program.ts';
import { type ComposeFiles, composeConfig, composeVersion } from './composeCommand.ts';
import { type ComposeProject, parseConfig } from './composeOutput.ts';
import { refusedFile } from './refusedFile.ts';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * The Compose files of a directory.
 * @throws Failure `no-compose-file` (usage)
 */
export async function composeFilesIn(directory: string): Promise<ComposeFiles> {
  if (!(await exists(join(directory, COMPOSE_FILE)))) {
    throw new Failure('usage', {
      code: 'no-compose-file',
      message: `there is no ${COMPOSE_FILE} in ${directory}`,
      suggestion: 'bindstack generate, or --cwd DIR for the directory that has one',
    });
  }
  for (const name of COMPOSE_OVERRIDES) {
    if (await exists(join(directory, name))) return files(directory, COMPOSE_FILE, name);
  }
  return files(directory, COMPOSE_FILE);
}

function files(directory: string, ...names: string[]): ComposeFiles {
  return { directory, files: names.map((name) => join(directory, name)) };
}

/**
 * The project as Compose understands it.
 * @throws Failure `no-compose` (environment), `bad-compose-file` (usage)
 */
export async function readProject(
  { run }: Pick<Context, 'run'>,
  project: ComposeFiles,
): Promise<ComposeProject> {
  const result = await runProgram(run, composeConfig(project));
  if (result.exitCode === 0) return parseConfig(result.stdout);
  const version = await runProgram(run, composeVersion);
  if (version.exitCode !== 0) throw noCompose(version);
  const detail = result.stderr.trim();
  const { name, suggestion } = await refusedFile(run, project, detail);
  throw new Failure('usage', {
    code: 'bad-compose-file',
    message: `Compose refuses ${name}`,
    detail,
    suggestion,
  });
}

function noCompose({ notFound, stderr }: RunResult): Failure {
  return new Failure('environment', {
    code: notFound ? 'no-docker' : 'no-compose',
    message: notFound ? 'docker is not installed' : 'docker has no Compose v2',
    detail: notFound ? undefined : stderr.trim().split('\n')[0],
    suggestion: `${notFound ? 'install Docker with its Compose plugin' : 'install the plugin docker-compose-plugin'}, or bindstack up --target embedded --inference stub`,
  });
}
