import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { VALUES_FILE } from '../../facts/fileNames.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { exists } from '../../files/directories.ts';
import { regularText } from '../../files/regularFile.ts';
import { parseQuantity } from '../../formats/quantity.ts';
import { shellWord, textOfChart } from '../../formats/quoting.ts';
import { POST_RENDERER_DIRECTORY, POST_RENDERER_SCRIPT } from '../../stack/postRenderer.ts';

/** The user's changes: passed after values.yaml, never written by bindstack. */
const VALUES_OVERRIDE = 'values-override.yaml';

type Values = Readonly<Record<string, unknown>>;

/** The values files of a directory, and their merged values. */
export interface ValuesFiles {
  /** Absolute paths; later files override earlier ones. */
  readonly paths: readonly string[];
  readonly values: Values;
  /** Whether `generate` wrote a post-renderer next to them. */
  readonly hasPostRenderer: boolean;
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Merges like Helm: maps are merged, everything else is replaced. A null is kept, because it removes a default of the
 * chart (`helm get values` shows it: measured with 3.18.0 and 4.1.4).
 */
function mergeValues(below: Values, above: Values): Values {
  const all: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = all[key];
    all[key] = isMap(before) && isMap(value) ? mergeValues(before, value) : value;
  }
  return all;
}

async function readValues(path: string): Promise<Values> {
  try {
    const value: unknown = parse(await regularText(path));
    return isMap(value) ? value : {};
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new Failure('usage', {
      code: 'bad-values-file',
      message: `${path} is not valid YAML`,
      detail: error.message,
      suggestion: `bindstack validate ${shellWord(path)}`,
    });
  }
}

/** @throws Failure `no-values-file`, `bad-values-file` (usage) */
export async function valuesFilesIn(directory: string): Promise<ValuesFiles> {
  const main = join(directory, VALUES_FILE);
  if (!(await exists(main))) {
    throw new Failure('usage', {
      code: 'no-values-file',
      message: `there is no ${VALUES_FILE} in ${directory}`,
      suggestion: 'bindstack generate --target helm, or --cwd DIR for the directory that contains it',
    });
  }
  const override = join(directory, VALUES_OVERRIDE);
  const paths = (await exists(override)) ? [main, override] : [main];
  const values = await Promise.all(paths.map(readValues));
  const hasPostRenderer = await exists(join(directory, POST_RENDERER_DIRECTORY, POST_RENDERER_SCRIPT));
  return { paths, values: values.reduce(mergeValues, {}), hasPostRenderer };
}

const textOrEmpty = z.string().catch('');
const mapOrEmpty = z.record(z.string(), z.unknown()).catch({});

/** Name of the Secret with Weaviate's API keys; undefined if the values name none. */
export function keySecretOf(values: Values): string | undefined {
  return (
    textOrEmpty.parse(mapOrEmpty.parse(values['envSecrets'])['AUTHENTICATION_APIKEY_ALLOWED_KEYS']) ||
    undefined
  );
}

/** The credentials that the backup module reads from a Secret. */
export interface BackupSecret {
  readonly name: string;
  /** Its entries. */
  readonly entries: readonly string[];
}

/** The Secrets with the credentials for backups. */
export function backupSecretsOf(values: Values): BackupSecret[] {
  const byName = new Map<string, string[]>();
  for (const block of Object.values(mapOrEmpty.parse(values['backups']))) {
    const { enabled, envSecrets } = mapOrEmpty.parse(block);
    if (!enabled) continue;
    for (const [entry, name] of Object.entries(mapOrEmpty.parse(envSecrets))) {
      const text = textOrEmpty.parse(name);
      if (text !== '') byName.set(text, [...(byName.get(text) ?? []), entry]);
    }
  }
  return [...byName].map(([name, entries]) => ({ name, entries }));
}

/** Host and port of the S3 server for backups; undefined for AWS, or without such backups. */
export function s3HostOf(values: Values): string | undefined {
  const { enabled, envconfig } = mapOrEmpty.parse(mapOrEmpty.parse(values['backups'])['s3']);
  if (!enabled) return undefined;
  return textOrEmpty.parse(mapOrEmpty.parse(envconfig)['BACKUP_S3_ENDPOINT']) || undefined;
}

/** Name of the inference server's Deployment; undefined if the chart creates none. */
export function inferenceWorkloadOf(values: Values): string | undefined {
  const bind = mapOrEmpty.parse(mapOrEmpty.parse(values['modules'])[BIND_MODULE]);
  if (!bind['enabled']) return undefined;
  // The chart's default (weaviate-helm values.yaml).
  return textOrEmpty.parse(bind['fullnameOverride']) || 'bind-inference';
}

/** Address of an external inference server; the chart only uses it if it does not deploy one. */
export function inferenceUrlOf(values: Values): string | undefined {
  const bind = mapOrEmpty.parse(mapOrEmpty.parse(values['modules'])[BIND_MODULE]);
  return bind['enabled'] ? undefined : textOrEmpty.parse(bind['inferenceUrl']) || undefined;
}

/** Bytes of each pod's volume; undefined if the values do not say it. */
export function storageSizeOf(values: Values): number | undefined {
  return parseQuantity(textOrEmpty.parse(mapOrEmpty.parse(values['storage'])['size']));
}

/** Name of the storage class; undefined for the cluster's default. */
export function storageClassOf(values: Values): string | undefined {
  return (
    textOfChart(textOrEmpty.parse(mapOrEmpty.parse(values['storage'])['storageClassName']) ?? '') || undefined
  );
}
