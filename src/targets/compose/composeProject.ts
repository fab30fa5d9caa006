import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Context, RunOptions, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { COMPOSE_FILE, COMPOSE_OVERRIDES, ENV_FILE } from '../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { exists } from '../../files/directories.ts';
import { RECENT, runOnce, runProgram } from '../shared/program.ts';
import { type ComposeFiles, composeConfig, composeVersion } from './composeCommand.ts';
import { parseConfig, type ResolvedProject } from './composeOutput.ts';

/**
 * The Compose files of a directory.
 * @throws Failure `no-compose-file` (usage)
 */
export async function composeFilesIn(directory: string): Promise<ComposeFiles> {
  if (!(await exists(join(directory, COMPOSE_FILE)))) {
    throw new Failure('usage', {
      code: 'no-compose-file',
      message: `there is no ${COMPOSE_FILE} in ${directory}`,
      suggestion: 'bindstack generate, or --cwd DIR with the directory that contains it',
    });
  }
  for (const name of COMPOSE_OVERRIDES) {
    if (await exists(join(directory, name))) return composeFiles(directory, COMPOSE_FILE, name);
  }
  return composeFiles(directory, COMPOSE_FILE);
}

function composeFiles(directory: string, ...names: string[]): ComposeFiles {
  return { directory, files: names.map((name) => join(directory, name)) };
}

/** How Compose resolves a project. `up` is told what preflight was told, unless a file has changed since. */
export async function resolveProject(run: Context['run'], project: ComposeFiles): Promise<RunResult> {
  const files = [...project.files, join(project.directory, ENV_FILE)];
  const states = files.map((file) =>
    stat(file).then(
      ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
      () => 'none',
    ),
  );
  const about = (await Promise.all(states)).join();
  return runOnce(run, composeConfig(project), { maxAge: RECENT, about });
}

/**
 * The merged project, as Compose resolves it.
 * @throws Failure `no-compose` (environment), `bad-compose-file` (usage)
 */
export async function readProject(
  { run }: Pick<Context, 'run'>,
  project: ComposeFiles,
): Promise<ResolvedProject> {
  const result = await resolveProject(run, project);
  if (result.exitCode === 0) return parseConfig(result.stdout);
  const version = await runProgram(run, composeVersion);
  if (version.exitCode !== 0) throw composeMissing(version);
  const detail = result.stderr.trim();
  const { name, suggestion } = await findRejectedFile(run, project, detail);
  throw new Failure('usage', {
    code: 'bad-compose-file',
    message: `Compose rejects ${name}`,
    detail,
    suggestion,
  });
}

function composeMissing({ notFound, stderr }: RunResult): Failure {
  return new Failure('environment', {
    code: notFound ? 'no-docker' : 'no-compose',
    message: notFound ? 'Docker is not installed' : 'Docker Compose v2 is not installed',
    detail: notFound ? undefined : stderr.trim().split('\n')[0],
    suggestion: `${notFound ? 'install Docker with its Compose plugin' : 'install the plugin docker-compose-plugin'}, or bindstack up --target embedded --inference stub`,
  });
}

/** The file that Compose rejects, and what to do about it. */
export interface RejectedFile {
  /** `docker-compose.yml`, or the override file beside it. */
  readonly name: string;
  readonly suggestion: string;
}

/**
 * Finds the file of a project that Compose rejects. Most of its messages name no file, so the main file is checked
 * alone: if Compose accepts it, the error is in the override file.
 */
export async function findRejectedFile(
  run: Context['run'],
  { directory, files }: ComposeFiles,
  why: string,
  options?: RunOptions,
): Promise<RejectedFile> {
  const [main = COMPOSE_FILE, override] = files;
  let name = basename(main);
  if (override !== undefined) {
    const { command, args } = composeConfig({ directory, files: [main] });
    if ((await run(command, args, options)).exitCode === 0) name = basename(override);
  }
  return { name, suggestion: suggestionFor(name, why) };
}

function suggestionFor(name: string, why: string): string {
  const variable = /required variable (\w+) is missing a value/.exec(why)?.[1];
  if (name === COMPOSE_FILE && variable === API_KEY_VARIABLE) {
    return 'bindstack generate --auth api-key, which creates one';
  }
  if (variable !== undefined) return `set ${variable} in .env, or export it`;
  if (name === COMPOSE_FILE) return 'fix the line named above, or bindstack generate --force';
  // Generating docker-compose.yml again does not help: bindstack writes no override file.
  return `fix ${name}; to check both files: bindstack validate ${COMPOSE_FILE}`;
}
