import type { Path } from './located.ts';

/**
 * A change to a YAML file, in terms of its values. `value` is plain data, or a node of `yaml` where comments or
 * a style are wanted.
 */
export type Change =
  /** Gives a key or an item a value: replaced where it stands, else added at the end of its map. */
  | { readonly op: 'set'; readonly path: Path; readonly value: unknown }
  /** Adds an item at the end of a list. */
  | { readonly op: 'append'; readonly path: Path; readonly value: unknown }
  /** Makes a map of a list of names: `- a` becomes `a:` with its value, comments stay where they are. */
  | { readonly op: 'key'; readonly path: Path; readonly values: Readonly<Record<string, unknown>> }
  | { readonly op: 'rename'; readonly path: Path; readonly to: string }
  | { readonly op: 'remove'; readonly path: Path };

/** A part of a text and what comes in its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
