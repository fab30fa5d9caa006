import * as z from 'zod';

// The keys of chart 17.8.3 that bindstack writes; the chart has no schema and ignores unknown keys.
const quantity = z.string().regex(/^\d+(?:\.\d+)?(?:m|[KMGT]i)?$/);
const label = z.record(z.string(), z.string());
const enabled = z.strictObject({ enabled: z.boolean() });

const resources = z.strictObject({
  requests: z.strictObject({ cpu: quantity, memory: quantity }),
  limits: z.strictObject({
    cpu: quantity.optional(),
    memory: quantity,
    'nvidia.com/gpu': z.int().positive().optional(),
  }),
});

const container = z.strictObject({
  allowPrivilegeEscalation: z.literal(false),
  capabilities: z.strictObject({ drop: z.array(z.string()) }),
});

const pod = z.strictObject({
  runAsNonRoot: z.literal(true),
  runAsUser: z.int(),
  fsGroup: z.int().optional(),
  fsGroupChangePolicy: z.string().optional(),
  seccompProfile: z.strictObject({ type: z.string() }),
});

const budget = z.strictObject({
  enabled: z.literal(true),
  spec: z.strictObject({ minAvailable: z.int().positive() }),
});

const bindDeployment = z.strictObject({
  enabled: z.literal(true),
  registry: z.string(),
  repo: z.string(),
  tag: z.string(),
  imagePullPolicy: z.literal('Never').optional(),
  replicas: z.int().positive(),
  strategy: z.strictObject({ type: z.literal('Recreate') }).optional(),
  fullnameOverride: z.string(),
  livenessProbe: z.strictObject({
    initialDelaySeconds: z.int(),
    periodSeconds: z.int(),
    timeoutSeconds: z.int(),
  }),
  readinessProbe: z.strictObject({ initialDelaySeconds: z.int(), periodSeconds: z.int() }),
  envconfig: z.strictObject({ enable_cuda: z.boolean() }),
  resources,
  securityContext: pod.optional(),
  imagePullSecrets: z.array(z.string()).optional(),
  nodeSelector: label.optional(),
  tolerations: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(['Exists', 'Equal']),
        value: z.string().optional(),
        effect: z.string(),
      }),
    )
    .optional(),
});

const backupBackend = z.strictObject({
  enabled: z.literal(true),
  envconfig: z.record(z.string(), z.string()),
  envSecrets: z.record(z.string(), z.string()).optional(),
});

/** A module with an external server. */
const moduleElsewhere = z.strictObject({ enabled: z.literal(false), inferenceUrl: z.url() });

/** A values.yaml as bindstack writes it. */
export const valuesSchema = z.strictObject({
  image: z.strictObject({
    registry: z.string(),
    repo: z.string(),
    tag: z.string(),
    pullSecrets: z.array(z.string()).optional(),
  }),
  args: z.array(z.string()),
  initContainers: z.strictObject({
    sysctlInitContainer: enabled,
    extraInitContainers: z
      .array(
        z.strictObject({
          name: z.string(),
          image: z.string(),
          command: z.array(z.string()),
          securityContext: container.optional(),
        }),
      )
      .optional(),
  }),
  replicas: z.int().positive(),
  resources,
  securityContext: pod.optional(),
  containerSecurityContext: container.optional(),
  podDisruptionBudgets: z
    .strictObject({ weaviate: budget.optional(), 'multi2vec-bind': budget.optional() })
    .optional(),
  startupProbe: z.strictObject({
    enabled: z.literal(true),
    initialDelaySeconds: z.int(),
    periodSeconds: z.int(),
    failureThreshold: z.int(),
  }),
  readinessProbe: z.strictObject({ initialDelaySeconds: z.int() }),
  storage: z.strictObject({ size: quantity, storageClassName: z.string().optional() }),
  backups: z.partialRecord(z.enum(['filesystem', 's3', 'gcs', 'azure']), backupBackend).optional(),
  extraVolumes: z
    .tuple([
      z.strictObject({
        name: z.string(),
        persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
      }),
    ])
    .optional(),
  extraVolumeMounts: z.tuple([z.strictObject({ name: z.string(), mountPath: z.string() })]).optional(),
  service: z.strictObject({ type: z.string() }),
  grpcService: z.strictObject({ enabled: z.literal(true), type: z.string() }),
  authentication: z.strictObject({ anonymous_access: enabled }),
  env: z.record(z.string(), z.string()),
  envSecrets: z.record(z.string(), z.string()).optional(),
  modules: z
    .object({
      default_vectorizer_module: z.string(),
      'multi2vec-bind': z.union([bindDeployment, moduleElsewhere]),
    })
    .catchall(z.union([z.strictObject({ enabled: z.literal(true) }), moduleElsewhere])),
});
