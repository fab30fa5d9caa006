import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { removeAbandonedLock } from '../../files/lock.ts';
import { runProgram } from '../shared/program.ts';
import { composeDestroy, composeDown, projectResources } from './composeCommand.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectContainers } from './composeServices.ts';

/**
 * Removes the containers and networks of the Compose project of a directory; its volumes are kept.
 * @returns names of the services that were stopped
 */
export async function downCompose(context: Pick<Context, 'cwd' | 'out' | 'run'>): Promise<string[]> {
  const { cwd, out, run } = context;
  const files = await composeFilesIn(cwd);
  const project = await readProject(context, files);
  // Left by an `up` that was killed.
  await removeAbandonedLock(context.cwd, 'compose');
  const before = await projectContainers(run, project);
  const step = out.step('stopping the containers');
  const { exitCode, stderr } = await runProgram(run, composeDown(files));
  if (exitCode !== 0) {
    step.fail('could not stop the containers');
    throw new Failure('failed', {
      code: 'compose-down',
      message: 'docker compose down failed',
      detail: stderr.trim().split('\n').slice(-5).join('\n'),
      suggestion: 'docker compose ps --all, which shows what is left',
    });
  }
  if (before.length > 0) step.done('stopped and removed the containers');
  else step.drop();
  return before.map(({ service }) => service);
}

type DestroyContext = Pick<Context, 'cwd' | 'run' | 'out'>;

/** Everything that has the label of the project of a directory. Nothing else is ever deleted. */
export async function composeResources(context: DestroyContext): Promise<string[]> {
  const { name } = await readProject(context, await composeFilesIn(context.cwd));
  const resources: string[] = [];
  for (const kind of ['container', 'network', 'volume'] as const) {
    const { exitCode, stdout, stderr } = await runProgram(context.run, projectResources(kind, name));
    if (exitCode !== 0) throw engineRefused('cannot list the resources of the project', stderr);
    const names = stdout.split('\n').filter((line) => line !== '');
    resources.push(
      ...names.map((one) => `${kind} ${one}${kind === 'volume' ? ', with the data in it' : ''}`),
    );
  }
  return resources;
}

export async function destroyCompose({ cwd, run, out }: DestroyContext): Promise<void> {
  const step = out.step('deleting');
  const { exitCode, stderr } = await runProgram(run, composeDestroy(await composeFilesIn(cwd)));
  if (exitCode === 0) {
    step.drop();
    return;
  }
  step.fail('could not delete everything');
  throw engineRefused('docker compose down failed', stderr);
}

function engineRefused(message: string, stderr: string): Failure {
  return new Failure('environment', {
    code: 'no-engine',
    message,
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor',
  });
}
