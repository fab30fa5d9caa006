import {
  type Document,
  isAlias,
  isMap,
  isSeq,
  type Node,
  type ParsedNode,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { fullyKnownText, type PartialText } from '../formats/partialText.ts';
import { memoized } from './cache.ts';
import { keyName } from './mapKeys.ts';
import type { Place, Source } from './source.ts';

/** Keys and indexes that lead from the root of a file to a value. */
export type Path = readonly (string | number)[];

interface Written {
  /** Where the value is written. For an alias, where its anchor is. */
  readonly place: Place;
  readonly path: Path;
  /** A tag of Compose: `!reset`, `!override`. */
  readonly tag?: string | undefined;
}

export interface LocatedScalar extends Written {
  readonly kind: 'scalar';
  /** A text may have unknown parts: variables without a value. */
  readonly value: PartialText | number | boolean | null;
  /** The pieces of the text, if it contains variables or `$$`. */
  readonly pieces?: readonly TextPiece[];
}

export interface LocatedEntry {
  readonly key: Place;
  readonly value: Located;
}

export interface LocatedMap extends Written {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedList extends Written {
  readonly kind: 'list';
  readonly items: readonly Located[];
}

/** A value with its place in the file. Aliases and merge keys are resolved. */
export type Located = LocatedScalar | LocatedMap | LocatedList;

/** How many values aliases may add. Only aliases of aliases ("billion laughs") add more. */
const MAX_VALUES = 100_000;

export interface LocatedTree {
  readonly root: Located;
  /** Aliases that cannot be resolved: without an anchor, inside their own anchor, or far too many. */
  readonly faults: readonly { readonly message: string; readonly place: Place }[];
}

class TreeBuilder {
  readonly faults: { message: string; place: Place }[] = [];
  readonly #source: Source;
  readonly #built = new Map<Node, { located: Located; size: number } | 'under way'>();
  /** The number of values in the text itself, without those that aliases add. */
  #written = 0;

  readonly #anchors: ReadonlyMap<Node, Node>;

  constructor(source: Source) {
    this.#source = source;
    this.#anchors = anchoredNodes(source.document);
  }

  build(
    node: ParsedNode | Node | null | undefined,
    path: Path,
    fallback: Place,
  ): { located: Located; size: number } {
    if (isAlias(node)) return this.#alias(node, path);
    if (node === null || node === undefined) {
      this.#written += 1;
      return { located: nullScalar(fallback, path), size: 1 };
    }
    const known = this.#built.get(node);
    if (known && known !== 'under way') return known;
    this.#written += 1;
    this.#built.set(node, 'under way');
    const built = isMap(node)
      ? this.#map(node, path)
      : isSeq(node)
        ? this.#list(node, path)
        : this.#scalar(node as Scalar, path);
    this.#built.set(node, built);
    return built;
  }

  #place(node: Node): Place {
    const [start = 0, end = start] = node.range ?? [];
    return { source: this.#source, start, end };
  }

  #reject(message: string, node: Node, path: Path) {
    this.faults.push({ message, place: this.#place(node) });
    return { located: nullScalar(this.#place(node), path), size: 1 };
  }

  #alias(node: Node, path: Path) {
    const resolved = isAlias(node) ? this.#anchors.get(node) : undefined;
    if (!resolved) return this.#reject('no anchor with this name before this alias', node, path);
    if (this.#built.get(resolved) === 'under way')
      return this.#reject('this alias is inside its own anchor', node, path);
    return this.build(resolved, path, this.#place(node));
  }

  #scalar(node: Scalar, path: Path) {
    const { value } = node;
    const simple = typeof value === 'bigint' ? Number(value) : value;
    const known = ['string', 'number', 'boolean'].includes(typeof simple) ? (simple as string) : null;
    return {
      located: { kind: 'scalar', value: known, place: this.#place(node), path, tag: node.tag } as const,
      size: 1,
    };
  }

  #list(node: YAMLSeq, path: Path) {
    let size = 1;
    const items = node.items.map((item, index) => {
      const built = this.build(item as Node, [...path, index], this.#place(node));
      size += built.size;
      return built.located;
    });
    return {
      located: { kind: 'list', items, place: this.#place(node), path, tag: node.tag } as const,
      size: this.#counted(size, node),
    };
  }

  #map(node: YAMLMap, path: Path) {
    let size = 1;
    const own = new Map<string, LocatedEntry>();
    const merged = new Map<string, LocatedEntry>();
    for (const pair of node.items) {
      const key = pair.key as Node;
      const name = keyName(key);
      const place = this.#place(key);
      const built = this.build(pair.value as Node | null, [...path, name], place);
      size += built.size;
      if (name !== '<<') {
        own.set(name, { key: place, value: built.located });
        continue;
      }
      const sources = built.located.kind === 'list' ? built.located.items : [built.located];
      for (const source of sources) {
        if (source.kind !== 'map') {
          // Measured with Docker Compose 2.26.1: "map merge requires map or sequence of maps as the value".
          if (typeof (key as Scalar).value === 'symbol')
            this.#reject('<< requires a mapping or a list of mappings', key, path);
          continue;
        }
        for (const [inherited, entry] of source.entries) {
          if (!merged.has(inherited)) merged.set(inherited, entry);
        }
      }
    }
    const entries = new Map([...merged].filter(([name]) => !own.has(name)));
    for (const [name, entry] of own) entries.set(name, entry);
    return {
      located: { kind: 'map', entries, place: this.#place(node), path, tag: node.tag } as const,
      size: this.#counted(size, node),
    };
  }

  /** @throws TooManyValues if aliases add too many values to this node; reported once, at the innermost node */
  #counted(size: number, node: Node): number {
    if (size - this.#written <= MAX_VALUES) return size;
    const message = `aliases expand this to more than ${MAX_VALUES} values`;
    this.faults.push({ message, place: this.#place(node) });
    throw new TooManyValues();
  }
}

class TooManyValues extends Error {}

function nullScalar(place: Place, path: Path): LocatedScalar {
  return { kind: 'scalar', value: null, place, path };
}

/** The values of a file, each with its place. */
export const locate = memoized((source: Source): LocatedTree => {
  const builder = new TreeBuilder(source);
  const all: Place = { source, start: 0, end: 0 };
  try {
    const { located } = builder.build(source.document.contents as Node | null, [], all);
    return { root: located, faults: builder.faults };
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    return { root: nullScalar(all, []), faults: builder.faults };
  }
});

/** The value at a path of keys and indexes; undefined if it does not exist. */
export function at(located: Located | undefined, ...keys: readonly (string | number)[]): Located | undefined {
  let current = located;
  for (const key of keys) {
    if (current?.kind === 'map') current = current.entries.get(String(key))?.value;
    else if (current?.kind === 'list' && typeof key === 'number') current = current.items[key];
    else return undefined;
  }
  return current;
}

/** The entry of a map, with the place of its key. */
export function entryAt(located: Located | undefined, key: string): LocatedEntry | undefined {
  return located?.kind === 'map' ? located.entries.get(key) : undefined;
}

/** The text of a scalar. Undefined for null, for other values, and if a part of the text is unknown. */
export function textOf(located: Located | undefined): string | undefined {
  return fullyKnownText(partialTextOf(located));
}

/** The text of a scalar, of which parts may be unknown. Undefined for null and for other values. */
export function partialTextOf(located: Located | undefined): PartialText | undefined {
  return located?.kind === 'scalar' && located.value !== null ? String(located.value) : undefined;
}

/** Whether a part of the text is unknown because a variable has no value. */
export function hasUnknowns(located: Located | undefined): boolean {
  return partialTextOf(located) !== undefined && textOf(located) === undefined;
}

/** The items of a list; empty for other values. */
export function itemsOf(located: Located | undefined): readonly Located[] {
  return located?.kind === 'list' ? located.items : [];
}

export function entriesOf(located: Located | undefined): ReadonlyMap<string, LocatedEntry> {
  return located?.kind === 'map' ? located.entries : new Map();
}

/** Whether a value is absent or null. */
export function isNothing(located: Located | undefined): boolean {
  return located === undefined || (located.kind === 'scalar' && located.value === null);
}

/**
 * The node that each alias refers to: the last node before it with that anchor. Found in a single pass, because the
 * parser's own `resolve` walks through the whole document for each alias.
 */
function anchoredNodes(document: Document): ReadonlyMap<Node, Node> {
  const found = new Map<Node, Node>();
  const latest = new Map<string, Node>();
  visit(document, {
    Node: (_, node) => {
      const named = isAlias(node) ? latest.get(node.source) : undefined;
      if (named) found.set(node, named);
      if (!isAlias(node) && node.anchor !== undefined) latest.set(node.anchor, node);
    },
  });
  return found;
}

/** A piece of a text with variables: literal text or a single variable. */
export interface TextPiece {
  /** As written in the file: `$$` for a literal `$`, `${TAG:-1}`. */
  readonly written: string;
  /** The value; unknown if the variable has none. */
  readonly text: PartialText;
  /** The name of the variable; undefined for literal text. */
  readonly variable?: string;
  /** The default, if the variable has this value. */
  readonly fallback?: { readonly pieces: readonly TextPiece[]; readonly written: string };
}
