import {
  at,
  entriesOf,
  hasHoles,
  isNothing,
  type Located,
  type LocatedMap,
  locate,
  plain,
  textOf,
} from '../located.ts';
import { type Place, parseSource, type Source } from '../source.ts';
import type { FilesBeside } from './environment.ts';
import { interpolated, type Variables } from './interpolate.ts';
import { mergeMaps } from './merge.ts';

/** What is wrong with a file before any rule looks at it. */
export interface DocumentFault {
  readonly rule: 'yaml-syntax' | 'duplicate-key' | 'compose-variable' | 'compose-include-conflict';
  readonly message: string;
  readonly place: Place;
}

export interface ComposeFile {
  readonly source: Source;
  /** With variables filled in; `extends` and `include` still stand. */
  readonly root: Located;
  readonly faults: readonly DocumentFault[];
}

/** A Compose file by itself. */
export function readComposeFile(name: string, text: string, variables: Variables): ComposeFile {
  const source = parseSource(name, text);
  const tree = locate(source);
  const faults: DocumentFault[] = [
    ...source.faults.map(({ rule, message, start, end }) => ({
      rule,
      message,
      place: { source, start, end },
    })),
    ...tree.faults.map(({ message, place }) => ({ rule: 'yaml-syntax' as const, message, place })),
  ];
  const root = interpolated(tree.root, variables, ({ place }, part) => {
    const message = `Compose reads \${ as the start of a variable and refuses ${JSON.stringify(part)}`;
    faults.push({ rule: 'compose-variable', message, place });
  });
  return { source, root, faults };
}

export interface Expanded {
  readonly root: Located;
  readonly faults: readonly DocumentFault[];
  /** A file that it refers to is not at hand. */
  readonly incomplete: boolean;
}

/** Files in files in files: more is a circle. */
const MAX_NESTING = 10;

/** A Compose file with what it takes over by `extends` and `include`, as far as those files are at hand. */
export function expanded(
  file: ComposeFile,
  variables: Variables,
  beside: FilesBeside,
  nesting = 0,
): Expanded {
  const faults = [...file.faults];
  let incomplete = false;
  const other = (name: string | undefined): Located | undefined => {
    const found = name === undefined || nesting >= MAX_NESTING ? undefined : beside.text(name, file.source);
    if (!found) {
      incomplete = true;
      return undefined;
    }
    const inner = expanded(
      readComposeFile(found.name, found.text, variables),
      variables,
      beside,
      nesting + 1,
    );
    faults.push(...inner.faults);
    incomplete ||= inner.incomplete;
    return inner.root;
  };

  const extended = (service: Located, seen: readonly Located[]): Located => {
    const base = at(service, 'extends');
    if (service.kind !== 'map' || isNothing(base) || seen.includes(service)) return service;
    const named = base?.kind === 'scalar' ? base : at(base, 'service');
    const elsewhere = at(base, 'file');
    const services = at(elsewhere === undefined ? file.root : other(textOf(elsewhere)), 'services');
    if (hasHoles(named)) incomplete = true;
    const found = at(services, textOf(named) ?? '');
    if (found?.kind !== 'map') return service;
    const complete = extended(found, [...seen, service]);
    return complete.kind === 'map'
      ? { ...mergeMaps(complete, service), place: service.place, path: service.path }
      : service;
  };

  if (file.root.kind !== 'map') return { root: file.root, faults, incomplete };
  let root: LocatedMap = file.root;
  const services = at(root, 'services');
  if (services?.kind === 'map') {
    const entries = [...services.entries].map(
      ([name, entry]) => [name, { ...entry, value: extended(entry.value, []) }] as const,
    );
    root = withServices(root, { ...services, entries: new Map(entries) });
  }
  for (const names of includedFiles(at(root, 'include'))) {
    const maps = names.map(other).filter((one) => one?.kind === 'map');
    const [first, ...over] = maps;
    if (!first) continue;
    const included = over.reduce(mergeMaps, first);
    faults.push(...conflicts(included, root));
    root = { ...mergeMaps(included, root), place: root.place, path: root.path };
  }
  return { root, faults, incomplete };
}

function withServices(root: LocatedMap, services: LocatedMap): LocatedMap {
  const entry = root.entries.get('services');
  if (!entry) return root;
  return { ...root, entries: new Map([...root.entries, ['services', { ...entry, value: services }]]) };
}

/** The files of each item of `include`: several `path`s of one item are put over each other. */
function includedFiles(include: Located | undefined): (string | undefined)[][] {
  if (include?.kind === 'list') return include.items.flatMap(includedFiles);
  if (include?.kind === 'scalar') return isNothing(include) ? [] : [[textOf(include)]];
  if (include?.kind !== 'map') return [];
  const path = at(include, 'path');
  return path?.kind === 'list' ? [path.items.map(textOf)] : path ? [[textOf(path)]] : [];
}

/** Sections whose entries Compose takes once only (compose-go loader/include.go importResource). */
const IMPORTED = ['services', 'volumes', 'networks', 'secrets', 'configs'] as const;

/** What a file and one that it includes both define, and not alike: no override, an error. */
function* conflicts(included: LocatedMap, root: LocatedMap): Generator<DocumentFault> {
  for (const section of IMPORTED) {
    const theirs = entriesOf(at(included, section));
    for (const [name, { key, value }] of entriesOf(at(root, section))) {
      const there = theirs.get(name);
      if (!there || hasUnknown(value) || hasUnknown(there.value)) continue;
      if (isAlike(plain(value), plain(there.value))) continue;
      const message = `${section}.${name} is defined in ${there.key.source.name} as well, which this file includes`;
      yield { rule: 'compose-include-conflict', message, place: key };
    }
  }
}

/** Deep equality, whatever the order of keys. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && isAlike(value, (b as Record<string, unknown>)[key]))
  );
}

/** Whether a variable without a value is in it. */
function hasUnknown(located: Located): boolean {
  if (located.kind === 'scalar') return hasHoles(located);
  if (located.kind === 'list') return located.items.some(hasUnknown);
  return [...located.entries.values()].some(({ value }) => hasUnknown(value));
}
