import {
  at,
  entriesOf,
  hasUnknowns,
  isNothing,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  textOf,
} from '../../yaml/located.ts';
import { plainValue } from '../../yaml/pieces.ts';
import type { Source } from '../../yaml/source.ts';
import { type ComposeFile, type DocumentFault, mergeMaps, readComposeFiles } from './composeFile.ts';
import type { ReferencedFiles } from './environment.ts';
import type { Variables } from './interpolate.ts';

export interface ExpandedFile {
  readonly root: Located;
  readonly faults: readonly DocumentFault[];
  /** A file that it refers to is not at hand. */
  readonly incomplete: boolean;
}

/** Files in files in files: more is a circle. */
const MAX_NESTING = 10;

/** What `extends` and `include` make of no honest project. Chains of thousands of services do. */
const MAX_ENTRIES = 1_000_000;

/** A Compose file with what it takes over by `extends` and `include`, as far as those files are at hand. */
export function expandFile(
  file: ComposeFile,
  variables: Variables,
  referencedFiles: ReferencedFiles,
): ExpandedFile {
  return new Expansion(variables, referencedFiles).expand(file, 0);
}

/** Each file that is referred to is read once, each service extended once, however many ways lead to it. */
class Expansion {
  readonly #variables: Variables;
  readonly #referencedFiles: ReferencedFiles;
  readonly #read = new Map<string, readonly ComposeFile[]>();
  readonly #included = new Map<string, ExpandedFile | 'under way'>();
  readonly #extended = new Map<Located, Located>();
  #entries = 0;

  constructor(variables: Variables, referencedFiles: ReferencedFiles) {
    this.#variables = variables;
    this.#referencedFiles = referencedFiles;
  }

