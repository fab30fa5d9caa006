import type { Node } from 'yaml';
import {
  at,
  entriesOf,
  entryAt,
  isNothing,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  locate,
} from '../../yaml/located.ts';
import { duplicateMergeKeys, nonStringKeys } from '../../yaml/mapKeys.ts';
import { parseDocuments } from '../../yaml/part.ts';
import { keyEnd, type Place, parseSource, type Source } from '../../yaml/source.ts';
import { interpolateTree, type Variables } from './interpolate.ts';

/** A problem found while reading a file, before any rule checks it. */
export interface DocumentFault {
  readonly rule:
    | 'yaml-syntax'
    | 'duplicate-key'
    | 'compose-variable'
    | 'compose-include-conflict'
    | 'compose-schema';
  readonly message: string;
  readonly place: Place;
}

/** One document of a Compose file; most files have only one. */
export interface ComposeFile {
  readonly source: Source;
  /** With variables filled in, but `extends` and `include` not yet expanded. */
  readonly root: Located;
  readonly faults: readonly DocumentFault[];
}

/** The documents of one Compose file. Compose merges each document over those before it, as it does with files. */
export function readComposeFiles(name: string, text: string, variables: Variables): readonly ComposeFile[] {
  const files = parseDocuments(parseSource(name, text)).map((source) => readDocument(source, variables));
  const services = files.reduce((sum, { root }) => sum + entriesOf(at(root, 'services')).size, 0);
  return services > MAX_SERVICES ? files.slice(0, 1).map(tooManyServices) : files;
}

/** More than any real project has. Some rules compare every pair of services. */
const MAX_SERVICES = 1_000;

/** The file without its contents: only the problem that it is too large. */
function tooManyServices({ source, root }: ComposeFile): ComposeFile {
  const place = entryAt(root, 'services')?.key ?? root.place;
  const message = `more than ${MAX_SERVICES} services`;
  return {
    source,
    root: { kind: 'map', path: root.path, place: root.place, entries: new Map() },
    faults: [{ rule: 'yaml-syntax', message, place }],
  };
}

function readDocument(source: Source, variables: Variables): ComposeFile {
  const tree = locate(source);
  const faults: DocumentFault[] = [
    ...source.faults.map(({ rule, message, start, end }) => ({
      rule,
      message,
      place: { source, start, end },
    })),
    ...tree.faults.map(({ message, place }) => ({ rule: 'yaml-syntax' as const, message, place })),
    ...keyFaults(source),
  ];
  const root = interpolateTree(tree.root, variables, ({ place }, part) => {
    const message = `Compose reads \${ as the start of a variable, but ${JSON.stringify(part)} is not a valid one`;
    faults.push({ rule: 'compose-variable', message, place });
  });
  return { source, root, faults };
}

/** Keys that YAML accepts and Compose does not (measured with 2.26.1). */
function* keyFaults(source: Source): Generator<DocumentFault> {
  const placeOf = ({ range }: Node) => {
    const start = range?.[0] ?? 0;
    return { source, start, end: keyEnd(source.text, start) };
  };
  for (const key of duplicateMergeKeys(source.document)) {
    const message = 'this block already has a << key: combine both as <<: [*first, *second]';
    yield { rule: 'duplicate-key', message, place: placeOf(key) };
  }
  for (const key of nonStringKeys(source.document)) {
    const place = placeOf(key);
    const shown = source.text.slice(place.start, place.end);
    const message = `the key ${shown} is not a string: Compose accepts it only in quotes`;
    yield { rule: 'compose-schema', message, place };
  }
}

/** Lists that a later file replaces instead of extending (compose-go override/merge.go). */
const REPLACED_LISTS = new Set(['command', 'entrypoint', 'test', 'capabilities', 'device_ids']);

/**
 * Merges a value of a Compose file with that of a later file, as Compose does: maps by key, lists appended,
 * everything else replaced. If one file writes a map as a list (`environment`, `depends_on`), the result is a list
 * of both, in order. Places and paths are those of the first file.
 */
function mergeLocated(key: string, base: Located, over: Located): Located {
  if (over.tag === '!override' || over.tag === '!reset' || isNothing(base)) return over;
  if (isNothing(over)) return base;
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over);
  const both = base.kind !== 'scalar' && over.kind !== 'scalar';
  if (!both || REPLACED_LISTS.has(key)) return over;
  const parts = (part: Located): readonly Located[] => (part.kind === 'list' ? part.items : [part]);
  return { kind: 'list', items: [...parts(base), ...parts(over)], place: base.place, path: base.path };
}

export function mergeMaps(base: LocatedMap, over: LocatedMap): LocatedMap {
  const entries = new Map<string, LocatedEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    if (entry.value.tag === '!reset') entries.delete(key);
    else if (below) entries.set(key, { key: below.key, value: mergeLocated(key, below.value, entry.value) });
    else entries.set(key, entry);
  }
  return { ...base, entries };
}
