import * as z from '../../yaml/schema.ts';
import * as type from './valuesTypes.ts';

/** Modules with their own inference server, which the chart deploys or `inferenceUrl` points at. */
export const SELF_HOSTED_MODULES: readonly string[] = [
  'img2vec-neural',
  'multi2vec-bind',
  'multi2vec-clip',
  'ner-transformers',
  'qna-transformers',
  'reranker-transformers',
  'sum-transformers',
  'text-spellcheck',
  'text2vec-contextionary',
  'text2vec-gpt4all',
  'text2vec-model2vec',
  'text2vec-transformers',
];

/** The schema of each module by name. */
export function moduleSchemas(names: Iterable<string>): Record<string, z.Schema> {
  const liveness = z.nullable(
    z.partialObject({
      initialDelaySeconds: type.integerValue,
      periodSeconds: type.integerValue,
      timeoutSeconds: type.integerValue,
    }),
  );

  const readiness = z.nullable(
    z.partialObject({ initialDelaySeconds: type.integerValue, periodSeconds: type.integerValue }),
  );

  const deployment = {
    enabled: type.conditionValue,
    fullnameOverride: type.stringValue,
    tag: type.imageTag,
    repo: type.stringValue,
    registry: type.stringValue,
    replicas: type.integerValue,
    strategy: type.mapValue,
    imagePullPolicy: type.stringValue,
    imagePullSecrets: type.pullSecrets,
    priorityClassName: type.stringValue,
    livenessProbe: liveness,
    readinessProbe: readiness,
    resources: type.resourceBlock,
    securityContext: type.mapValue,
    serviceAccountName: type.stringValue,
    nodeSelector: type.labels,
    tolerations: type.listOfMaps,
    affinity: type.mapValue,
  };

  /** `modules.multi2vec-bind`: every key that the templates read; another check reports `annotations`. */
  const bindModule = z.nullable(
    z.partialObject({
      ...deployment,
      inferenceUrl: type.urlValue,
      annotations: type.anyValue,
      envconfig: z.nullable(
        z.partialObject({
          enable_cuda: type.conditionValue,
          nvidia_visible_devices: type.scalarValue,
          nvidia_driver_capabilities: type.scalarValue,
          ld_library_path: type.scalarValue,
        }),
      ),
    }),
  );

  /** The other self-hosted modules; each image has its own variables. */
  const localModule = z.nullable(
    z.partialObject({
      ...deployment,
      inferenceUrl: type.urlValue,
      annotations: type.anyValue,
      envconfig: type.mapValue,
      passageQueryServices: type.mapValue,
      probeInitialDelaySeconds: type.integerValue,
    }),
  );

  /** The modules that call an external service. */
  const remoteModule = z.nullable(
    z.partialObject({
      enabled: type.conditionValue,
      apiKey: type.scalarValue,
      azureApiKey: type.scalarValue,
      token: type.scalarValue,
      secrets: type.mapValue,
      envSecrets: type.secretNames,
    }),
  );

  const schemaOf = (name: string) => {
    if (name === 'multi2vec-bind') return bindModule;
    return SELF_HOSTED_MODULES.includes(name) ? localModule : remoteModule;
  };
  return Object.fromEntries([...names].map((name) => [name, schemaOf(name)]));
}
