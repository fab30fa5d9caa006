import { fullyKnownText, isFullyKnown, type PartialText, UNKNOWN_PART } from '../../formats/partialText.ts';
import { isNothing, type Located, type LocatedScalar, partialTextOf, textOf } from '../../yaml/located.ts';
import { rawText } from '../../yaml/pieces.ts';
import type { Place, Source } from '../../yaml/source.ts';
import type { Variables } from './interpolate.ts';

export interface EnvironmentEntry {
  readonly name: string;
  /** As the process sees it; undefined if the files show only a part of it. */
  readonly value: string | undefined;
  /** The same, with the unknown parts marked. */
  readonly partial: PartialText;
  /** For messages: the value if it is fully known, or else the text as written (`http://${HOST}:8080`). */
  readonly display: string;
  readonly place: Place;
  /** `NAME: value`, `- NAME=value`, or a line of an `env_file`. */
  readonly form: 'map' | 'list' | 'file';
  readonly located: LocatedScalar;
}

/** For a file that is read on its own. */
export const NO_REFERENCED_FILES: ReferencedFiles = { text: () => undefined, variables: () => undefined };

export interface Environment {
  readonly entries: ReadonlyMap<string, EnvironmentEntry>;
  /** An `env_file` could not be read, or a name contains a variable: what seems to be missing may be set there. */
  readonly incomplete: boolean;
  /** The `env_file` entries that could not be read, as written. */
  readonly missing: readonly string[];
}

/** Reads files that a Compose file refers to, relative to that file; undefined if one cannot be read. */
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
  // Without `=`, the value comes from the shell.
  const value = equals < 0 ? (variables.get(name) ?? UNKNOWN_PART) : text.slice(equals + 1);
  const rest = { name, place: located.place, form: 'list', located } as const;
  return entryOf(value, raw.slice(raw.indexOf('=') + 1), rest);
}

/** Entries of `environment`, in either form. Merged files may have both forms in one list. */
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
      yield entryOf(text ?? variables.get(name) ?? UNKNOWN_PART, rawText(value), rest);
    }
  }
}

function* envFiles(files: Located | undefined): Generator<LocatedScalar> {
  if (files?.kind === 'scalar' && !isNothing(files)) yield files;
  if (files?.kind === 'list') for (const item of files.items) yield* envFiles(item);
  if (files?.kind === 'map') yield* envFiles(files.entries.get('path')?.value);
}

/** The environment variables of a service, as far as the files show them. */
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
      // Compose substitutes variables in env files too, except inside single quotes (measured with 2.26.1).
      const partial = value.includes('$') ? UNKNOWN_PART : value;
      entries.set(name, entryOf(partial, value, { name, place: file.place, form: 'file', located: file }));
    }
  }
  for (const entry of entriesIn(service.entries.get('environment')?.value, variables)) {
    if (isFullyKnown(entry.name)) entries.set(entry.name, entry);
    else hidden = true;
  }
  return { entries, incomplete: hidden || missing.length > 0, missing };
}
