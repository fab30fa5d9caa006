import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { Failure } from '../../errors.ts';
import { CommandRefused } from '../shared/commandRefused.ts';
import { LaunchFailure } from '../shared/launchFailure.ts';
import { composeAdvice } from './advice.ts';
import type { ComposeFiles } from './composeCommand.ts';
import type { ComposeLaunch } from './composeLaunch.ts';
import type { ComposeProject } from './composeOutput.ts';
import { observeCompose } from './observeCompose.ts';

export interface FailedLaunch {
  readonly launch: ComposeLaunch;
  readonly files: ComposeFiles;
  readonly project: ComposeProject;
  readonly http: string;
  readonly apiKey: string | undefined;
}

/** What has failed, found out while everything still stands; an error that is no launch's own is handed on. */
export async function composeFailure(
  context: Pick<Context, 'run'>,
  { launch, files, project, http, apiKey }: FailedLaunch,
  error: unknown,
): Promise<unknown> {
  const refused = error instanceof CommandRefused ? error : undefined;
  const late = error instanceof Failure && error.code === 'not-ready';
  if (!refused && !late) return error;
  const services = await launch.seen();
  const observation = await observeCompose(context, {
    files,
    project,
    services,
    http,
    apiKey,
    phase: launch.phase,
    command: refused?.command,
  });
  const [first, ...others] = diagnose(observation, composeAdvice);
  if (!first) return error;
  return new LaunchFailure(
    [first, ...others],
    services.map(({ state }) => state),
    error,
  );
}
