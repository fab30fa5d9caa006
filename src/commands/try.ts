import { resolve } from 'node:path';
import type { GivenValues } from '../config/given.ts';
import { givenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { MODALITIES } from '../facts/modalities.ts';
import { shellWord } from '../formats/quoting.ts';
import type { FlagValues } from '../options/flags.ts';
import { targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { renderFiles } from '../render/files.ts';
import { refuseLosses, unrequestedLosses } from '../saved/losses.ts';
import { loadAssets } from '../stub/bundledStub.ts';
import { embeddedTarget } from '../targets/embedded/embeddedTarget.ts';
import { freePorts } from '../targets/embedded/ports.ts';
import { downEmbedded } from '../targets/embedded/stopEmbedded.ts';
import { inTrialDirectory, removeAbandonedTrials } from '../targets/embedded/trialDirectory.ts';
import { upEmbedded } from '../targets/embedded/upEmbedded.ts';
import { LaunchFailure } from '../targets/shared/launchFailure.ts';
import { grpcAddress } from '../weaviate/address.ts';
import { preloadClient } from '../weaviate/session.ts';
import { planFor, refuseToOverwrite, writePlan } from './generate.ts';
import { runTest, throwIfFailed } from './smoke.ts';

export interface TryOptions {
  readonly out?: string;
  readonly weaviateBinary?: string;
  readonly keep?: boolean;
}

/** `bindstack try`: generates, starts, tests and stops a stack on a machine without Docker. */
export async function tryOut(context: Context, flags: FlagValues, options: TryOptions): Promise<void> {
  const { out } = context;
  // Ignores bindstack.yaml: this short-lived stack is not the one that it describes.
  const { config } = resolveConfig(givenValues(await tryFlags(flags), context.env));
  out.say(out.colors.bold(`bindstack: Weaviate ${config.weaviate.tag} and ${backend(config)}`));
  if (options.out === undefined) {
    await removeAbandonedTrials(out);
    await inTrialDirectory((directory) => tryIn(directory, context, config, options)).catch(
      rethrowWithoutLogs,
    );
    return;
  }
  const directory = resolve(context.cwd, options.out);
  await refuseExistingStack(directory, config, givenValues(flags, context.env));
  await tryIn(directory, context, config, options);
}

/** The advice on a failed launch points to logs, which a temporary directory does not keep. */
function rethrowWithoutLogs(error: unknown): never {
  if (!(error instanceof LaunchFailure)) throw error;
  const { code, message, detail } = error;
  const suggestion = 'bindstack try --out trial, which keeps the logs in trial/.bindstack';
  throw new Failure('failed', { code, message, detail, suggestion }, { cause: error });
}

/** @returns whether the stack is kept running */
async function tryIn(
  directory: string,
  context: Context,
  config: StackConfig,
  options: TryOptions,
): Promise<boolean> {
  const { out } = context;
  const trialContext = { ...context, cwd: directory };
  let keeps = false;
  try {
    const files = renderFiles(config, await loadAssets(config));
    await writePlan(directory, await planFor(directory, files), config, context);
    out.say(`${out.colors.green('✔')} wrote ${files.map(({ path }) => path).join(', ')}`);
    out.say(out.colors.dim(`  to ${directory}`));
    const stack = await upEmbedded(trialContext, config, {
      weaviateBinary: options.weaviateBinary,
      onStarted: preloadClient,
    });
    const { http, grpc, apiKey } = stack;
    const target = { http, ...grpcAddress(grpc, http), apiKey };
    const report = await runTest(trialContext, config, target, { keep: false, stackTarget: embeddedTarget });
    if (out.json) out.report(report);
    throwIfFailed(context, report);
    keeps = options.keep ?? false;
  } finally {
    if (!keeps) await downEmbedded(trialContext);
  }
  if (keeps) {
    out.say('\nThe stack is still running.');
    for (const [what, command] of [
      ['Test it', 'smoke'],
      ['Stop it', 'down'],
    ])
      out.say(`${what}: bindstack ${command} --cwd ${shellWord(directory)}${targetFlag('embedded')}`);
  } else out.say(`\nNext, with Docker: bindstack generate --out stack && bindstack up --cwd stack --smoke`);
  return keeps;
}

/**
 * Refuses to replace the files of an existing stack by those of a trial.
 * @throws Failure (refused)
 */
async function refuseExistingStack(
  directory: string,
  config: StackConfig,
  given: GivenValues,
): Promise<void> {
  const { files } = await planFor(directory, renderFiles(config, await loadAssets(config)));
  refuseToOverwrite(files, { suggestion: 'use another directory with --out DIR' });
  refuseLosses(unrequestedLosses(files, given, false));
}

function backend({ inference }: StackConfig): string {
  return inference.mode === 'stub'
    ? 'the stub instead of ImageBind'
    : `the ImageBind endpoint ${inference.url}`;
}

/**
 * Adds the defaults of `try` to the flags: all modalities, the stub, free ports, and an API key, because gRPC listens on
 * every interface.
 */
async function tryFlags(flags: FlagValues): Promise<FlagValues> {
  const mode = flags.get('inference.mode');
  if (Array.isArray(mode) && mode.includes('container')) {
    throw new Failure('usage', {
      code: 'try-container',
      message: '`try` runs no containers',
      suggestion: 'bindstack generate && bindstack up --smoke, which needs Docker',
    });
  }
  const [http = 0, grpc = 0] = await freePorts(2);
  return new Map<string, readonly string[] | boolean>([
    ['inference.mode', ['stub']],
    ['collection.modalities', [...MODALITIES]],
    ['weaviate.auth', ['api-key']],
    ['weaviate.httpPort', [`${http}`]],
    ['weaviate.grpcPort', [`${grpc}`]],
    ['targets', ['compose']],
    ...flags,
  ]);
}
