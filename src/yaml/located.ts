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

/** Keys and indexes from the root of a file to where a value is written. */
export type Path = readonly (string | number)[];

interface Written {
  /** Where it is written: behind an alias, where its anchor is. */
  readonly place: Place;
  readonly path: Path;
  /** A tag of Compose: `!reset`, `!override`. */
  readonly tag?: string | undefined;
}

export interface LocatedScalar extends Written {
  readonly kind: 'scalar';
  /** A text may have holes, where variables have no value. */
  readonly value: PartialText | number | boolean | null;
  /** What it is made of, where it has variables or `$$`. */
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

/** A value that knows where it is written, with aliases and merge keys followed. */
export type Located = LocatedScalar | LocatedMap | LocatedList;

/** What aliases add to no honest file; aliases of aliases ("billion laughs") do. What is written out is no matter. */
const MAX_VALUES = 100_000;

export interface LocatedTree {
  readonly root: Located;
  /** An alias that cannot be followed: without anchor, inside itself, or one of far too many. */
  readonly faults: readonly { readonly message: string; readonly place: Place }[];
}

class TreeBuilder {
  readonly faults: { message: string; place: Place }[] = [];
  readonly #source: Source;
  readonly #built = new Map<Node, { located: Located; size: number } | 'under way'>();
  /** Values that are written out. */
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

  #refused(message: string, node: Node, path: Path) {
    this.faults.push({ message, place: this.#place(node) });
    return { located: nullScalar(this.#place(node), path), size: 1 };
  }

  #alias(node: Node, path: Path) {
    const resolved = isAlias(node) ? this.#anchors.get(node) : undefined;
    if (!resolved) return this.#refused('no anchor of this name comes before', node, path);
    if (this.#built.get(resolved) === 'under way')
      return this.#refused('an alias stands inside its own anchor', node, path);
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
            this.#refused('<< takes keys and values, or a list of such', key, path);
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

  /** Too large a part counts as small after it was reported once, so that it is not reported again above. */
  #counted(size: number, node: Node): number {
    if (size - this.#written <= MAX_VALUES) return size;
    const message = `aliases make more than ${MAX_VALUES} values of this`;
    this.faults.push({ message, place: this.#place(node) });
    throw new TooManyValues();
  }
}

class TooManyValues extends Error {}

function nullScalar(place: Place, path: Path): LocatedScalar {
  return { kind: 'scalar', value: null, place, path };
}

/** The values of a file with their places. */
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

/** The value below a map, by keys; undefined where there is none. */
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

/** The text of a scalar as a program would read it; undefined for anything else, for nothing, and where it has holes. */
export function textOf(located: Located | undefined): string | undefined {
  return fullyKnownText(partialTextOf(located));
}

/** The same with its holes; undefined for what is no scalar, and for nothing. */
export function partialTextOf(located: Located | undefined): PartialText | undefined {
  return located?.kind === 'scalar' && located.value !== null ? String(located.value) : undefined;
}

/** Whether variables without a value hide a part of it. */
export function hasUnknowns(located: Located | undefined): boolean {
  return partialTextOf(located) !== undefined && textOf(located) === undefined;
}

/** The items of a list; a lone scalar counts as a list of one where `loneCounts`. */
export function itemsOf(located: Located | undefined): readonly Located[] {
  return located?.kind === 'list' ? located.items : [];
}

export function entriesOf(located: Located | undefined): ReadonlyMap<string, LocatedEntry> {
  return located?.kind === 'map' ? located.entries : new Map();
}

/** Nothing: absent, or written without a value. */
export function isNothing(located: Located | undefined): boolean {
  return located === undefined || (located.kind === 'scalar' && located.value === null);
}

/**
 * What each alias of a document stands for: the last node before it with an anchor of its name. In one walk: the
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

/** A piece of a text that variables are filled into: literal text, or one variable. */
export interface TextPiece {
  /** As the file has it: `$$` for a literal `$`, `${TAG:-1}`. */
  readonly written: string;
  /** What it becomes; a hole where the variable has no value. */
  readonly text: PartialText;
  /** Name of the variable; undefined for literal text. */
  readonly variable?: string;
  /** The default, where it is what the variable becomes. */
  readonly fallback?: { readonly pieces: readonly TextPiece[]; readonly written: string };
}
