import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../errors.ts';
import { ENV_FILE } from '../../facts/fileNames.ts';
import { GOOGLE_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { newApiKey, readEnvFile } from '../../files/envFile.ts';
import type { StackConfig } from '../../options/table.ts';
import { credentialsText, envNeeds, keyText } from '../../render/envText.ts';
import { readRecord } from '../../saved/localStack.ts';
import type { BackupToRead, TargetContext, ThrowAwayServer } from '../target.ts';
import { freePorts } from './ports.ts';
import { downEmbedded } from './stopEmbedded.ts';
import { inTrialDirectory, removeAbandonedTrials } from './trialDirectory.ts';
import { upEmbedded } from './upEmbedded.ts';

/** Where the throw-away server finds the backup, relative to its directory. */
const BACKUPS = './backups';

/**
 * Runs `work` with a Weaviate in a temporary directory: the same binary and settings as the running stack, with the
 * stub, which it needs to start, and a key of its own.
 */
export async function withDrillServer<T>(
  context: TargetContext,
  backup: BackupToRead,
  work: (server: ThrowAwayServer) => Promise<T>,
): Promise<T> {
  const { out } = context;
  const record = await readRecord(context.cwd);
  if (record?.config === undefined) {
    throw new Failure('failed', {
      code: 'not-running',
      message: 'the stack is not running, or its configuration was not recorded',
      suggestion: 'bindstack up --target embedded',
    });
  }
  const config = await drillConfig(record.config, backup);
  await removeAbandonedTrials(out);
  const results: T[] = [];
  await inTrialDirectory(async (directory) => {
    const apiKey = newApiKey();
    await writeFile(join(directory, ENV_FILE), await drillEnvText(context.cwd, config, apiKey), {
      mode: 0o600,
    });
    await linkBackup(join(directory, BACKUPS), backup);
    const trial = { ...context, cwd: directory };
    try {
      const { http } = await upEmbedded(trial, config, { weaviateBinary: record.binary });
      results.push(await work({ http, apiKey }));
    } finally {
      await downEmbedded(trial);
    }
    return false;
  });
  return results[0] as T;
}

/** The configuration of the throw-away server. */
async function drillConfig(config: StackConfig, { directory }: BackupToRead): Promise<StackConfig> {
  const [httpPort = 0, grpcPort = 0] = await freePorts(2);
  const { BACKUP_FILESYSTEM_PATH: _, ...env } = config.weaviate.env;
  return {
    ...config,
    weaviate: {
      ...config.weaviate,
      env: directory === undefined ? config.weaviate.env : env,
      modules:
        directory === undefined
          ? config.weaviate.modules
          : config.weaviate.modules.filter((name) => name !== 'backup-filesystem'),
      auth: 'api-key',
      bindAddress: '127.0.0.1',
      httpPort,
      grpcPort,
    },
    inference: { ...config.inference, mode: 'stub', url: undefined },
    ...(directory !== undefined && { backup: { ...config.backup, to: 'directory', path: BACKUPS } }),
  };
}

/** The `.env` of the throw-away server: a key of its own, and the credentials of the stack for a bucket. */
async function drillEnvText(root: string, config: StackConfig, apiKey: string): Promise<string> {
  const { credentials = [], owner = '' } = envNeeds(config) ?? {};
  if (credentials.length === 0) return keyText(apiKey);
  const values = await readEnvFile(root);
  const credential = (name: string) => {
    const value = values[name] ?? '';
    return name === GOOGLE_KEY_VARIABLE && value !== '' ? resolve(root, value) : value;
  };
  return (
    keyText(apiKey) +
    credentialsText(
      owner,
      credentials.map((name) => [name, credential(name)] as const),
    )
  );
}

/**
 * A view of one backup that a server can restore from without changing it: links to its files, and a copy of its
 * description, beside which Weaviate writes `restore_config.json`.
 */
async function linkBackup(view: string, { id, bases, directory }: BackupToRead): Promise<void> {
  if (directory === undefined) return;
  await mkdir(join(view, id), { recursive: true });
  for (const name of await readdir(join(directory, id))) {
    const from = join(directory, id, name);
    if (name === 'backup_config.json') await copyFile(from, join(view, id, name));
    else if (name !== 'restore_config.json') await symlink(from, join(view, id, name));
  }
  for (const base of bases) await symlink(join(directory, base), join(view, base));
}
