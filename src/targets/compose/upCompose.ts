import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { Failure } from '../../errors.ts';
import { readApiKey } from '../../files/envFile.ts';
import { withLock } from '../../files/lock.ts';
import type { StackConfig } from '../../options/table.ts';
import { CommandFailed, LaunchFailure } from '../shared/launchFailure.ts';
import type { RunningStack } from '../shared/stackState.ts';
import { composeAdvice } from './advice.ts';
import type { ComposeFiles } from './composeCommand.ts';
import { ComposeLaunch } from './composeLaunch.ts';
import { containerPorts, publishedEndpoints, type ResolvedProject } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { observeCompose } from './composeStatus.ts';

type UpContext = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

export interface UpComposeOptions {
  /** Seconds for each layer, in place of its default. */
  readonly timeout?: number | undefined;
}

/**
 * Starts the Compose project of a directory service by service and waits for each layer. If anything fails or the
 * user interrupts, a project that did not run before is stopped again; its volumes are kept.
 * @throws LaunchFailure with the diagnosis
 */
export async function upCompose(
  context: UpContext,
  config: StackConfig,
  options: UpComposeOptions,
): Promise<RunningStack> {
  // Two runs at once would create the same containers, and the run that fails would remove those of the other.
  return withLock(context.cwd, 'compose', { waitMs: 0 }, () => start(context, config, options)).catch(
    (error: unknown) => {
      // Only the lock is written here, so a stack can also be started from a read-only directory.
      if (error instanceof Failure && error.code === 'cannot-write') return start(context, config, options);
      throw error;
    },
  );
}

async function start(
  context: UpContext,
  config: StackConfig,
  { timeout }: UpComposeOptions,
): Promise<RunningStack> {
  const { cwd, signal } = context;
  const files = await composeFilesIn(cwd);
  const project = await readProject(context, files);
  const { http, grpc } = publishedEndpoints(project);
  if (http === undefined || grpc === undefined) {
    const ports = containerPorts(project.services['weaviate'] ?? {});
    throw new Failure('usage', {
      code: 'no-published-port',
      message: `the service weaviate does not publish both the REST port (${ports.rest}) and the gRPC port (${ports.grpc})`,
      suggestion: 'add both ports to the service, or generate the file again: bindstack generate --force',
    });
  }
  const apiKey = await readApiKey(cwd);
  const limits = { startPeriod: config.inference.startPeriod, timeout };
  const launch = await ComposeLaunch.of(context, files, project, limits);
  try {
    await launch.start(http, apiKey);
  } catch (error) {
    // Diagnosed before anything is removed; an interruption needs no diagnosis.
    const failure = signal.aborted
      ? error
      : await composeFailure(context, { launch, files, project, http, apiKey }, error);
    await launch.undo();
    throw failure;
  }
  return { target: 'compose', http, grpc, apiKey, started: !launch.wasRunning };
}

interface FailedLaunch {
  readonly launch: ComposeLaunch;
  readonly files: ComposeFiles;
  readonly project: ResolvedProject;
  readonly http: string;
  readonly apiKey: string | undefined;
}

/** Diagnoses a failed launch while its containers still exist; any other error is returned unchanged. */
async function composeFailure(
  context: Pick<Context, 'run'>,
  { launch, files, project, http, apiKey }: FailedLaunch,
  error: unknown,
): Promise<unknown> {
  const refused = error instanceof CommandFailed ? error : undefined;
  const isNotReady = error instanceof Failure && error.code === 'not-ready';
  if (!refused && !isNotReady) return error;
  const services = await launch.services();
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
