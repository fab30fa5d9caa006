import { join } from 'node:path';
import { backupCredentials } from '../../capabilities/backup.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { API_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readApiKey, readEnvFile } from '../../files/envFile.ts';
import { isLoopback } from '../../formats/addresses.ts';
import type { StackConfig } from '../../options/table.ts';
import { findBinary } from './binary.ts';
import { isFree } from './ports.ts';

/** @throws Failure `embedded-container` (usage) for a configuration that needs containers */
export function rejectContainerMode({ inference }: StackConfig): void {
  if (inference.mode !== 'container') return;
  throw new Failure('usage', {
    code: 'embedded-container',
    message: '--inference container needs a container, and the target embedded runs none',
    suggestion: 'add --inference stub, or --inference external --inference-url URL',
  });
}

/**
 * The API key of a directory, if the configuration requires one.
 * @throws Failure `no-api-key` (usage)
 */
export async function requiredApiKey(config: StackConfig, root: string): Promise<string | undefined> {
  if (config.weaviate.auth === 'anonymous') return undefined;
  const key = await readApiKey(root);
  if (key !== undefined) return key;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: `--auth api-key needs a key, but ${join(root, '.env')} does not set ${API_KEY_VARIABLE}`,
    suggestion: 'bindstack generate --auth api-key, which creates one',
  });
}

/** @throws Failure `no-backup-credentials` (usage) */
export async function requireBackupCredentials(config: StackConfig, root: string): Promise<void> {
  const env = await readEnvFile(root);
  const missing = backupCredentials(config).filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw new Failure('usage', {
    code: 'no-backup-credentials',
    message: `backups need ${missing.join(' and ')}, which ${join(root, '.env')} does not set`,
    suggestion: `set ${missing.length > 1 ? 'them' : 'it'} in .env`,
  });
}

/** @throws Failure `port-taken` (environment) */
export async function rejectTakenPorts({ weaviate }: StackConfig): Promise<void> {
  for (const [flag, port, host] of [
    ['--http-port', weaviate.httpPort, weaviate.bindAddress],
    ['--grpc-port', weaviate.grpcPort, '0.0.0.0'],
  ] as const) {
    if (await isFree(port, host)) continue;
    throw new Failure('environment', {
      code: 'port-taken',
      message: `port ${port} on ${isLoopback(host) ? 'this machine' : host} is already in use by another program`,
      suggestion: `stop that program, or choose another port with ${flag}`,
    });
  }
}

/**
 * Rejects a configuration that cannot run as local processes on any machine.
 * @throws Failure (usage)
 */
export async function checkEmbeddedUsage(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal'>,
  config: StackConfig,
  weaviateBinary: string | undefined,
): Promise<void> {
  rejectContainerMode(config);
  await requiredApiKey(config, context.cwd);
  await requireBackupCredentials(config, context.cwd);
  if (weaviateBinary !== undefined) await findBinary(context, config.weaviate.tag, weaviateBinary);
}
