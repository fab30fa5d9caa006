import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { dataScript } from '../shared/dataScript.ts';
import { runProgram } from '../shared/program.ts';
import type { DataAction } from '../target.ts';
import { composeRun } from './composeCommand.ts';
import { composeFilesIn } from './composeProject.ts';

/** Moves or deletes the data of the stopped project of a directory, in a container of its own service with its mounts. */
export async function changeComposeData(
  { cwd, run }: Pick<Context, 'cwd' | 'run'>,
  action: DataAction,
  place: string,
): Promise<void> {
  const files = await composeFilesIn(cwd);
  const command = composeRun(files, WEAVIATE_SERVICE, '/bin/sh', dataScript(action, place));
  const { exitCode, stderr } = await runProgram(run, command);
  if (exitCode === 0) return;
  throw new Failure('failed', {
    code: 'data-not-moved',
    message: "cannot change the files of Weaviate's data",
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor; then run the same command again',
  });
}
