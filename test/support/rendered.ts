import { parse } from 'yaml';
import type { StackConfig } from '../../src/options/table.ts';
import { renderFiles } from '../../src/render/files.ts';

/** Texts of the rendered files, by path. */
export function rendered(config: StackConfig): Record<string, string> {
  const files = renderFiles(config, { standInServer: '// the stand-in server\n' });
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** Weaviate's environment in docker-compose.yml, with Compose's `$$` read as the `$` it stands for. */
export function composeEnvironment(text: string): Record<string, string> {
  const { services } = parse(text) as { services: { weaviate: { environment: Record<string, string> } } };
  const entries = Object.entries(services.weaviate.environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll('$$', '$')]));
}

/** Weaviate's environment in values.yaml, as the cluster reads it: the chart prints names bare, into YAML again. */
export function helmEnvironment(text: string): Record<string, string> {
  const { env } = parse(text) as { env: Record<string, string> };
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name.replace(/^"(.*)"$/, '$1'), value]),
  );
}
