import { constants, type Stats } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Context } from '../../../context.ts';
import { reasonOf } from '../../../errors.ts';
import { ENV_FILE } from '../../../facts/fileNames.ts';
import { GOOGLE_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { readEnvFile } from '../../../files/envFile.ts';
import { isLoopback } from '../../../formats/addresses.ts';
import { tryParseJson } from '../../../formats/parseJson.ts';
import { shellWord } from '../../../formats/quoting.ts';
import { type CheckResult, defineCheck } from './report.ts';

/** The credentials for backups in `.env`. */
export interface CredentialProbe {
  /** Variables that the stack reads. */
  readonly names: readonly string[];
  /** Those without a value. */
  readonly missing: readonly string[];
  /** Those that the shell sets to another value, which Compose prefers. */
  readonly overridden: readonly string[];
  /** What is wrong with the key file for Google Cloud. */
  readonly fileProblem: string | undefined;
  /** Absolute path of that file. */
  readonly file: string | undefined;
}

/** Looks for the credentials without keeping them. */
export async function probeCredentials(
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
  names: readonly string[],
): Promise<CredentialProbe> {
  // A `.env` that cannot be read is reported as one without values.
  const values = await readEnvFile(cwd).catch((): Readonly<Record<string, string>> => ({}));
  const path = names.includes(GOOGLE_KEY_VARIABLE) ? values[GOOGLE_KEY_VARIABLE] : undefined;
  const file = path ? resolve(cwd, path) : undefined;
  return {
    names,
    missing: names.filter((name) => !values[name]),
    overridden: names.filter((name) => env[name] && values[name] && env[name] !== values[name]),
    file,
    fileProblem: file === undefined ? undefined : await problemOf(file),
  };
}

async function problemOf(file: string): Promise<string | undefined> {
  try {
    return tryParseJson(await readFile(file, 'utf8')) === undefined ? `${file} is not JSON` : undefined;
  } catch (error) {
    return `${file} cannot be read: ${reasonOf(error)}`;
  }
}

/** Checks that `.env` has the credentials. */
export function checkCredentials({ names, missing, fileProblem }: CredentialProbe): CheckResult {
  const check = defineCheck(
    'backup-credentials',
    'backup credentials',
    `${names.join(' and ')} in ${ENV_FILE}`,
  );
  if (missing.length > 0) {
    const verb = missing.length > 1 ? 'are' : 'is';
    return check.fail(
      `${missing.join(' and ')} ${verb} not set`,
      `set ${missing.length > 1 ? 'them' : 'it'} in ${ENV_FILE}`,
    );
  }
  return fileProblem === undefined
    ? check.pass(`in ${ENV_FILE}`)
    : check.fail(fileProblem, `set ${GOOGLE_KEY_VARIABLE} in ${ENV_FILE} to the path of the JSON key file`);
}

/** Like `checkCredentials`, for Compose, which prefers variables of the shell. */
export function checkComposeCredentials(probe: CredentialProbe): CheckResult {
  const check = checkCredentials(probe);
  const { overridden } = probe;
  return check.status === 'pass' && overridden.length > 0
    ? {
        ...check,
        status: 'warn',
        found: `the shell sets other values of ${overridden.join(' and ')}, which override .env in Compose`,
        suggestion: `unset ${overridden.join(' ')}`,
      }
    : check;
}

/**
 * Whether root without capabilities may do something with a file: only what its owner, its group or everybody may do
 * (cap_drop removes CAP_DAC_OVERRIDE; measured on Engine 20.10).
 * @param bits 4 to read, 3 to write to a directory
 */
export function isAllowedForBareRoot(
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  bits: number,
): boolean {
  const granted = uid === 0 ? mode >> 6 : gid === 0 ? mode >> 3 : mode;
  return (granted & bits) === bits;
}

/** Write and search: what creating a file in a directory takes. */
const CREATE_FILES = 3;

const folderCheck = (path: string) =>
  defineCheck('backup-directory', 'backup directory', `${path}, in which Weaviate can write`);

/** Checks that Weaviate in a container, without capabilities, can write to a directory of this machine. */
export async function checkMountedFolder(path: string): Promise<CheckResult> {
  const check = folderCheck(path);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return check.pass('Docker creates it, owned by root');
  if (!found.isDirectory())
    return check.fail('it is a file', `mv ${shellWord(path)} ${shellWord(`${path}.old`)}`);
  return isAllowedForBareRoot(found, CREATE_FILES)
    ? check.pass('writable for root')
    : check.fail(
        `its owner is user ${found.uid}, and root in a container without capabilities cannot write to it`,
        `sudo chgrp root ${shellWord(path)} && sudo chmod g+rwx ${shellWord(path)}`,
      );
}

/** Checks that a process of this user can write to a directory, or create it. */
export async function checkOwnFolder(path: string): Promise<CheckResult> {
  const check = folderCheck(path);
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory())
    return check.fail('it is a file', `mv ${shellWord(path)} ${shellWord(`${path}.old`)}`);
  const nearest = found ? path : await existingAncestor(path);
  try {
    await access(nearest, constants.W_OK | constants.X_OK);
    return check.pass(found ? 'writable' : 'Weaviate creates it');
  } catch {
    const user = process.getuid?.() ?? '';
    return check.fail(`${nearest} is not writable for you`, `sudo chown ${user} ${shellWord(nearest)}`);
  }
}

async function existingAncestor(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path || (await stat(parent).catch(() => undefined)) ? parent : existingAncestor(parent);
}

/**
 * Warns about an S3 server that Weaviate cannot reach from inside: a loopback address is Weaviate's own.
 * @param host `BACKUP_S3_ENDPOINT`; undefined if it is not set
 * @param inside `the container`
 */
export function checkS3Host(host: string | undefined, inside: string): CheckResult[] {
  const name = /^(?:\[(.+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  const address = name?.[1] ?? name?.[2] ?? '';
  if (address !== 'localhost' && !isLoopback(address)) return [];
  const check = defineCheck('backup-endpoint', 'S3 address', 'an address that Weaviate can reach');
  return [
    check.warn(
      `inside ${inside} of Weaviate, ${host} is ${inside} itself`,
      '--backup-endpoint with the name or the address of the machine that runs the S3 server',
    ),
  ];
}
