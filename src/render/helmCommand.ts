import type { StackConfig } from '../options/table.ts';
import { inferencePatch } from '../stack/inferencePatch.ts';
import { postRendererCall } from '../stack/postRenderer.ts';
import { CHART_REPOSITORY } from '../stack/versions.ts';
import { VALUES_FILE } from './values.ts';

function helmCommand({ name, kubernetes }: StackConfig, major?: number): string {
  const { namespace, chartVersion } = kubernetes;
  const chart = `weaviate --repo ${CHART_REPOSITORY} --version ${chartVersion}`;
  const { args, env } = major === undefined ? { args: [], env: {} } : postRendererCall(major, '.');
  const variables = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
  const upgrade = `helm upgrade --install ${name} ${chart} --namespace ${namespace} --create-namespace --values ${VALUES_FILE}`;
  return [...variables, upgrade, ...args].join(' ');
}

/** A command line, and the helm that it is for. */
export interface HelmCommand {
  /** `Helm`, or `Helm 3` and `Helm 4` where they want different words. */
  readonly helm: string;
  readonly line: string;
}

/** Installs the release, or changes it; the repository is the chart's own. To be run in the output directory. */
export function helmCommands(config: StackConfig): HelmCommand[] {
  if (inferencePatch(config) === undefined) return [{ helm: 'Helm', line: helmCommand(config) }];
  return [3, 4].map((major) => ({ helm: `Helm ${major}`, line: helmCommand(config, major) }));
}
