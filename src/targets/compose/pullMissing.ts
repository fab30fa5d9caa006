import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { CommandRefused } from '../shared/commandRefused.ts';
import { runProgram } from '../shared/program.ts';
import { type ComposeFiles, composePull, imageExists } from './composeCommand.ts';
import type { ComposeProject } from './composeOutput.ts';
import { PullProgress } from './pullProgress.ts';
import { isTransient, PAUSES } from './retry.ts';

type Needs = Pick<Context, 'run' | 'out' | 'signal'>;

/**
 * Pulls the images that are not there yet, one after the other; connection losses and rate limits are waited out.
 * @throws CommandRefused
 */
export async function pullMissing(
  context: Needs,
  files: ComposeFiles,
  project: ComposeProject,
): Promise<void> {
  for (const [service, { image, pull_policy: policy }] of Object.entries(project.services)) {
    // Without an image it is built, and `never` is for the engine to complain about.
    if (image === undefined || policy === 'never' || policy === 'build') continue;
    const present = (await runProgram(context.run, imageExists(image))).exitCode === 0;
    if (present && policy !== 'always') continue;
    await pullOne(context, files, service, image);
  }
}

async function pullOne(
  { run, out, signal }: Needs,
  files: ComposeFiles,
  service: string,
  image: string,
): Promise<void> {
  const step = out.step(`pulling ${image}`, { phase: 'pull', service });
  for (let attempt = 0; ; attempt += 1) {
    const progress = new PullProgress();
    const started = now();
    const { command, args } = composePull(files, service);
    const { exitCode, stderr } = await run(command, args, {
      onErrorLine: (line) => {
        progress.read(line);
        const seconds = (now() - started) / 1000;
        step.update(
          `pulling ${image}: ${progress.text(seconds > 1 ? progress.current / seconds : undefined)}`,
          {
            bytes: progress.current,
            total: progress.total,
          },
        );
      },
    });
    signal.throwIfAborted();
    if (exitCode === 0) {
      step.done(`pulled ${image}`);
      return;
    }
    const pause = PAUSES[attempt];
    if (pause === undefined || !isTransient(stderr)) {
      step.fail(`could not pull ${image}`);
      throw new CommandRefused(`cannot pull the image of ${service}`, { exitCode, stderr });
    }
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    step.update(`pulling ${image}: ${reason}; next try in ${pause} s`);
    await sleep(pause * 1000, signal);
  }
}
