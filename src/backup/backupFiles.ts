import { posix } from 'node:path';
import * as z from 'zod/mini';
import type { Run } from '../context.ts';
import { Failure } from '../errors.ts';
import { tryParseJson } from '../formats/parseJson.ts';

const metadataSchema = z.object({
  id: z.string(),
  status: z.string(),
  serverVersion: z.string(),
  baseBackupId: z.optional(z.string()),
});

/** What Weaviate stores about a backup in `backup_config.json` (entities/backup/descriptor.go). */
export type BackupMetadata = z.infer<typeof metadataSchema>;

/** The files of backups on the file system of the server, where Weaviate itself cannot delete or measure them. */
export class BackupFiles {
  readonly #run: Run;
  readonly #directory: string;

  /**
   * @param run runs programs beside the server
   * @param directory BACKUP_FILESYSTEM_PATH
   */
  constructor(run: Run, directory: string) {
    this.#run = run;
    this.#directory = directory;
  }

  #path(id: string, ...rest: readonly string[]): string {
    return posix.join(this.#directory, id, ...rest);
  }

  /** Bytes on disk; undefined if they cannot be measured. */
  async size(id: string): Promise<number | undefined> {
    // Not -b, which busybox does not have.
    const { exitCode, stdout } = await this.#run('du', ['-sk', this.#path(id)], { timeout: 10_000 });
    const kilobytes = Number(/^\d+/.exec(stdout)?.[0]);
    return exitCode === 0 && kilobytes >= 0 ? kilobytes * 1024 : undefined;
  }

  /** Undefined if the file does not exist or is damaged. */
  async metadata(id: string): Promise<BackupMetadata | undefined> {
    const { exitCode, stdout } = await this.#run('cat', [this.#path(id, 'backup_config.json')]);
    return exitCode === 0 ? metadataSchema.safeParse(tryParseJson(stdout)).data : undefined;
  }

  /** @throws Failure `cannot-delete` (environment) */
  async remove(id: string): Promise<void> {
    const path = this.#path(id);
    // The directory itself may be a mount point, which stays.
    const { exitCode, stderr } = await this.#run('rm', ['-rf', path], { evenIfInterrupted: true });
    if (exitCode === 0) return;
    throw new Failure('environment', {
      code: 'cannot-delete',
      message: `cannot delete ${path}`,
      detail: stderr.trim() || undefined,
      suggestion: 'delete it as its owner, or as root',
    });
  }
}
