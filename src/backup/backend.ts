import { Failure } from '../errors.ts';
import { shellWord } from '../formats/quoting.ts';
import type { WeaviateMeta } from '../targets/shared/layers.ts';

const BACKENDS = ['filesystem', 's3', 'gcs', 'azure'] as const;

/** Where Weaviate stores backups: one of its backup modules. */
export interface Backend {
  readonly name: (typeof BACKENDS)[number];
  /** Directory of the module `filesystem`, as Weaviate sees it. */
  readonly directory: string | undefined;
  /** What deletes a backup in a bucket; undefined for files. */
  readonly deleteCommand: ((id: string) => string) | undefined;
}

type ModuleMeta = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** The path of a backup in a bucket: `PREFIX/ID/`. */
function keyOf(meta: ModuleMeta, id: string): string {
  const prefix = text(meta['rootName'])?.replaceAll(/^\/+|\/+$/g, '');
  return prefix === undefined ? `${id}/` : `${prefix}/${id}/`;
}

/** The commands of the vendors' own programs (meta: modules/backup-*\/module.go MetaInfo). */
const DELETE_COMMANDS = {
  s3: (meta, id) => {
    const endpoint = text(meta['endpoint']);
    const isAws = endpoint === undefined || endpoint.endsWith('amazonaws.com');
    const url = `${meta['useSSL'] === false ? 'http' : 'https'}://${endpoint}`;
    const bucket = `s3://${text(meta['bucketName']) ?? 'BUCKET'}/${keyOf(meta, id)}`;
    return `aws s3 rm --recursive ${shellWord(bucket)}${isAws ? '' : ` --endpoint-url ${shellWord(url)}`}`;
  },
  gcs: (meta, id) =>
    `gcloud storage rm --recursive ${shellWord(`gs://${text(meta['bucketName']) ?? 'BUCKET'}/${keyOf(meta, id)}`)}`,
  azure: (meta, id) =>
    `az storage blob delete-batch --source ${shellWord(text(meta['containerName']) ?? 'CONTAINER')} --pattern ${shellWord(`${keyOf(meta, id)}*`)}`,
} satisfies Record<string, (meta: ModuleMeta, id: string) => string>;

/**
 * The backup module of a server.
 * @param named `--backend`; needed if there are several
 * @throws Failure (refused, usage)
 */
export function backendOf({ modules }: WeaviateMeta, named: string | undefined): Backend {
  const enabled = BACKENDS.filter((name) => `backup-${name}` in modules);
  const name =
    named === undefined && enabled.length === 1 ? enabled[0] : enabled.find((one) => one === named);
  if (name !== undefined) {
    const meta = modules[`backup-${name}`] ?? {};
    return {
      name,
      directory: name === 'filesystem' ? text(meta['backupsPath']) : undefined,
      deleteCommand: name === 'filesystem' ? undefined : (id) => DELETE_COMMANDS[name](meta, id),
    };
  }
  if (enabled.length === 0 || named !== undefined) throw noBackend(named, enabled);
  throw new Failure('usage', {
    code: 'several-backends',
    message: `Weaviate has several backup modules: ${enabled.join(', ')}`,
    suggestion: `add --backend ${enabled[0]}`,
  });
}

function noBackend(named: string | undefined, enabled: readonly string[]): Failure {
  if (enabled.length > 0) {
    return new Failure('usage', {
      code: 'bad-value',
      message: `--backend ${named}: Weaviate has no module backup-${named}`,
      suggestion: `--backend ${enabled[0]}`,
    });
  }
  return new Failure('refused', {
    code: 'no-backup-module',
    message: 'Weaviate runs without a backup module',
    suggestion: 'bindstack generate --backup-to volume, then bindstack up',
  });
}
