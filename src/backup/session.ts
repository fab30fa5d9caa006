import type { Context } from '../context.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import type { Backend } from './backend.ts';
import type { BackupApi } from './backupApi.ts';
import type { BackupFiles } from './backupFiles.ts';

/** A connection to a server with a backup module. */
export interface BackupSession extends Pick<Context, 'cwd' | 'out'> {
  readonly server: WeaviateServer;
  /** The version of Weaviate. */
  readonly version: string;
  readonly backend: Backend;
  readonly api: BackupApi;
  /** Undefined for buckets, and for a server that bindstack does not run. */
  readonly files: BackupFiles | undefined;
  /** Whether Weaviate has exited and does not come back by itself. */
  readonly hasExited: () => Promise<boolean>;
  /** Aborted by the user, or if the connection breaks. */
  readonly signal: AbortSignal;
  /** Runs `work` with a connection that is not affected by Ctrl-C, to clean up after it. */
  readonly afterInterruption: <T>(work: (api: BackupApi) => Promise<T>) => Promise<T>;
}
