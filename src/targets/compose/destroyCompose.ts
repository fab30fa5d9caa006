import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import { composeDestroy, projectParts } from './composeCommand.ts';
import { composeFilesIn, readProject } from './composeProject.ts';

type Needs = Pick<Context, 'cwd' | 'run' | 'out'>;

/** What carries the label of a directory's project: nothing else is ever deleted. */
export async function composeParts(context: Needs): Promise<string[]> {
  const { name } = await readProject(context, await composeFilesIn(context.cwd));
  const found: string[] = [];
  for (const kind of ['container', 'network', 'volume'] as const) {
    const { exitCode, stdout, stderr } = await runProgram(context.run, projectParts(kind, name));
    if (exitCode !== 0) throw engineFailure(stderr);
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
  throw engineFailure(stderr);
}

function engineFailure(stderr: string): Failure {
  return new Failure('environment', {
    code: 'no-engine',
    message: 'the Docker engine did not do it',
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor',
  });
}
