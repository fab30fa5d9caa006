import type { DataAction } from '../targets/target.ts';
import type { OriginalFile } from './journal.ts';

/** What the collections hold, as JSON; made by `contents`, read by `differences`. */
export type Contents = unknown;

/** What an upgrade does with a stack. Each function can be repeated after it was interrupted. */
export interface UpgradeWork {
  /** @returns the id of the backup */
  backUp(): Promise<string>;
  /** Restores a backup into a throw-away server. */
  drill(id: string): Promise<void>;
  /** Downloads a version, which the files describe, while the old one runs. */
  pull(version: string): Promise<void>;
  /** The files that `writeFiles` may change, as they are. */
  readFiles(version: string): Promise<readonly OriginalFile[]>;
  /** Writes bindstack.yaml and the generated files with the tag of a version. */
  writeFiles(version: string): Promise<void>;
  /** @param version that the files must describe afterwards */
  restoreFiles(files: readonly OriginalFile[], version: string): Promise<void>;
  /** Starts a version, which the files describe, in place of one that runs, and waits layer by layer. */
  start(version: string): Promise<void>;
  stop(): Promise<void>;
  /** The version that runs; undefined if none does. */
  runningVersion(): Promise<string | undefined>;
  /** Waits until all nodes have the same state. */
  synchronize(): Promise<void>;
  smoke(): Promise<void>;
  contents(): Promise<Contents>;
  /** What is missing now or differs, one sentence each. New objects are fine: clients may write meanwhile. */
  differences(before: Contents): Promise<readonly string[]>;
  /**
   * @param place name for the data that is set aside
   * @param version whose image is certainly there
   */
  data(action: DataAction, place: string, version: string): Promise<void>;
  /** Restores a backup into the running, empty server, and compares the counts. */
  restore(id: string): Promise<void>;
}