  expand(file: ComposeFile, nesting: number): ExpandedFile {
    const faults = [...file.faults];
    const state: ExpansionState = { faults, incomplete: false };
    if (file.root.kind !== 'map') return { root: file.root, faults, incomplete: false };
    let root: LocatedMap = file.root;
    const services = at(root, 'services');
    if (services?.kind === 'map') {
      const entries = new Map<string, LocatedEntry>();
      for (const [name, entry] of services.entries)
        entries.set(name, { ...entry, value: this.#extend(entry.value, file, state) });
      root = withServices(root, { ...services, entries });
    }
    for (const names of includedFiles(at(root, 'include'))) {
      const maps = names
        .map((name) => this.#include(name, file.source, nesting, state))
        .filter((one) => one?.kind === 'map');
      const [first, ...over] = maps;
      if (!first) continue;
      const included = over.reduce(mergeMaps, first);
      for (const fault of conflicts(included, root)) faults.push(fault);
      root = { ...mergeMaps(included, root), place: root.place, path: root.path };
    }
    if (this.#entries > MAX_ENTRIES) {
      const message = `extends makes more than ${MAX_ENTRIES} values of this file`;
      faults.push({ rule: 'yaml-syntax', message, place: root.place });
    }
    return { root, faults, incomplete: state.incomplete };
  }

  /** The documents of a file that another one names; undefined where it is not at hand. */
  #readFile(
    name: string | undefined,
    from: Source,
    state: ExpansionState,
  ): readonly ComposeFile[] | undefined {
    const found = name === undefined ? undefined : this.#referencedFiles.text(name, from);
    if (!found) {
      state.incomplete = true;
      return undefined;
    }
    const known = this.#read.get(found.name);
    if (known) return known;
    const files = readComposeFiles(found.name, found.text, this.#variables);
    this.#read.set(found.name, files);
    for (const { faults } of files) for (const fault of faults) state.faults.push(fault);
    return files;
  }

  #include(
    name: string | undefined,
    from: Source,
    nesting: number,
    state: ExpansionState,
  ): Located | undefined {
    const files = nesting < MAX_NESTING ? this.#readFile(name, from, state) : undefined;
    const [first] = files ?? [];
    if (!files || !first) {
      state.incomplete = true;
      return undefined;
    }
    const key = first.source.name;
    const known = this.#included.get(key);
    if (known === 'under way') {
      state.incomplete = true;
      return undefined;
    }
    if (known) return known.root;
    this.#included.set(key, 'under way');
    const parts = files.map((file) => this.expand(file, nesting + 1));
    const root = parts.map((part) => part.root).reduce(mergeRoots);
    for (const { faults } of parts) for (const fault of faults) state.faults.push(fault);
    state.incomplete ||= parts.some(({ incomplete }) => incomplete);
    this.#included.set(key, { root, faults: [], incomplete: false });
    return root;
  }

  /** A service over the one that it extends, and that over its own; a circle ends where it closes. */
  #extend(service: Located, file: ComposeFile, state: ExpansionState): Located {
    const chain: LocatedMap[] = [];
    const seen = new Set<Located>();
    let current: { service: Located; file: ComposeFile } | undefined = { service, file };
    let complete: Located | undefined;
    while (current?.service.kind === 'map' && !seen.has(current.service)) {
      complete = this.#extended.get(current.service);
      if (complete) break;
      seen.add(current.service);
      chain.push(current.service);
      current = this.#base(current.service, current.file, state);
    }
    for (const one of chain.reverse()) {
      const extended: Located =
        complete?.kind === 'map' && this.#entries <= MAX_ENTRIES
          ? { ...mergeMaps(complete, one), place: one.place, path: one.path }
          : one;
      if (extended !== one) this.#entries += entriesIn(extended);
      this.#extended.set(one, extended);
      complete = extended;
    }
    return chain.length === 0 ? (complete ?? service) : (this.#extended.get(service) ?? service);
  }

  /** The service that a service extends, as it is written. Of a file that is named, Compose reads no `include`. */
  #base(
    service: Located,
    file: ComposeFile,
    state: ExpansionState,
  ): { service: Located; file: ComposeFile } | undefined {
    const base = at(service, 'extends');
    if (isNothing(base)) return undefined;
    const named = base?.kind === 'scalar' ? base : at(base, 'service');
    const elsewhere = at(base, 'file');
    if (hasUnknowns(named)) state.incomplete = true;
    const files = elsewhere === undefined ? [file] : this.#readFile(textOf(elsewhere), file.source, state);
    for (const one of files ?? []) {
      const found = at(one.root, 'services', textOf(named) ?? '');
      if (found?.kind === 'map') return { service: found, file: one };
    }
    return undefined;
  }
}

interface ExpansionState {
  readonly faults: DocumentFault[];
  incomplete: boolean;
}

/** Keys and items of a map, two levels deep: what a merge copies. */
function entriesIn(located: Located): number {
  let count = 0;
  for (const { value } of entriesOf(located).values()) {
    count += 1;
    if (value.kind === 'map') count += value.entries.size;
    if (value.kind === 'list') count += value.items.length;
  }
  return count;
}

/** Files or documents over each other; what is no map says nothing. */
export function mergeRoots(base: Located, over: Located): Located {
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over);
  return base.kind === 'map' ? base : over;
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
      if (!there || hasUnknownVariables(value) || hasUnknownVariables(there.value)) continue;
      if (isDeepEqual(plainValue(value), plainValue(there.value))) continue;
      const message = `${section}.${name} is defined in ${there.key.source.name} as well, which this file includes`;
      yield { rule: 'compose-include-conflict', message, place: key };
    }
  }
}

/** Deep equality, whatever the order of keys. */
function isDeepEqual(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(
      ([key, value]) => Object.hasOwn(b, key) && isDeepEqual(value, (b as Record<string, unknown>)[key]),
    )
  );
}

/** Whether a variable without a value is in it. */
function hasUnknownVariables(located: Located): boolean {
  if (located.kind === 'scalar') return hasUnknowns(located);
  if (located.kind === 'list') return located.items.some(hasUnknownVariables);
  return [...located.entries.values()].some(({ value }) => hasUnknownVariables(value));
}
