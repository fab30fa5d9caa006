import type { StackConfig } from '../options/table.ts';
import { podPatch, withKeyOrder } from './contributions.ts';
import { CHART_SERVICE_NAME } from './inference.ts';

/** Folder of the post-renderer in the output directory; also a plugin of helm 4. */
export const POST_RENDERER_DIRECTORY = 'post-renderer';

/** Name of the plugin: helm 4 requires a plugin, helm 3 a program. */
export const POST_RENDERER_PLUGIN = 'bindstack-kustomize';

/** The script in the folder, run with `sh` so that it need not be executable. */
export const POST_RENDERER_SCRIPT = 'kustomize.sh';

/** Additional arguments and variables with which helm runs the post-renderer. */
export interface PostRendererCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How to pass the post-renderer to helm: helm 3 takes a program, helm 4 the name of a plugin (tested with 3.18.0 and
 * 4.1.4).
 * @param major version of helm
 * @param directory the directory that contains the post-renderer folder
 * @param plugins the value of HELM_PLUGINS, or what `helm env HELM_PLUGINS` prints: kept, so other plugins still work
 */
export function postRendererCall(major: number, directory: string, plugins?: string): PostRendererCall {
  if (major >= 4) {
    return {
      args: ['--post-renderer', POST_RENDERER_PLUGIN],
      // For helm 4, a list separated like PATH.
      env: { HELM_PLUGINS: plugins ? `${directory}:${plugins}` : directory },
    };
  }
  const script = `${directory}/${POST_RENDERER_DIRECTORY}/${POST_RENDERER_SCRIPT}`;
  return { args: ['--post-renderer', 'sh', '--post-renderer-args', script], env: {} };
}

/**
 * The settings of the inference pod that the chart has no values for (weaviate-helm 17.8.3
 * templates/multi2vecBindDeployment.yaml), as a strategic merge patch; undefined if there are none.
 */
export function inferencePatch(config: StackConfig) {
  if (config.inference.mode === 'external') return undefined;
  const { pod, container } = podPatch(config);
  if (Object.keys({ ...pod, ...container }).length === 0) return undefined;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: CHART_SERVICE_NAME },
    spec: {
      template: {
        spec: {
          ...pod,
          containers: [{ name: CHART_SERVICE_NAME, ...withKeyOrder(container, ['securityContext']) }],
        },
      },
    },
  };
}
