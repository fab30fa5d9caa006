import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { isSecretName } from '../config/effective.ts';
import type { GivenValues } from '../config/given.ts';
import { OWNED_VARIABLES } from '../config/rules.ts';
import { ENV_KEY } from '../config/valuesToSave.ts';
import { COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { readManifest, sha256 } from '../files/manifest.ts';
import { regularText } from '../files/regularFile.ts';

type EnvironmentVariables = Readonly<Record<string, string>>;

const variablesSchema = z.record(z.string(), z.string());
const composeSchema = z.object({
  services: z.object({ weaviate: z.object({ environment: variablesSchema }) }),
});
const valuesSchema = z.object({ env: variablesSchema });

/** How the variables of Weaviate are written in each file; Compose doubles a literal `$`. */
const READERS: readonly (readonly [path: string, read: (tree: unknown) => EnvironmentVariables])[] = [
  [
    COMPOSE_FILE,
    (tree) => {
      const { environment } = composeSchema.parse(tree).services.weaviate;
      return Object.fromEntries(Object.entries(environment).map(([k, v]) => [k, v.replaceAll('$$', '$')]));
    },
  ],
  [VALUES_FILE, (tree) => valuesSchema.parse(tree).env],
];

/** The variables of Weaviate in a file, exactly as bindstack wrote it; an edited one says nothing. */
async function generatedVariables(root: string): Promise<EnvironmentVariables> {
  const manifest = await readManifest(root);
  for (const [path, read] of READERS) {
    if (manifest[path] === undefined) continue;
    try {
      const text = await regularText(join(root, path));
      if (sha256(text) === manifest[path]) return read(parse(text));
    } catch {
      // Gone, or nothing that can be read: it holds nothing.
    }
  }
  return {};
}

/**
 * The values of bindstack.yaml with the variables that may be secret, which it does not hold: they are in the files
 * that were generated with them, so that the next run keeps them.
 * @param given what was given beside the file; an `--env` replaces all variables
 */
export async function withKeptSecrets(
  root: string,
  file: GivenValues,
  given: GivenValues,
): Promise<GivenValues> {
  if (given.has(ENV_KEY)) return file;
  const beside = await generatedVariables(root);
  const isKept = (name: string) => isSecretName(name) && !OWNED_VARIABLES.has(name);
  const secrets = Object.entries(beside).filter(([name]) => isKept(name));
  const old = file.get(ENV_KEY);
  const said = (old?.value ?? {}) as EnvironmentVariables;
  const missing = secrets.filter(([name]) => !Object.hasOwn(said, name));
  if (missing.length === 0) return file;
  const all: EnvironmentVariables = { ...said, ...Object.fromEntries(missing) };
  // In the order of the file, so that it is rendered as it is.
  const names = new Set([...Object.keys(beside), ...Object.keys(said)]);
  const value = Object.fromEntries(
    [...names].flatMap((name) => (name in all ? [[name, all[name] ?? '']] : [])),
  );
  return new Map([...file, [ENV_KEY, { source: 'file', label: ENV_KEY, ...old, value }]]);
}
