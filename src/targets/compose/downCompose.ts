import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { removeLeftLock } from '../../files/lock.ts';
import { runProgram } from '../shared/program.ts';
import { composeDown, composePs } from './composeCommand.ts';
import { parsePs } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';

/**
 * Removes the containers and networks of a directory's Compose project; its volumes stay.
 * @returns names of the services that were stopped
 */
export async function downCompose(context: Pick<Context, 'cwd' | 'out' | 'run'>): Promise<string[]> {
  const { cwd, out, run } = context;
  const files = await composeFilesIn(cwd);
  await readProject(context, files);
  // Of an `up` that was killed.
  await removeLeftLock(context.cwd, 'compose');
  const before = parsePs((await runProgram(run, composePs(files))).stdout);
  const step = out.step('stopping the containers');
  const { exitCode, stderr } = await runProgram(run, composeDown(files));
  if (exitCode !== 0) {
    step.fail('the containers could not be stopped');
    throw new Failure('failed', {
      code: 'compose-down',
      message: 'Compose could not take the project down',
      detail: stderr.trim().split('\n').slice(-5).join('\n'),
      suggestion: 'docker compose ps --all shows what is left',
    });
  }
  step.done(before.length > 0 ? 'stopped and removed the containers' : 'no container was there');
  return before.map(({ Service }) => Service);
}
