import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { readApiKey } from '../files/envFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import type { Target, TargetContext } from '../targets/target.ts';
import { defaultGrpcAddress, grpcAddress, httpAddress } from '../weaviate/address.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';

/** Where the running Weaviate is, and how to connect. */
export interface ConnectionOptions {
  readonly target: RunTarget;
  readonly url?: string;
  readonly grpc?: string;
  readonly apiKeyEnv?: string;
  readonly ca?: string;
}

type KeyContext = Pick<Context, 'cwd' | 'env'>;

/**
 * Calls `work` with the Weaviate from the flags, or else with the stack of this directory.
 * @param target the target that runs the stack; undefined for a stack elsewhere
 * @throws Failure (usage, failed)
 */
export async function withWeaviate<T>(
  context: TargetContext,
  flags: FlagValues,
  config: StackConfig,
  options: ConnectionOptions,
  target: Target | undefined,
  work: (found: WeaviateServer, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { cwd, signal } = context;
  const apiKey = await findKey(context, options.apiKeyEnv);
  const { grpc: given, ca: name } = options;
  if (target?.usesPortForward) rejectAddress(options);
  const ca = name === undefined ? undefined : await readCertificates(cwd, name);
  if (target === undefined) {
    const http = httpAddress('--url', options.url ?? '', 'http://127.0.0.1:8080');
    const grpc = given === undefined ? defaultGrpcAddress(http) : grpcAddress(given, http);
    return work({ http, ...grpc, apiKey, ca }, signal);
  }
  return target.access(context, flags, config, ({ http, grpc }, limit) =>
    work({ http, ...grpcAddress(given ?? grpc, http), apiKey, ca }, limit),
  );
}

/** @throws Failure `no-effect` (usage) for flags about a connection that is not used */
function rejectAddress({ target, grpc, ca }: ConnectionOptions): void {
  const flag = grpc !== undefined ? '--grpc' : ca !== undefined ? '--ca' : undefined;
  if (flag === undefined) return;
  throw new Failure('usage', {
    code: 'no-effect',
    message: `${flag} has no effect with --target ${target} without --url`,
    detail: 'Weaviate is reached through a port-forward, without TLS.',
    suggestion: `leave out ${flag}, or add --url with the REST address of Weaviate`,
  });
}

/**
 * The API key from the given variable, from the environment, or from `.env`.
 * @throws Failure (usage)
 */
async function findKey({ cwd, env }: KeyContext, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return env[API_KEY_VARIABLE] || (await readApiKey(cwd));
  const key = env[name];
  if (key) return key;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: `--api-key-env ${name}: the variable is not set`,
    suggestion: `export ${name}=…`,
  });
}

async function readCertificates(cwd: string, name: string): Promise<{ file: string; pem: string }> {
  const file = resolve(cwd, name);
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    throw badCertificate(name, reasonOf(error));
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw badCertificate(name, 'it contains no PEM certificate');
  return { file, pem };
}

function badCertificate(name: string, reason: string): Failure {
  return new Failure('usage', {
    code: 'bad-certificate',
    message: `--ca ${name}: ${reason}`,
    suggestion: 'use --ca with the certificate of the authority: a file with -----BEGIN CERTIFICATE-----',
  });
}
