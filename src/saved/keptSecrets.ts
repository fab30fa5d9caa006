import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { isSecretName } from '../config/effective.ts';
import type { GivenValues } from '../config/given.ts';
import { OWNED_VARIABLES } from '../config/rules.ts';
import { ENV_KEY } from '../config/valuesToSave.ts';
import { COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { CONTAINER_GOOGLE_KEY_FILE } from '../facts/weaviateVariables.ts';
import { readManifest, sha256 } from '../files/manifest.ts';
import { regularText } from '../files/regularFile.ts';

type EnvironmentVariables = Readonly<Record<string, string>>;

const variablesSchema = () => z.record(z.string(), z.string());
const composeSchema = () =>
  z.object({ services: z.object({ weaviate: z.object({ environment: variablesSchema() }) }) });
const valuesSchema = () => z.object({ env: variablesSchema() });

/** Whether a value in a Compose file comes from `.env`, or names a file that does: the options of a backup set it. */
function isFromEnvFile(value: string): boolean {
  return value.startsWith('${') || value === CONTAINER_GOOGLE_KEY_FILE;
}

/** How to read Weaviate's variables from each file; Compose files contain `$$` for a literal `$`. */
const READERS: readonly (readonly [path: string, read: (tree: unknown) => EnvironmentVariables])[] = [
  [
    COMPOSE_FILE,
    (tree) => {
      const { environment } = composeSchema().parse(tree).services.weaviate;
      const literal = Object.entries(environment).filter(([, value]) => !isFromEnvFile(value));
      return Object.fromEntries(literal.map(([k, v]) => [k, v.replaceAll('$$', '$')]));
    },
  ],
  [VALUES_FILE, (tree) => valuesSchema().parse(tree).env],
];

/** Whether a variable is read from the generated files: bindstack.yaml does not contain it. */
function isKept(name: string): boolean {
  return isSecretName(name) && !OWNED_VARIABLES.has(name);
}

/** A key at the beginning of a line; a quoted one may contain escapes. */
const KEYS = /^ +(?:"|([^\s"#:]+):)/gm;

/** Whether a file that bindstack wrote may contain variables that are kept; parsing it takes far longer. */
function mayHaveSecrets(text: string): boolean {
  return [...text.matchAll(KEYS)].some(([, name]) => name === undefined || isKept(name));
}

/** Weaviate's variables in a generated file; empty if it has been edited since. Only if some may be secret. */
async function generatedVariables(root: string): Promise<EnvironmentVariables> {
  const manifest = await readManifest(root);
  for (const [path, read] of READERS) {
    if (manifest[path] === undefined) continue;
    try {
      const text = await regularText(join(root, path));
      if (mayHaveSecrets(text) && sha256(text) === manifest[path]) return read(parse(text));
    } catch {
      // Missing or unreadable: it contains no variables.
    }
  }
  return {};
}

/**
 * The values of bindstack.yaml, with variables that may be secret added. bindstack.yaml does not contain them, so they
 * are read from the generated files, and the next run keeps them.
 * @param given values given in addition to the file; `--env` replaces all variables
 */
export async function withKeptSecrets(
  root: string,
  file: GivenValues,
  given: GivenValues,
): Promise<GivenValues> {
  if (given.has(ENV_KEY)) return file;
  const beside = await generatedVariables(root);
  const secrets = Object.entries(beside).filter(([name]) => isKept(name));
  const old = file.get(ENV_KEY);
  const saved = (old?.value ?? {}) as EnvironmentVariables;
  const missing = secrets.filter(([name]) => !Object.hasOwn(saved, name));
  if (missing.length === 0) return file;
  const all: EnvironmentVariables = { ...saved, ...Object.fromEntries(missing) };
  // In the order of the generated file, so that rendering it again changes nothing.
  const names = new Set([...Object.keys(beside), ...Object.keys(saved)]);
  const value = Object.fromEntries(
    [...names].flatMap((name) => (name in all ? [[name, all[name] ?? '']] : [])),
  );
  return new Map([...file, [ENV_KEY, { source: 'file', label: ENV_KEY, ...old, value }]]);
}
