import { resolve } from 'node:path';
import { withDeadline } from '../clock.ts';
import type { Context } from '../context.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { Failure } from '../errors.ts';
import { openMediaTools } from '../media/tools.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import type { SmokeReport } from '../smoke/report.ts';
import { formatSmoke, SMOKE_FORMATS } from '../smoke/reportFormats.ts';
import { diagnosisLines, findingLines, mediaLines, SmokeLines, verdictLines } from '../smoke/reportLines.ts';
import { runSmoke } from '../smoke/run.ts';
import { readMediaFolder, readQuery } from '../smoke/userMedia/mediaFolder.ts';
import type { UserMediaRequest } from '../smoke/userMedia/userMedia.ts';
import type { RunningStack } from '../targets/shared/stackState.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';
import { grpcAddress, httpAddress } from '../weaviate/address.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { configOfRunning } from './configOfRunning.ts';
import { timeoutSeconds } from './readFlags.ts';
import { requestedReports, writeReport } from './reports.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface SmokeCommandOptions extends ConnectionOptions {
  readonly inferenceUrl?: string;
  readonly timeout?: string;
  readonly report?: readonly string[];
  readonly idle?: boolean;
  readonly restart?: boolean;
  readonly keep?: boolean;
  readonly media?: string;
  readonly query?: readonly string[];
  readonly verbose?: boolean;
}

type CommandContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** `bindstack smoke`: tests a running stack. */
export async function smoke(
  context: CommandContext,
  flags: FlagValues,
  options: SmokeCommandOptions,
): Promise<void> {
  const { out, cwd } = context;
  const reports = requestedReports(options.report ?? [], out.json, {
    flag: '--report',
    formats: SMOKE_FORMATS,
    example: 'junit=smoke.xml',
  });
  const timeout = timeoutSeconds(options.timeout);
  const inferenceUrl =
    options.inferenceUrl && httpAddress('--inference-url', options.inferenceUrl, 'http://127.0.0.1:8081');
  // A stack elsewhere is neither inspected nor restarted.
  const target = options.url === undefined ? await targetOf(options.target) : undefined;
  const stackTarget = target?.restart && target;
  if (options.restart && stackTarget === undefined) throw cannotRestart();
  const config = await configOfRunning(context, flags, target);
  const media = await readOwnMedia(context, config, options);
  const { keep = false, idle = false, restart = false, verbose = false } = options;
  const testOptions = { keep, timeout, inferenceUrl, idle, restart, stackTarget, media, verbose };
  const report = await withWeaviate(context, flags, config, options, target, (found, signal) =>
    runTest({ ...context, signal }, config, found, testOptions),
  ).finally(() => media?.tools.close());
  for (const { format, file } of reports) {
    const text = formatSmoke(format, out.withPasteable(report));
    if (file === undefined) out.data(text);
    else await writeReport(cwd, file, text);
  }
  if (reports.every(({ file }) => file !== undefined)) {
    const lines = mediaLines(report, out.dataColors);
    if (lines.length > 0) out.say();
    for (const line of lines) out.show(line);
  }
  throwIfFailed(context, report);
}

/** Tests a stack that was just started. */
export async function testStack(
  context: CommandContext,
  flags: FlagValues,
  stack: RunningStack,
): Promise<SmokeReport> {
  const target = await targetOf(stack.target);
  const config = await configOfRunning(context, flags, target);
  const { http, grpc, apiKey } = stack;
  const stackTarget = target.restart && target;
  return runTest(context, config, { http, ...grpcAddress(grpc, http), apiKey }, { keep: false, stackTarget });
}

/** Reads the media and queries of `--media` and `--query`. */
async function readOwnMedia(
  context: CommandContext,
  { collection }: StackConfig,
  { media, query = [], idle, restart }: SmokeCommandOptions,
): Promise<UserMediaRequest | undefined> {
  if (media === undefined && query.length === 0) return undefined;
  if (media === undefined) {
    throw new Failure('usage', {
      code: 'query-without-media',
      message: '--query needs --media: it searches your own media',
      suggestion: 'add --media DIR',
    });
  }
  if (idle || restart) {
    throw new Failure('usage', {
      code: 'media-alone',
      message: `${idle ? '--idle' : '--restart'} tests with the samples, which --media replaces`,
      suggestion: 'run smoke twice, once with each',
    });
  }
  const { modalities, vectors } = collection;
  const { cwd } = context;
  const folder = await readMediaFolder(resolve(cwd, media), modalities, vectors !== 'shared');
  const queries = await Promise.all(query.map((given) => readQuery(given, cwd)));
  return { folder, queries, tools: await openMediaTools(context, { original: true }) };
}

