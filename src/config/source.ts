import type { OptionInput } from '../capabilities/option.ts';

/** Where a value came from, in falling precedence; `deployed` are the files of a stack that exists. */
export type SourceKind = 'flag' | 'environment' | 'file' | 'wizard' | 'deployed';

/** A value that somebody gave, and how they would name the place where they gave it. */
export interface Given {
  readonly value: OptionInput;
  readonly source: SourceKind;
  /** `--weaviate-memory`, `BINDSTACK_WEAVIATE_MEMORY`. */
  readonly label: string;
}

/** What was given, by key of the option. A key that is missing was not given, which is not the same as false. */
export type GivenValues = ReadonlyMap<string, Given>;
