import { parse } from 'yaml';
import type * as z from 'zod';
import { generatedCollectionSchema } from '../../src/lint/collection/generatedCollectionSchema.ts';
import type { StackConfig } from '../../src/options/table.ts';
import { renderClients } from '../../src/render/client.ts';
import { renderFiles } from '../../src/render/files.ts';
import { composeSchema } from './composeSchema.ts';
import { kustomizationSchema } from './kustomizationSchema.ts';
import { valuesSchema } from './valuesSchema.ts';

/** The allowed content of the files: an unexpected key is an error. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'docker-compose.yml': composeSchema,
  'values.yaml': valuesSchema,
  'collection.json': generatedCollectionSchema,
  'post-renderer/kustomization.yaml': kustomizationSchema,
};

/** Throws if a rendered file does not match its schema. */
export function checkShapes(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) SCHEMAS[path]?.parse(parse(text));
}

/** Texts of the rendered files, by path. */
export function rendered(config: StackConfig): Record<string, string> {
  const files = renderFiles(config, { stubServer: '// the stub server\n', renderClients });
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** Weaviate's environment in docker-compose.yml, with Compose's `$$` resolved to `$`. */
export function composeEnvironment(text: string): Record<string, string> {
  const { services } = parse(text) as { services: { weaviate: { environment: Record<string, string> } } };
  const entries = Object.entries(services.weaviate.environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll('$$', '$')]));
}

/** Weaviate's environment in values.yaml as the cluster reads it: the chart prints names without quotes into YAML. */
export function helmEnvironment(text: string): Record<string, string> {
  const { env } = parse(text) as { env: Record<string, string> };
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name.replace(/^"(.*)"$/, '$1'), value]),
  );
}
