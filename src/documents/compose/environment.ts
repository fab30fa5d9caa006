import { isNothing, type Located, type LocatedScalar } from '../located.ts';
import type { Place, Source } from '../source.ts';
import type { Variables } from './interpolate.ts';

export interface EnvironmentEntry {
  readonly name: string;
  /** As the process sees it; undefined where that is not known from the files. */
  readonly value: string | undefined;
  readonly place: Place;
  /** How it is written: `NAME: value`, `- NAME=value`, or a line of an `env_file`. */
  readonly form: 'map' | 'list' | 'file';
  readonly written: LocatedScalar;
}

/** Where nothing but the file itself is at hand. */
export const NOTHING_BESIDE: FilesBeside = { text: () => undefined, variables: () => undefined };

export interface Environment {
  readonly entries: ReadonlyMap<string, EnvironmentEntry>;
  /** An `env_file` could not be read: what is missing here may stand there. */
  readonly incomplete: boolean;
}

/** Files that a file names, relative to it; undefined where one is not at hand. */
export interface FilesBeside {
  text(name: string, beside: Source): { readonly name: string; readonly text: string } | undefined;
  /** The variables of an env file. */
  variables(name: string, beside: Source): Variables | undefined;
}

function listEntry(written: LocatedScalar, variables: Variables): EnvironmentEntry {
  const text = String(written.value ?? '');
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  // Without `=` the value comes from the shell.
  const value = equals < 0 ? variables.get(name) : text.slice(equals + 1);
  return { name, value: written.unresolved ? undefined : value, place: written.place, form: 'list', written };
}

/** Entries of `environment`, in either form; where files are merged, both forms in one list. */
function* written(environment: Located | undefined, variables: Variables): Generator<EnvironmentEntry> {
  if (environment?.kind === 'list') {
    for (const item of environment.items) {
      if (item.kind === 'scalar') yield listEntry(item, variables);
      else yield* written(item, variables);
    }
  } else if (environment?.kind === 'map') {
    for (const [name, { key, value }] of environment.entries) {
      if (value.kind !== 'scalar') continue;
      const absent = isNothing(value);
      const text = absent ? variables.get(name) : value.unresolved ? undefined : String(value.value);
      yield { name, value: text, place: absent ? key : value.place, form: 'map', written: value };
    }
  }
}

function* envFiles(files: Located | undefined): Generator<LocatedScalar> {
  if (files?.kind === 'scalar' && !isNothing(files)) yield files;
  if (files?.kind === 'list') for (const item of files.items) yield* envFiles(item);
  if (files?.kind === 'map') yield* envFiles(files.entries.get('path')?.value);
}

/** What a service's processes find in their environment, as far as the files say it. */
export function environmentOf(service: Located, variables: Variables, beside: FilesBeside): Environment {
  const entries = new Map<string, EnvironmentEntry>();
  let incomplete = false;
  if (service.kind !== 'map') return { entries, incomplete };
  for (const file of envFiles(service.entries.get('env_file')?.value)) {
    const found = file.unresolved ? undefined : beside.variables(String(file.value), file.place.source);
    if (!found) incomplete = true;
    for (const [name, value] of found ?? []) {
      entries.set(name, { name, value, place: file.place, form: 'file', written: file });
    }
  }
  for (const entry of written(service.entries.get('environment')?.value, variables)) {
    entries.set(entry.name, entry);
  }
  return { entries, incomplete };
}
