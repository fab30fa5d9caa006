/**
 * What values an option takes: data, so that flags and help do not need the library that checks; `schemaOf` makes
 * the check. `expected` ends the sentence “… is not”.
 */
export type Accepted =
  | { readonly form: 'text'; readonly accepts: (value: string) => boolean; readonly expected: string }
  | { readonly form: 'size' | 'duration' | 'yes-no' }
  | { readonly form: 'number'; readonly min: number; readonly max: number; readonly integer: boolean }
  /** So many of something, or all of them. */
  | { readonly form: 'count'; readonly max: number; readonly expected: string }
  | { readonly form: 'choice'; readonly values: readonly string[] }
  | { readonly form: 'list'; readonly accepts: (value: string) => boolean; readonly expected: string }
  | {
      readonly form: 'choices';
      readonly values: readonly string[];
      readonly all: boolean;
      readonly atLeastOne: boolean;
    }
  | ({ readonly form: 'map' } & MapEntries);

/** What a map takes; `expectedValue` ends the sentence “NAME …” where a value is refused. */
export interface MapEntries {
  readonly acceptsName: (name: string) => boolean;
  readonly expected: string;
  readonly acceptsValue: (value: string) => boolean;
  readonly expectedValue: string;
}
