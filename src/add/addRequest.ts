import type { Kind } from '../lint/rule.ts';
import type { StackConfig } from '../options/table.ts';
import type { Change } from '../yaml/change.ts';

/** The kinds of files that ImageBind can be added to. */
export const SUPPORTED_KINDS: ReadonlySet<Kind | undefined> = new Set<Kind>(['compose', 'values']);

/** What a user should know beside the change itself. */
export interface Note {
  readonly message: string;
  readonly suggestion?: string;
}

/** What a user has asked for, beyond that ImageBind is there. */
export interface RequestedOptions {
  /** Whether an option of the table was given. */
  isGiven(key: string): boolean;
  /** Whether a Weaviate without the module is to be replaced by one that has it. */
  readonly upgradeImage?: boolean | undefined;
}

export interface FileChanges {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
}

/** What is added, and where. */
export interface AddRequest {
  readonly config: StackConfig;
  readonly requested: RequestedOptions;
  /** Services that run Weaviate, where somebody has named them. */
  readonly services: readonly string[];
  /** Lets a person choose among several; undefined where there is nobody. */
  readonly ask: ((names: readonly string[]) => Promise<readonly string[]>) | undefined;
  /** Told what a user should know beside the change. */
  readonly note?: ((note: Note) => void) | undefined;
}
