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
  /** A referenced file could not be read. */
  readonly incomplete: boolean;
}

/** Maximum depth of nested includes: anything deeper is treated as a cycle. */
const MAX_NESTING = 10;

/** More than `extends` produces in any real project; long chains of thousands of services exceed it. */
const MAX_ENTRIES = 1_000_000;

/** Expands `extends` and `include` in a Compose file, as far as the referenced files can be read. */
export function expandFile(
  file: ComposeFile,
  variables: Variables,
  referencedFiles: ReferencedFiles,
): ExpandedFile {
  return new Expansion(variables, referencedFiles).expand(file, 0);
}

/** Reads each referenced file once and extends each service once, however often they are referenced. */
class Expansion {
  readonly #variables: Variables;
  readonly #referencedFiles: ReferencedFiles;
  readonly #read = new Map<string, readonly ComposeFile[]>();
  readonly #included = new Map<string, ExpandedFile | 'in progress'>();
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
      const message = `extends expands this file to more than ${MAX_ENTRIES} values`;
      faults.push({ rule: 'yaml-syntax', message, place: root.place });
    }
    return { root, faults, incomplete: state.incomplete };
  }

  /** The documents of a referenced file; undefined if it cannot be read. */
  #readFile(
    name: string | undefined,
    from: Source,
    state: ExpansionState,
  ): readonly ComposeFile[] | undefined {
    const file = name === undefined ? undefined : this.#referencedFiles.text(name, from);
    if (!file) {
      state.incomplete = true;
      return undefined;
    }
    const read = this.#read.get(file.name);
    if (read) return read;
    const files = readComposeFiles(file.name, file.text, this.#variables);
    this.#read.set(file.name, files);
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
    if (known === 'in progress') {
      state.incomplete = true;
      return undefined;
    }
    if (known) return known.root;
    this.#included.set(key, 'in progress');
    const parts = files.map((file) => this.expand(file, nesting + 1));
    const root = parts.map((part) => part.root).reduce(mergeRoots);
    for (const { faults } of parts) for (const fault of faults) state.faults.push(fault);
    state.incomplete ||= parts.some(({ incomplete }) => incomplete);
    this.#included.set(key, { root, faults: [], incomplete: false });
    return root;
  }

  /** Merges a service over the chain of services that it extends. A cycle ends at the first repeated service. */
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

  /** The service that another one extends, as written. Compose does not read `include` in a file named by `extends`. */
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

/** The number of keys and items of a map, two levels deep: what a merge copies. */
function entriesIn(located: Located): number {
  let count = 0;
  for (const { value } of entriesOf(located).values()) {
    count += 1;
    if (value.kind === 'map') count += value.entries.size;
    if (value.kind === 'list') count += value.items.length;
  }
  return count;
}

/** Merges files or documents; a root that is not a map is ignored. */
export function mergeRoots(base: Located, over: Located): Located {
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over);
  return base.kind === 'map' ? base : over;
}

function withServices(root: LocatedMap, services: LocatedMap): LocatedMap {
  const entry = root.entries.get('services');
  if (!entry) return root;
  return { ...root, entries: new Map([...root.entries, ['services', { ...entry, value: services }]]) };
}

/** The files of each `include` item. Several paths of one item are merged over each other. */
function includedFiles(include: Located | undefined): (string | undefined)[][] {
  if (include?.kind === 'list') return include.items.flatMap(includedFiles);
  if (include?.kind === 'scalar') return isNothing(include) ? [] : [[textOf(include)]];
  if (include?.kind !== 'map') return [];
  const path = at(include, 'path');
  return path?.kind === 'list' ? [path.items.map(textOf)] : path ? [[textOf(path)]] : [];
}

/** Sections in which Compose rejects conflicting entries (compose-go loader/include.go importResource). */
const IMPORTED = ['services', 'volumes', 'networks', 'secrets', 'configs'] as const;

/** Entries that a file and a file it includes define differently: an error, not an override. */
function* conflicts(included: LocatedMap, root: LocatedMap): Generator<DocumentFault> {
  for (const section of IMPORTED) {
    const includedEntries = entriesOf(at(included, section));
    for (const [name, { key, value }] of entriesOf(at(root, section))) {
      const includedEntry = includedEntries.get(name);
      if (!includedEntry || hasUnknownVariables(value) || hasUnknownVariables(includedEntry.value)) continue;
      if (isDeepEqual(plainValue(value), plainValue(includedEntry.value))) continue;
      const message = `${section}.${name} is also defined in ${includedEntry.key.source.name}, which this file includes`;
      yield { rule: 'compose-include-conflict', message, place: key };
    }
  }
}

/** Deep equality, regardless of key order. */
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

/** Whether a value contains an unset variable. */
function hasUnknownVariables(located: Located): boolean {
  if (located.kind === 'scalar') return hasUnknowns(located);
  if (located.kind === 'list') return located.items.some(hasUnknownVariables);
  return [...located.entries.values()].some(({ value }) => hasUnknownVariables(value));
}
