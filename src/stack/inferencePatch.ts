import type { StackConfig } from '../options/table.ts';
import { CHART_SERVICE_NAME } from './inference.ts';
import { securityContexts } from './podSecurity.ts';

/** What the kubelet takes where a probe does not say it, in seconds. */
const KUBELET_PROBE_TIMEOUT = 1;

/**
 * What the inference pod needs and the chart has no value for (weaviate-helm 17.8.3
 * templates/multi2vecBindDeployment.yaml), as a strategic merge patch; undefined where the chart can do it all.
 */
export function inferencePatch(config: StackConfig) {
  const { runtimeClass, readinessTimeout } = config.kubernetes;
  const security = securityContexts(config)?.container;
  const slower = readinessTimeout > KUBELET_PROBE_TIMEOUT;
  if (config.inference.mode === 'external') return undefined;
  if (runtimeClass === undefined && security === undefined && !slower) return undefined;
  const container = {
    name: CHART_SERVICE_NAME,
    ...(security && { securityContext: security }),
    ...(slower && { readinessProbe: { timeoutSeconds: readinessTimeout } }),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: CHART_SERVICE_NAME },
    spec: {
      template: {
        spec: {
          ...(runtimeClass !== undefined && { runtimeClassName: runtimeClass }),
          containers: [container],
        },
      },
    },
  };
}
