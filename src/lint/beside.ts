import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { FilesBeside } from './compose/environment.ts';
import type { Variables } from './compose/interpolate.ts';
import { textFrom } from './textFrom.ts';

function textOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    const read = textFrom(readFileSync(path));
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

/** Files beside the one that names them. */
export function filesBeside(cwd: string): FilesBeside {
  return {
    text: (name, beside) => {
      const path = join(dirname(beside.name), name);
      const text = textOf(resolve(cwd, name.startsWith('/') ? name : path));
      return text === undefined ? undefined : { name: path, text };
    },
    variables: (name, beside) => variablesIn(resolve(cwd, dirname(beside.name), name)),
  };
}

/** What `${…}` may name: the `.env` of the directory, and over it the environment, as Compose has it. */
export function composeVariables(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Variables {
  const variables = new Map(variablesIn(join(directory, '.env')) ?? []);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) variables.set(name, value);
  return variables;
}
