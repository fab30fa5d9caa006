import { fullyKnownText, isFullyKnown, type PartialText, UNKNOWN } from '../../formats/partialText.ts';
import { isNothing, type Located, type LocatedScalar, partialTextOf, textOf } from '../../yaml/located.ts';
import { rawText } from '../../yaml/pieces.ts';
import type { Place, Source } from '../../yaml/source.ts';
import type { Variables } from './interpolate.ts';

export interface EnvironmentEntry {
  readonly name: string;
  /** As the process sees it; undefined where not all of it is known from the files. */
  readonly value: string | undefined;
  /** The same, with holes for what is not known. */
  readonly partial: PartialText;
  /** For messages: the value, or where it has holes, as it is written (`http://${HOST}:8080`). */
  readonly display: string;
  readonly place: Place;
  /** How it is written: `NAME: value`, `- NAME=value`, or a line of an `env_file`. */
  readonly form: 'map' | 'list' | 'file';
  readonly located: LocatedScalar;
}

/** Where nothing but the file itself is at hand. */
export const NO_REFERENCED_FILES: ReferencedFiles = { text: () => undefined, variables: () => undefined };

export interface Environment {
  readonly entries: ReadonlyMap<string, EnvironmentEntry>;
  /** An `env_file` could not be read, or a variable hides a name: what is missing here may be given there. */
  readonly incomplete: boolean;
  /** The names of those files, as they are written. */
  readonly missing: readonly string[];
}

/** Files that a file names, relative to it; undefined where one is not at hand. */
export interface ReferencedFiles {
  text(name: string, from: Source): { readonly name: string; readonly text: string } | undefined;
  /** The variables of an env file. */
  variables(name: string, from: Source): Variables | undefined;
}

function entryOf(
  partial: PartialText,
  raw: string,
  rest: Pick<EnvironmentEntry, 'name' | 'place' | 'form' | 'located'>,
): EnvironmentEntry {
  const value = fullyKnownText(partial);
  return { ...rest, value, partial, display: value ?? raw };
}

function listEntry(located: LocatedScalar, variables: Variables): EnvironmentEntry {
  const text = partialTextOf(located) ?? '';
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const raw = rawText(located);
  // Without `=` the value comes from the shell.
  const value = equals < 0 ? (variables.get(name) ?? UNKNOWN) : text.slice(equals + 1);
  const rest = { name, place: located.place, form: 'list', located } as const;
  return entryOf(value, raw.slice(raw.indexOf('=') + 1), rest);
}

/** Entries of `environment`, in either form; where files are merged, both forms in one list. */
function* entriesIn(environment: Located | undefined, variables: Variables): Generator<EnvironmentEntry> {
  if (environment?.kind === 'list') {
    for (const item of environment.items) {
      if (item.kind === 'scalar') yield listEntry(item, variables);
      else yield* entriesIn(item, variables);
    }
  } else if (environment?.kind === 'map') {
    for (const [name, { key, value }] of environment.entries) {
      if (value.kind !== 'scalar') continue;
      const text = partialTextOf(value);
      const place = text === undefined ? key : value.place;
      const rest = { name, place, form: 'map', located: value } as const;
      yield entryOf(text ?? variables.get(name) ?? UNKNOWN, rawText(value), rest);
    }
  }
}

function* envFiles(files: Located | undefined): Generator<LocatedScalar> {
  if (files?.kind === 'scalar' && !isNothing(files)) yield files;
  if (files?.kind === 'list') for (const item of files.items) yield* envFiles(item);
  if (files?.kind === 'map') yield* envFiles(files.entries.get('path')?.value);
}

/** What a service's processes find in their environment, as far as the files say it. */
export function environmentOf(
  service: Located,
  variables: Variables,
  referencedFiles: ReferencedFiles,
): Environment {
  const entries = new Map<string, EnvironmentEntry>();
  const missing: string[] = [];
  let hidden = false;
  if (service.kind !== 'map') return { entries, incomplete: false, missing };
  for (const file of envFiles(service.entries.get('env_file')?.value)) {
    const path = textOf(file);
    const found = path === undefined ? undefined : referencedFiles.variables(path, file.place.source);
    if (!found) missing.push(file.place.source.text.slice(file.place.start, file.place.end));
    for (const [name, value] of found ?? []) {
      // Compose fills variables in there too, unless single quotes keep it from that (measured with 2.26.1).
      const partial = value.includes('$') ? UNKNOWN : value;
      entries.set(name, entryOf(partial, value, { name, place: file.place, form: 'file', located: file }));
    }
  }
  for (const entry of entriesIn(service.entries.get('environment')?.value, variables)) {
    if (isFullyKnown(entry.name)) entries.set(entry.name, entry);
    else hidden = true;
  }
  return { entries, incomplete: hidden || missing.length > 0, missing };
}
