import { basename, join } from 'node:path';
import type { Context, RunOptions, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { COMPOSE_FILE, COMPOSE_OVERRIDES } from '../../facts/fileNames.ts';
import { exists } from '../../files/directories.ts';
import { runProgram } from '../shared/program.ts';
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
      suggestion: 'bindstack generate, or --cwd DIR for the directory that has one',
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

/**
 * The project as Compose understands it.
 * @throws Failure `no-compose` (environment), `bad-compose-file` (usage)
 */
export async function readProject(
  { run }: Pick<Context, 'run'>,
  project: ComposeFiles,
): Promise<ResolvedProject> {
  const result = await runProgram(run, composeConfig(project));
  if (result.exitCode === 0) return parseConfig(result.stdout);
  const version = await runProgram(run, composeVersion);
  if (version.exitCode !== 0) throw composeMissing(version);
  const detail = result.stderr.trim();
  const { name, suggestion } = await findRefusedFile(run, project, detail);
  throw new Failure('usage', {
    code: 'bad-compose-file',
    message: `Compose refuses ${name}`,
    detail,
    suggestion,
  });
}

function composeMissing({ notFound, stderr }: RunResult): Failure {
  return new Failure('environment', {
    code: notFound ? 'no-docker' : 'no-compose',
    message: notFound ? 'docker is not installed' : 'docker has no Compose v2',
    detail: notFound ? undefined : stderr.trim().split('\n')[0],
    suggestion: `${notFound ? 'install Docker with its Compose plugin' : 'install the plugin docker-compose-plugin'}, or bindstack up --target embedded --inference stub`,
  });
}

/** What to look at where Compose refuses the files of a directory. */
export interface RefusedFile {
  /** `docker-compose.yml`, or the override file beside it. */
  readonly name: string;
  readonly suggestion: string;
}

/**
 * Which of the files of a project Compose refuses. Most of its messages name none: the first file is asked for alone,
 * and where it is accepted, the fault is in the one that is merged into it.
 */
export async function findRefusedFile(
  run: Context['run'],
  { directory, files }: ComposeFiles,
  why: string,
  options?: RunOptions,
): Promise<RefusedFile> {
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
  if (name === COMPOSE_FILE) return 'mend the line that it names, or bindstack generate --force';
  if (variable !== undefined) return `set ${variable} in .env, or export it`;
  // To write docker-compose.yml anew does not help: generate writes no override file.
  return `fix it in ${name}; bindstack validate ${COMPOSE_FILE} looks at both files`;
}
