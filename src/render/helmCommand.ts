import type { StackConfig } from '../options/table.ts';
import { VALUES_FILE } from './values.ts';

/** Installs the release, or changes it; the repository is the chart's own. */
export function helmCommand({ name, kubernetes }: StackConfig): string {
  const { namespace, chartVersion } = kubernetes;
  const chart = `weaviate --repo https://weaviate.github.io/weaviate-helm --version ${chartVersion}`;
  return `helm upgrade --install ${name} ${chart} --namespace ${namespace} --create-namespace --values ${VALUES_FILE}`;
}
