import type { Kind } from '../lint/rule.ts';
import type { StackConfig } from '../options/table.ts';
import type { Change } from '../yaml/change.ts';

/** The kinds of files to which ImageBind can be added. */
export const SUPPORTED_KINDS: ReadonlySet<Kind | undefined> = new Set<Kind>(['compose', 'values']);

/** Something the user should know about a change. */
export interface Note {
  readonly message: string;
  readonly suggestion?: string;
}

/** The options that the user has given to `add`. */
export interface RequestedOptions {
  /** Whether an option of the table was given. */
  isGiven(key: string): boolean;
  /** Whether to replace a Weaviate image without the module with a version that has it. */
  readonly upgradeImage?: boolean | undefined;
}

export interface FileChanges {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
}

/** What to add, and where. */
export interface AddRequest {
  readonly config: StackConfig;
  readonly requested: RequestedOptions;
  /** The Weaviate services that the user has named. */
  readonly services: readonly string[];
  /** Lets the user choose among several services; undefined if the user cannot be asked. */
  readonly ask: ((names: readonly string[]) => Promise<readonly string[]>) | undefined;
  /** Called with each note. */
  readonly onNote?: ((note: Note) => void) | undefined;
}
