/** What was found out about one thing that has a version. */
export interface UpdateItem {
  readonly name: string;
  /** Key of bindstack.yaml that pins it; null where none does. */
  readonly key: string | null;
  readonly current: string;
  /** Undefined where nothing could be looked up, null where the current one is no version that can be compared. */
  readonly newest: string | null | undefined;
  /** The next version to go to; undefined where there is none. */
  readonly next: string | undefined;
  /** What changes on the way to it that matters here. */
  readonly changes: readonly string[];
  readonly suggestion: string | undefined;
  /** Why nothing could be looked up or compared. */
  readonly reason: string | undefined;
  /** There was no answer at all. */
  readonly isSilent?: true;
}

/** What was looked up: the answer, or why there is none. */
export type Lookup<T> =
  | { readonly found: T }
  | {
      readonly reason: string;
      /** There was no answer at all. */
      readonly isSilent?: true;
    };
