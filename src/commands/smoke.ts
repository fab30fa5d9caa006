import { withDeadline } from '../clock.ts';
import { withDeployed } from '../config/deployed.ts';
import type { FlagValues } from '../config/given.ts';
import { valuesFor } from '../config/load.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { readRecord } from '../engines/embedded/record.ts';
import { endpoints } from '../engines/embedded/weaviateProcess.ts';
import { clusterOf } from '../engines/kubernetes/cluster.ts';
import { withPortForward } from '../engines/kubernetes/portForward.ts';
import { Failure } from '../errors.ts';
import { readApiKey } from '../files/envFile.ts';
import { namedCluster } from '../launch/kubernetes/namedCluster.ts';
import { releaseConfig } from '../launch/kubernetes/releaseConfig.ts';
import type { RunningStack } from '../launch/runningStack.ts';
import type { RunTarget } from '../launch/runTarget.ts';
import type { StackConfig } from '../options/table.ts';
import { SmokeLines, verdict } from '../output/smokeLines.ts';
import type { SmokeReport } from '../smoke/report.ts';
import type { SmokeTarget } from '../smoke/rest.ts';
import { runSmoke } from '../smoke/run.ts';
import { CONTAINER_GRPC_PORT } from '../stack/healthCheck.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { RELEASE_KEYS } from './readFlags.ts';
import { timeoutSeconds } from './timeout.ts';

export interface SmokeCommandOptions {
  readonly target: RunTarget;
  readonly url?: string;
  readonly grpc?: string;
  readonly apiKeyEnv?: string;
  readonly timeout?: string;
  readonly report?: 'json';
  readonly keep?: boolean;
}

type Needs = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** `bindstack smoke`: proves a running stack. */
export async function smoke(context: Needs, flags: FlagValues, options: SmokeCommandOptions): Promise<void> {
  const timeout = timeoutSeconds(options.timeout);
  const config = await smokeConfig(context, flags);
  const wish = { keep: options.keep ?? false, timeout };
  const report = await (options.target === 'helm' && options.url === undefined
    ? proveForwarded(context, flags, config, options, wish)
    : prove(context, config, await findTarget(context, config, options), wish));
  if (context.out.json || options.report === 'json') context.out.data(JSON.stringify(report));
  insist(context, report);
}

/** The smoke test of a release, through a port-forward that stands only for it. */
async function proveForwarded(
  context: Needs,
  flags: FlagValues,
  config: StackConfig,
  { apiKeyEnv }: SmokeCommandOptions,
  wish: { readonly keep: boolean; readonly timeout: number | undefined },
): Promise<SmokeReport> {
  const apiKey = await findKey(context, apiKeyEnv);
  const named = new Map([...flags].filter(([key]) => RELEASE_KEYS.includes(key)));
  const cluster = await namedCluster(context.run, clusterOf(await releaseConfig(context, named)));
  return withPortForward(context, cluster, ({ http, grpc }, signal) =>
    prove({ ...context, signal }, config, { http, ...hostAndPort(grpc), apiKey }, wish),
  );
}

/** The smoke test of a stack that was just started. */
export async function smokeStack(
  context: Needs,
  flags: FlagValues,
  stack: RunningStack,
): Promise<SmokeReport> {
  const config = await smokeConfig(context, flags);
  const target = { http: stack.http, ...hostAndPort(stack.grpc), apiKey: stack.apiKey };
  return prove(context, config, target, { keep: false });
}

async function smokeConfig(context: Needs, flags: FlagValues): Promise<StackConfig> {
  return resolveConfig(await withDeployed(await valuesFor(context, flags), context.cwd)).config;
}

/** Runs the test and shows it. */
export async function prove(
  { out, signal }: Needs,
  config: StackConfig,
  target: SmokeTarget,
  { keep, timeout }: { keep: boolean; timeout?: number | undefined },
): Promise<SmokeReport> {
  const lines = new SmokeLines(out);
  out.say(`\nSmoke test of ${target.http}`);
  const run = (limit: AbortSignal) =>
    runSmoke({
      target,
      config,
      keep,
      signal: limit,
      onStart: (id) => lines.started(id),
      onResult: (result) => lines.ended(result),
    });
  const report = await (timeout === undefined ? run(signal) : withDeadline(timeout * 1000, signal, run));
  signal.throwIfAborted();
  out.say();
  if (report.ok) for (const line of verdict(report)) out.say(line);
  return report;
}

/** @throws Failure `smoke-failed` unless everything passed; with `--json` the report has said it already */
export function insist({ out }: Pick<Context, 'out'>, report: SmokeReport): void {
  if (report.ok) return;
  const failed = report.checks.filter(({ status }) => status === 'fail');
  throw new Failure('failed', {
    code: 'smoke-failed',
    message: `the smoke test failed: ${failed.map(({ id }) => id).join(', ') || 'it was ended'}`,
    detail: failed[0]?.detail,
    suggestion: failed[0]?.suggestion ?? undefined,
    reported: out.json,
  });
}

async function findTarget(
  context: Needs,
  config: StackConfig,
  options: SmokeCommandOptions,
): Promise<SmokeTarget> {
  const { cwd } = context;
  const apiKey = await findKey(context, options.apiKeyEnv);
  if (options.url !== undefined) {
    const http = checkedUrl(options.url);
    const grpc = options.grpc ?? `${new URL(http).hostname}:${CONTAINER_GRPC_PORT}`;
    return { http, ...hostAndPort(grpc), apiKey };
  }
  const record = options.target === 'embedded' ? await readRecord(cwd) : undefined;
  if (options.target === 'embedded' && !record) {
    throw new Failure('failed', {
      code: 'not-running',
      message: `no embedded stack runs from ${cwd}`,
      suggestion: 'bindstack up --target embedded --inference stub, or --url for a Weaviate elsewhere',
    });
  }
  const { http, grpc } = record ?? endpoints(config);
  return { http, ...hostAndPort(options.grpc ?? grpc), apiKey };
}

async function findKey({ cwd, env }: Needs, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return env[API_KEY_VARIABLE] || (await readApiKey(cwd));
  const key = env[name];
  if (key) return key;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: `--api-key-env ${name}: the variable is not set`,
    suggestion: `export ${name}=…`,
  });
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return text.replace(/\/+$/, '');
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--url: ${JSON.stringify(text)} is not an address such as http://127.0.0.1:8080`,
    suggestion: '--url http://HOST:PORT',
  });
}

function hostAndPort(text: string): { grpcHost: string; grpcPort: number } {
  const [, grpcHost = '', port = ''] = /^(?:https?:\/\/)?(.+):(\d{1,5})$/.exec(text) ?? [];
  const grpcPort = Number(port);
  if (grpcHost !== '' && grpcPort >= 1 && grpcPort <= 65_535) return { grpcHost, grpcPort };
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--grpc: ${JSON.stringify(text)} is not HOST:PORT`,
    suggestion: '--grpc 127.0.0.1:50051',
  });
}
