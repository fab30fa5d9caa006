import { basename } from 'node:path';
import type { Context, RunOptions } from '../../context.ts';
import { COMPOSE_FILE } from '../../facts/fileNames.ts';
import { type ComposeFiles, composeConfig } from './composeCommand.ts';

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
export async function refusedFile(
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
