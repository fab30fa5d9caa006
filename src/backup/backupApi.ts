import { rest, type WeaviateServer } from '../weaviate/rest.ts';

/** Milliseconds. Weaviate flushes its data to disk before it answers. */
const START_TIMEOUT = 120_000;
const TIMEOUT = 30_000;

/** The state of a backup or a restore (entities/backup/status.go). */
export interface OperationStatus {
  readonly status: string;
  readonly error?: string;
  /** GiB before compression, once the backup is complete. */
  readonly size?: number;
}

/** A backup in the list. */
export interface ListedBackup extends OperationStatus {
  readonly id: string;
  readonly classes?: readonly string[];
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly incremental_base_backup_id?: string;
}

export interface BackupSelection {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

const ENDED: ReadonlySet<string> = new Set(['SUCCESS', 'FAILED', 'CANCELED']);

/** Whether a state is final. */
export function hasEnded({ status }: OperationStatus): boolean {
  return ENDED.has(status);
}

/** Bytes. */
export function bytesOf({ size = 0 }: OperationStatus): number | undefined {
  return size > 0 ? Math.round(size * 1024 ** 3) : undefined;
}

/** The backups of one backend, through Weaviate's REST API. All methods throw CheckFailure or RestError. */
export class BackupApi {
  readonly #server: WeaviateServer;
  readonly #path: string;

  /** @param backend `filesystem`, `s3`, `gcs` or `azure` */
  constructor(server: WeaviateServer, backend: string) {
    this.#server = server;
    this.#path = `/v1/backups/${backend}`;
  }

  async list(signal?: AbortSignal): Promise<ListedBackup[]> {
    const found = await rest(this.#server, 'GET', this.#path, undefined, TIMEOUT, signal);
    return (found as ListedBackup[] | null) ?? [];
  }

  async start(
    id: string,
    { include, exclude }: BackupSelection,
    base: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ classes: readonly string[] }> {
    const body = {
      id,
      ...(include && { include }),
      ...(exclude && { exclude }),
      ...(base !== undefined && { incremental_base_backup_id: base }),
    };
    const started = await rest(this.#server, 'POST', this.#path, body, START_TIMEOUT, signal);
    return { classes: [], ...(started as object) };
  }

  async status(id: string, signal?: AbortSignal): Promise<OperationStatus> {
    return (await rest(
      this.#server,
      'GET',
      `${this.#path}/${id}`,
      undefined,
      TIMEOUT,
      signal,
    )) as OperationStatus;
  }

  /** Cancels a running backup. A finished one stays: Weaviate deletes no backups (`already succeeded`, 422). */
  async cancel(id: string): Promise<void> {
    await rest(this.#server, 'DELETE', `${this.#path}/${id}`, undefined, TIMEOUT);
  }

  async startRestore(
    id: string,
    selection: BackupSelection,
    nodeMapping: Readonly<Record<string, string>> | undefined,
    signal?: AbortSignal,
  ): Promise<void> {
    const body = { ...selection, ...(nodeMapping && { node_mapping: nodeMapping }) };
    await rest(this.#server, 'POST', `${this.#path}/${id}/restore`, body, START_TIMEOUT, signal);
  }

  async restoreStatus(id: string, signal?: AbortSignal): Promise<OperationStatus> {
    const path = `${this.#path}/${id}/restore`;
    return (await rest(this.#server, 'GET', path, undefined, TIMEOUT, signal)) as OperationStatus;
  }

  async cancelRestore(id: string): Promise<void> {
    await rest(this.#server, 'DELETE', `${this.#path}/${id}/restore`, undefined, TIMEOUT);
  }
}
