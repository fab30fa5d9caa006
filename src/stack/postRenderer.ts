import type { StackConfig } from '../options/table.ts';
import { podPatch, withKeyOrder } from './contributions.ts';
import { CHART_SERVICE_NAME } from './inference.ts';

/** Folder of the post-renderer, in the output directory; helm 4 takes it for a plugin. */
export const POST_RENDERER_DIRECTORY = 'post-renderer';

/** Name of the plugin, which helm 4 wants where helm 3 wants a program. */
export const POST_RENDERER_PLUGIN = 'bindstack-kustomize';

/** The program in the folder, for `sh`: so it needs no permission to be executed. */
export const POST_RENDERER_SCRIPT = 'kustomize.sh';

/** What helm needs to run the post-renderer, beside its other arguments and environment. */
export interface PostRendererCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How helm is told to post-render: helm 3 by a program, helm 4 by the name of a plugin (each seen to work, with
 * 3.18.0 and 4.1.4).
 * @param major of the helm that is called
 * @param directory that holds the folder of the post-renderer
 * @param plugins the value of HELM_PLUGINS, or what `helm env HELM_PLUGINS` prints: kept, for others' plugins
 */
export function postRendererCall(major: number, directory: string, plugins?: string): PostRendererCall {
  if (major >= 4) {
    return {
      args: ['--post-renderer', POST_RENDERER_PLUGIN],
      // helm 4 reads a list here, separated like PATH.
      env: { HELM_PLUGINS: plugins ? `${directory}:${plugins}` : directory },
    };
  }
  const script = `${directory}/${POST_RENDERER_DIRECTORY}/${POST_RENDERER_SCRIPT}`;
  return { args: ['--post-renderer', 'sh', '--post-renderer-args', script], env: {} };
}

/**
 * What the inference pod needs and the chart has no value for (weaviate-helm 17.8.3
 * templates/multi2vecBindDeployment.yaml), as a strategic merge patch; undefined where the chart can do it all.
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
