import type { StackConfig } from '../options/table.ts';
import { inOrder, podPatch } from './contributions.ts';
import { CHART_SERVICE_NAME } from './inference.ts';

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
          containers: [{ name: CHART_SERVICE_NAME, ...inOrder(container, ['securityContext']) }],
        },
      },
    },
  };
}
