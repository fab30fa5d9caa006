import * as z from 'zod/mini';
import * as type from './valuesTypes.ts';

/** Modules that the chart deploys, or that `inferenceUrl` points at. */
export const LOCAL_MODULES: readonly string[] = [
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
export function moduleSchemas(names: Iterable<string>): Record<string, z.ZodMiniType> {
  const liveness = z.nullable(
    z.partial(
      z.strictObject({
        initialDelaySeconds: type.wholeNumber,
        periodSeconds: type.wholeNumber,
        timeoutSeconds: type.wholeNumber,
      }),
    ),
  );

  const readiness = z.nullable(
    z.partial(z.strictObject({ initialDelaySeconds: type.wholeNumber, periodSeconds: type.wholeNumber })),
  );

  const deployment = {
    enabled: type.flag,
    fullnameOverride: type.words,
    tag: type.tag,
    repo: type.words,
    registry: type.words,
    replicas: type.wholeNumber,
    strategy: type.anyMap,
    imagePullPolicy: type.words,
    imagePullSecrets: type.pullSecrets,
    priorityClassName: type.words,
    livenessProbe: liveness,
    readinessProbe: readiness,
    resources: type.resources,
    securityContext: type.anyMap,
    serviceAccountName: type.words,
    nodeSelector: type.labels,
    tolerations: type.listOfMaps,
    affinity: type.anyMap,
  };

  /** `modules.multi2vec-bind`: every key that the templates read, and `annotations`, which they do not. */
  const bindModule = z.nullable(
    z.partial(
      z.strictObject({
        ...deployment,
        inferenceUrl: type.url,
        annotations: type.anything,
        envconfig: z.nullable(
          z.partial(
            z.strictObject({
              enable_cuda: type.flag,
              nvidia_visible_devices: type.text,
              nvidia_driver_capabilities: type.text,
              ld_library_path: type.text,
            }),
          ),
        ),
      }),
    ),
  );

  /** The other modules that run beside Weaviate; their images have variables of their own. */
  const localModule = z.nullable(
    z.partial(
      z.strictObject({
        ...deployment,
        inferenceUrl: type.url,
        annotations: type.anything,
        envconfig: type.anyMap,
        passageQueryServices: type.anyMap,
        probeInitialDelaySeconds: type.wholeNumber,
      }),
    ),
  );

  /** The modules that call a service elsewhere. */
  const remoteModule = z.nullable(
    z.partial(
      z.strictObject({
        enabled: type.flag,
        apiKey: type.text,
        azureApiKey: type.text,
        token: type.text,
        secrets: type.anyMap,
        envSecrets: type.secretNames,
      }),
    ),
  );

  const schemaOf = (name: string) => {
    if (name === 'multi2vec-bind') return bindModule;
    return LOCAL_MODULES.includes(name) ? localModule : remoteModule;
  };
  return Object.fromEntries([...names].map((name) => [name, schemaOf(name)]));
}
