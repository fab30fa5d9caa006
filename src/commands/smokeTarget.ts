import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import { readApiKey } from '../files/envFile.ts';
import type { StackConfig } from '../options/table.ts';
import { grpcAddress, httpAddress, usualGrpc } from '../smoke/address.ts';
import type { SmokeTarget } from '../smoke/rest.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { readRecord } from '../targets/embedded/record.ts';
import { endpoints } from '../targets/embedded/weaviateProcess.ts';
import type { RunTarget } from '../targets/shared/runTarget.ts';

/** How a smoke test is told where its Weaviate is. */
export interface WayIn {
  readonly target: RunTarget;
  readonly url?: string;
  readonly grpc?: string;
  readonly apiKeyEnv?: string;
  readonly ca?: string;
}

type Needs = Pick<Context, 'cwd' | 'env'>;

/**
 * Where the Weaviate is: the flags, or else the stack of the directory.
 * @throws Failure (usage, failed)
 */
export async function findTarget(context: Needs, config: StackConfig, way: WayIn): Promise<SmokeTarget> {
  const { cwd } = context;
  const apiKey = await findKey(context, way.apiKeyEnv);
  const ca = way.ca === undefined ? undefined : await readCertificates(cwd, way.ca);
  if (way.url !== undefined) {
    const http = httpAddress('--url', way.url, 'http://127.0.0.1:8080');
    const grpc = way.grpc === undefined ? usualGrpc(http) : grpcAddress(way.grpc, http);
    return { http, ...grpc, apiKey, ca };
  }
  const record = way.target === 'embedded' ? await readRecord(cwd) : undefined;
  if (way.target === 'embedded' && !record) {
    throw new Failure('failed', {
      code: 'not-running',
      message: `no embedded stack runs from ${cwd}`,
      suggestion: 'bindstack up --target embedded --inference stub, or --url for a Weaviate elsewhere',
    });
  }
  const { http, grpc } = record ?? endpoints(config);
  return { http, ...grpcAddress(way.grpc ?? grpc, http), apiKey, ca };
}

/**
 * The API key: of the variable that is named, of the environment, or of `.env`.
 * @throws Failure (usage)
 */
export async function findKey({ cwd, env }: Needs, name: string | undefined): Promise<string | undefined> {
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
    throw unusable(name, reasonOf(error));
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw unusable(name, 'it holds no certificate in PEM');
  return { file, pem };
}

function unusable(name: string, reason: string): Failure {
  return new Failure('usage', {
    code: 'bad-certificate',
    message: `--ca ${name}: ${reason}`,
    suggestion:
      '--ca FILE with the certificate of the authority, which begins with -----BEGIN CERTIFICATE-----',
  });
}
