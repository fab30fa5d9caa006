import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { COMPOSE_FILES, COMPOSE_OVERRIDES } from '../facts/fileNames.ts';
import { decodeText, type ReadText } from '../formats/decodeText.ts';
import type { ReferencedFiles } from '../lint/compose/environment.ts';
import type { Variables } from '../lint/compose/interpolate.ts';
import { kindOfText, unknownKind } from '../lint/kind.ts';
import type { LintInput } from '../lint/lint.ts';
import { type Kind, MERGED_KINDS } from '../lint/rule.ts';
import { serverDefaultsOf } from '../lint/weaviate/serverDefaults.ts';
import { parseSource } from '../yaml/source.ts';
import { readText } from './readText.ts';

export interface Unreadable {
  readonly name: string;
  readonly problem: string;
  /** If it differs from that of the rule. */
  readonly suggestion?: string;
}

export interface InputOptions {
  readonly kind: Kind | undefined;
  readonly weaviateVersion: string | undefined;
  /** Treat all Compose files as one project. */
  readonly merge: boolean;
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * The inputs to validate: each file by itself, except that Compose files of one project are merged, together with the
 * files that they refer to. A file that cannot be read does not stop the others.
 * @param read reads a file by name; a parameter because standard input has a name too
 */
export async function inputsFor(
  names: readonly string[],
  { kind, weaviateVersion, merge }: InputOptions,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  read: (name: string) => Promise<ReadText> = (name) => readText(resolve(cwd, name)),
): Promise<{ inputs: LintInput[]; unreadable: Unreadable[] }> {
  const unreadable: Unreadable[] = [];
  const files: (NamedText & { kind: Kind })[] = [];
  for (const name of new Set(names)) {
    const found = await read(name);
    if ('problem' in found) {
      unreadable.push({ name, problem: found.problem });
      continue;
    }
    const detected = kind ?? kindOfText(name, found.text);
    if (detected) files.push({ name, text: found.text, kind: detected });
    else {
      const problem = 'cannot recognize what kind of file it is (set --kind)';
      const { rejection } = parseSource(name, found.text);
      unreadable.push({
        name,
        problem,
        ...(rejection === undefined ? unknownKind(name, found.text) : tooComplex(rejection)),
      });
    }
  }
  const compose = files.filter((file) => MERGED_KINDS.has(file.kind));
  const others = files.filter((file) => !MERGED_KINDS.has(file.kind));
  const projects = merge && compose.length > 0 ? [compose] : await projectsOf(compose, cwd);
  const inputs: LintInput[] = others.map((file) => ({ ...file, weaviateVersion }));
  for (const [base, ...overrides] of projects) {
    if (!base) continue;
    const variables = composeVariables(resolve(cwd, dirname(base.name)), env);
    inputs.push({
      ...base,
      kind: 'compose',
      overrides,
      variables,
      beside: filesBeside(cwd),
      weaviateVersion,
    });
  }
  return {
    inputs: files.some((file) => file.kind === 'collection') ? withServerDefaults(inputs) : inputs,
    unreadable,
  };
}

/** Adds to collections what the other inputs, the files of their servers, say about them. */
function withServerDefaults(inputs: readonly LintInput[]): LintInput[] {
  const server = serverDefaultsOf(inputs);
  return inputs.map((input) => (input.kind === 'collection' ? { ...input, server } : input));
}

/** Groups each file with the override file that Compose would read with it. */
async function projectsOf(files: readonly NamedText[], cwd: string): Promise<NamedText[][]> {
  const projects: NamedText[][] = [];
  const taken = new Set<string>();
  const given = new Map(files.map((file) => [join(file.name), file] as const));
  for (const file of files) {
    if (!COMPOSE_FILES.includes(basename(file.name))) continue;
    const override = await overrideOf(file, given, cwd);
    if (override) taken.add(override.name);
    projects.push(override ? [file, override] : [file]);
  }
  for (const file of files) {
    if (COMPOSE_FILES.includes(basename(file.name)) || taken.has(file.name)) continue;
    const base = COMPOSE_OVERRIDES.includes(basename(file.name)) ? await baseOf(file, cwd) : undefined;
    projects.push(base ? [base, file] : [file]);
  }
  return projects;
}

async function overrideOf(
  { name }: NamedText,
  given: ReadonlyMap<string, NamedText>,
  cwd: string,
): Promise<NamedText | undefined> {
  for (const override of COMPOSE_OVERRIDES) {
    const path = join(dirname(name), override);
    const file = given.get(path);
    if (file) return file;
    const read = await readText(resolve(cwd, path));
    if ('text' in read) return { name: path, text: read.text };
  }
  return undefined;
}

async function baseOf({ name }: NamedText, cwd: string): Promise<NamedText | undefined> {
  for (const base of COMPOSE_FILES) {
    const path = join(dirname(name), base);
    const read = await readText(resolve(cwd, path));
    if ('text' in read) return { name: path, text: read.text };
  }
  return undefined;
}

function textOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    const read = decodeText(readFileSync(path));
    return 'text' in read ? read.text : '';
  } catch {
    return undefined;
  }
}

function variablesIn(path: string): Map<string, string> | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const entries = Object.entries(parseEnv(text));
  return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Access to files that are named in another file, relative to that file. */
export function filesBeside(cwd: string): ReferencedFiles {
  return {
    text: (name, beside) => {
      const path = join(dirname(beside.name), name);
      const text = textOf(resolve(cwd, name.startsWith('/') ? name : path));
      return text === undefined ? undefined : { name: path, text };
    },
    variables: (name, beside) => variablesIn(resolve(cwd, dirname(beside.name), name)),
  };
}

/** The variables for `${…}`: those of `.env` in the directory, overridden by the environment, as in Compose. */
export function composeVariables(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Variables {
  const variables = new Map(variablesIn(join(directory, '.env')) ?? []);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) variables.set(name, value);
  return variables;
}

/** The report for a file that is not parsed because it is unreasonably large or complex. */
function tooComplex(rejection: string): Pick<Unreadable, 'problem' | 'suggestion'> {
  return { problem: rejection, suggestion: 'remove what is not for Weaviate, or split the file' };
}
