import { CHART_MODULES } from '../../facts/chartModules.ts';
import { lazy } from '../../formats/lazy.ts';
import * as z from '../../yaml/schema.ts';
import { moduleSchemas, SELF_HOSTED_MODULES } from './moduleSchemas.ts';
import * as type from './valuesTypes.ts';

function valuesBlock(shape: z.Shape): z.Schema {
  return z.nullable(z.partialObject(shape));
}

/** Schemas of the top-level blocks. */
function weaviateSchemas() {
  const image = valuesBlock({
    registry: type.stringValue,
    repo: type.stringValue,
    tag: type.imageTag,
    pullPolicy: type.stringValue,
    pullSecrets: type.pullSecrets,
  });

  const initContainers = valuesBlock({
    sysctlInitContainer: valuesBlock({
      enabled: type.conditionValue,
      sysctlVmMaxMapCount: type.integerValue,
      image: valuesBlock({
        registry: type.stringValue,
        repo: type.stringValue,
        tag: type.imageTag,
        pullPolicy: type.stringValue,
      }),
    }),
    ensureFileOwnershipContainer: valuesBlock({ enabled: type.conditionValue }),
    extraInitContainers: type.listOfMaps,
  });

  const service = {
    name: type.stringValue,
    ports: type.listOfMaps,
    type: type.enumValue(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
    loadBalancerSourceRanges: type.stringList,
    clusterIP: type.stringValue,
    annotations: type.labels,
  };

  const restService = valuesBlock(service);
  const grpcService = valuesBlock({ ...service, enabled: type.conditionValue });

  const probe = valuesBlock({
    enabled: type.conditionValue,
    probeType: type.enumValue(['httpGet', 'exec', 'tcpSocket', 'grpc']),
    probe: type.mapValue,
    initialDelaySeconds: type.integerValue,
    periodSeconds: type.integerValue,
    failureThreshold: type.integerValue,
    successThreshold: type.integerValue,
    timeoutSeconds: type.integerValue,
  });

  // These go to conf.yaml, in which Weaviate ignores unknown keys (usecases/config/authentication.go).
  const authentication = valuesBlock({
    anonymous_access: valuesBlock({ enabled: type.booleanValue }),
    apikey: valuesBlock({
      enabled: type.booleanValue,
      allowed_keys: type.stringList,
      users: type.stringList,
    }),
    db_users: type.mapValue,
    oidc: z.nullable(z.looseObject({ enabled: type.booleanValue })),
  });

  const authorization = valuesBlock({
    rbac: z.nullable(z.looseObject({ enabled: type.booleanValue, root_users: type.stringList })),
    admin_list: z.nullable(
      z.looseObject({
        enabled: type.booleanValue,
        users: type.stringList,
        read_only_users: type.stringList,
      }),
    ),
  });

  const bucket = valuesBlock({
    enabled: type.conditionValue,
    serviceAccountName: type.stringValue,
    envconfig: type.environment,
    secrets: type.mapValue,
    envSecrets: type.secretNames,
  });

  const backups = valuesBlock({ filesystem: bucket, s3: bucket, gcs: bucket, azure: bucket });
  const offload = valuesBlock({ s3: bucket });
  const usage = valuesBlock({ gcs: bucket, s3: bucket });
  const collectionExport = valuesBlock({ enabled: type.conditionValue, envconfig: type.environment });
  const enabledOnly = valuesBlock({ enabled: type.conditionValue });
  const storage = valuesBlock({
    name: type.stringValue,
    size: type.scalarValue,
    storageClassName: type.stringValue,
  });
  const mcp = valuesBlock({
    enabled: type.conditionValue,
    writeAccessEnabled: type.conditionValue,
    config: type.mapValue,
  });
  const serviceMonitor = valuesBlock({
    enabled: type.conditionValue,
    interval: type.scalarValue,
    scrapeTimeout: type.scalarValue,
  });
  const customConfigMap = valuesBlock({ enabled: type.conditionValue, name: type.stringValue });
  const runtimeOverrides = valuesBlock({
    enabled: type.conditionValue,
    path: type.stringValue,
    load_interval: type.scalarValue,
    values: type.mapValue,
  });
  const disruptionBudget = valuesBlock({ enabled: type.conditionValue, spec: type.mapValue });
  return {
    image,
    initContainers,
    restService,
    grpcService,
    probe,
    authentication,
    authorization,
    backups,
    offload,
    usage,
    collectionExport,
    enabledOnly,
    storage,
    mcp,
    serviceMonitor,
    customConfigMap,
    runtimeOverrides,
    disruptionBudget,
  };
}

/** Values of chart 17.8.3: all the keys that its templates read, with the types that they accept. */
export const valuesFileSchema = lazy(() => {
  const weaviate = weaviateSchemas();
  const modules = z.nullable(
    z.partialObject({
      default_vectorizer_module: type.stringValue,
      ...moduleSchemas(CHART_MODULES),
    }),
  );

  const podDisruptionBudgets = z.nullable(
    z.partialObject(
      Object.fromEntries(
        ['weaviate', ...SELF_HOSTED_MODULES].map((name) => [name, weaviate.disruptionBudget]),
      ),
    ),
  );

  return z.partialObject({
    image: weaviate.image,
    command: type.stringList,
    args: type.stringList,
    initContainers: weaviate.initContainers,
    replicas: type.integerValue,
    podManagementPolicy: type.enumValue(['OrderedReady', 'Parallel']),
    updateStrategy: type.mapValue,
    resources: type.resourceBlock,
    securityContext: type.mapValue,
    containerSecurityContext: type.mapValue,
    serviceAccountName: type.stringValue,
    clusterDomain: type.stringValue,
    storage: weaviate.storage,
    service: weaviate.restService,
    grpcService: weaviate.grpcService,
    mcp: weaviate.mcp,
    serviceMonitor: weaviate.serviceMonitor,
    startupProbe: weaviate.probe,
    livenessProbe: weaviate.probe,
    readinessProbe: weaviate.probe,
    terminationGracePeriodSeconds: type.integerValue,
    authentication: weaviate.authentication,
    authorization: weaviate.authorization,
    query_defaults: z.nullable(z.looseObject({ limit: type.integerValue })),
    debug: type.conditionValue,
    namespaces: weaviate.enabledOnly,
    env: type.environment,
    envSecrets: type.secretNames,
    offload: weaviate.offload,
    usage: weaviate.usage,
    backups: weaviate.backups,
    collectionExport: weaviate.collectionExport,
    modules,
    custom_config_map: weaviate.customConfigMap,
    runtime_overrides: weaviate.runtimeOverrides,
    annotations: type.labels,
    extraVolumeMounts: type.listOfMaps,
    extraVolumes: type.listOfMaps,
    nodeSelector: type.labels,
    tolerations: type.listOfMaps,
    hostAliases: type.listOfMaps,
    affinity: type.mapValue,
    priorityClassName: type.stringValue,
    globalPriorityClassName: type.stringValue,
    podDisruptionBudgets,
    // Helm passes this key to every chart.
    global: type.anyValue,
  });
});
