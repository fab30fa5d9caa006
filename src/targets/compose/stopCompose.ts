import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { removeAbandonedLock } from '../../files/lock.ts';
import { runProgram } from '../shared/program.ts';
import { composeDestroy, composeDown, composePs, projectResources } from './composeCommand.ts';
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
  await removeAbandonedLock(context.cwd, 'compose');
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

type Needs = Pick<Context, 'cwd' | 'run' | 'out'>;

/** What carries the label of a directory's project: nothing else is ever deleted. */
export async function composeResources(context: Needs): Promise<string[]> {
  const { name } = await readProject(context, await composeFilesIn(context.cwd));
  const found: string[] = [];
  for (const kind of ['container', 'network', 'volume'] as const) {
    const { exitCode, stdout, stderr } = await runProgram(context.run, projectResources(kind, name));
    if (exitCode !== 0) throw engineRefused(stderr);
    const names = stdout.split('\n').filter((line) => line !== '');
    found.push(...names.map((one) => `${kind} ${one}${kind === 'volume' ? ', with the data in it' : ''}`));
  }
  return found;
}

export async function destroyCompose({ cwd, run, out }: Needs): Promise<void> {
  const step = out.step('deleting');
  const { exitCode, stderr } = await runProgram(run, composeDestroy(await composeFilesIn(cwd)));
  if (exitCode === 0) {
    step.drop();
    return;
  }
  step.fail('not everything could be deleted');
  throw engineRefused(stderr);
}

function engineRefused(stderr: string): Failure {
  return new Failure('environment', {
    code: 'no-engine',
    message: 'the Docker engine did not do it',
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor',
  });
}