interface TestOptions {
  readonly keep: boolean;
  /** Time limit for the whole test, in seconds. */
  readonly timeout?: number | undefined;
  readonly inferenceUrl?: string | undefined;
  readonly idle?: boolean;
  readonly restart?: boolean;
  /** The target that runs the stack, if bindstack started it. */
  readonly stackTarget?: Target | undefined;
  readonly media?: UserMediaRequest | undefined;
  /** Show distances and every check that was not run. */
  readonly verbose?: boolean;
}

/** Runs the test and prints its progress and verdict. */
export async function runTest(
  context: CommandContext,
  config: StackConfig,
  target: WeaviateServer,
  options: TestOptions,
): Promise<SmokeReport> {
  const { keep, timeout, inferenceUrl, idle = false, restart = false, stackTarget, media, verbose } = options;
  const { out, signal } = context;
  const lines = new SmokeLines(out, verbose);
  out.say(`\nSmoke test of ${target.http}`);
  const restartStack = async (limit: AbortSignal) => {
    lines.pause();
    await stackTarget?.restart?.({ ...context, signal: limit }, config);
  };
  const start = await stackTarget?.startCommand(context);
  const run = (limit: AbortSignal) =>
    runSmoke({
      target,
      start,
      config,
      media,
      keep,
      inferenceUrl,
      idle,
      restart: restart ? restartStack : undefined,
      signal: limit,
      onStart: (id) => lines.started(id),
      onWaiting: (what) => lines.waiting(what),
      onResult: (result) => lines.ended(result),
    });
  const result = await (timeout === undefined ? run(signal) : withDeadline(timeout * 1000, signal, run));
  lines.finished();
  signal.throwIfAborted();
  const report =
    result.ok || stackTarget === undefined
      ? result
      : { ...result, diagnosis: await diagnosisOf(context, stackTarget) };
  out.say();
  if (report.media) for (const line of findingLines(report.media, out.colors)) out.say(line);
  for (const line of report.ok ? verdictLines(report) : diagnosisLines(report)) out.say(line);
  return report;
}

/** Diagnoses the stack after a failed test; empty if it cannot be inspected. */
async function diagnosisOf(context: CommandContext, stackTarget: Target): Promise<readonly Diagnosis[]> {
  try {
    const { diagnosis } = await stackTarget.status(context, new Map());
    return diagnosis;
  } catch {
    return [];
  }
}

/** @throws Failure `smoke-failed` unless all checks passed; with `--json`, the report has already said so */
export function throwIfFailed({ out }: Pick<Context, 'out'>, report: SmokeReport): void {
  if (report.ok) return;
  const failed = report.checks.filter(({ status }) => status === 'fail');
  const [first] = failed;
  const code = 'smoke-failed';
  const suggestion = first?.suggestion ?? undefined;
  if (first?.id === 'ready') {
    const reason = first.detail.replace(`${first.layer}: `, '');
    const message = `the smoke test failed: ${reason}`;
    throw new Failure('failed', { code, message, suggestion, reported: out.json });
  }
  const message = `the smoke test failed: ${failed.map(({ id }) => id).join(', ') || 'it was stopped'}`;
  // The line of the check has already said why, unless only errors are printed.
  const why = out.quiet ? { detail: first?.detail, suggestion } : {};
  throw new Failure('failed', { code, message, ...why, reported: out.json });
}

function cannotRestart(): Failure {
  return new Failure('usage', {
    code: 'no-effect',
    message:
      '--restart needs a stack that bindstack runs from this directory, as containers or local processes',
    suggestion: 'leave out --restart, or leave out --url and --target helm',
  });
}
