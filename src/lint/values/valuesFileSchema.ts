import * as z from 'zod/mini';
import { CHART_MODULES } from '../../facts/chartModules.ts';
import { madeOnce } from '../../yaml/kept.ts';
import { LOCAL_MODULES, moduleSchemas } from './moduleSchemas.ts';
import * as type from './valuesTypes.ts';

function block<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.nullable(z.partial(z.strictObject(shape)));
}

/** Schemas of what stands at the top of the values, by name. */
function weaviateSchemas() {
  const image = block({
    registry: type.words,
    repo: type.words,
    tag: type.tag,
    pullPolicy: type.words,
    pullSecrets: type.pullSecrets,
  });

  const initContainers = block({
    sysctlInitContainer: block({
      enabled: type.flag,
      sysctlVmMaxMapCount: type.wholeNumber,
      image: block({ registry: type.words, repo: type.words, tag: type.tag, pullPolicy: type.words }),
    }),
    ensureFileOwnershipContainer: block({ enabled: type.flag }),
    extraInitContainers: type.listOfMaps,
  });

  const service = {
    name: type.words,
    ports: type.listOfMaps,
    type: type.oneOf(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
    loadBalancerSourceRanges: type.names,
    clusterIP: type.words,
    annotations: type.labels,
  };

  const restService = block(service);
  const grpcService = block({ ...service, enabled: type.flag });

  const probe = block({
    enabled: type.flag,
    probeType: type.oneOf(['httpGet', 'exec', 'tcpSocket', 'grpc']),
    probe: type.anyMap,
    initialDelaySeconds: type.wholeNumber,
    periodSeconds: type.wholeNumber,
    failureThreshold: type.wholeNumber,
    successThreshold: type.wholeNumber,
    timeoutSeconds: type.wholeNumber,
  });

  // conf.yaml is read by Weaviate, which ignores what it does not know (usecases/config/authentication.go).
  const authentication = block({
    anonymous_access: block({ enabled: type.truth }),
    apikey: block({ enabled: type.truth, allowed_keys: type.names, users: type.names }),
    db_users: type.anyMap,
    oidc: z.nullable(z.partial(z.looseObject({ enabled: type.truth }))),
  });

  const authorization = block({
    rbac: z.nullable(z.partial(z.looseObject({ enabled: type.truth, root_users: type.names }))),
    admin_list: z.nullable(
      z.partial(z.looseObject({ enabled: type.truth, users: type.names, read_only_users: type.names })),
    ),
  });

  const bucket = block({
    enabled: type.flag,
    serviceAccountName: type.words,
    envconfig: type.variables,
    secrets: type.anyMap,
    envSecrets: type.secretNames,
  });

  const backups = block({ filesystem: bucket, s3: bucket, gcs: bucket, azure: bucket });
  const offload = block({ s3: bucket });
  const usage = block({ gcs: bucket, s3: bucket });
  const collectionExport = block({ enabled: type.flag, envconfig: type.variables });
  const switchAlone = block({ enabled: type.flag });
  const storage = block({ name: type.words, size: type.text, storageClassName: type.words });
  const mcp = block({ enabled: type.flag, writeAccessEnabled: type.flag, config: type.anyMap });
  const serviceMonitor = block({
    enabled: type.flag,
    interval: type.text,
    scrapeTimeout: type.text,
  });
  const customConfigMap = block({ enabled: type.flag, name: type.words });
  const runtimeOverrides = block({
    enabled: type.flag,
    path: type.words,
    load_interval: type.text,
    values: type.anyMap,
  });
  const disruptionBudget = block({ enabled: type.flag, spec: type.anyMap });
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
    switchAlone,
    storage,
    mcp,
    serviceMonitor,
    customConfigMap,
    runtimeOverrides,
    disruptionBudget,
  };
}

/** Values of chart 17.8.3 as people write them: all the keys that its templates read, with what they can take. */
export const valuesFileSchema = madeOnce(() => {
  const weaviate = weaviateSchemas();
  const modules = z.nullable(
    z.partial(
      z.strictObject({
        default_vectorizer_module: type.words,
        ...moduleSchemas(CHART_MODULES),
      }),
    ),
  );

  const podDisruptionBudgets = z.nullable(
    z.partial(
      z.strictObject(
        Object.fromEntries(['weaviate', ...LOCAL_MODULES].map((name) => [name, weaviate.disruptionBudget])),
      ),
    ),
  );

  return z.partial(
    z.strictObject({
      image: weaviate.image,
      command: type.names,
      args: type.names,
      initContainers: weaviate.initContainers,
      replicas: type.wholeNumber,
      podManagementPolicy: type.oneOf(['OrderedReady', 'Parallel']),
      updateStrategy: type.anyMap,
      resources: type.resources,
      securityContext: type.anyMap,
      containerSecurityContext: type.anyMap,
      serviceAccountName: type.words,
      clusterDomain: type.words,
      storage: weaviate.storage,
      service: weaviate.restService,
      grpcService: weaviate.grpcService,
      mcp: weaviate.mcp,
      serviceMonitor: weaviate.serviceMonitor,
      startupProbe: weaviate.probe,
      livenessProbe: weaviate.probe,
      readinessProbe: weaviate.probe,
      terminationGracePeriodSeconds: type.wholeNumber,
      authentication: weaviate.authentication,
      authorization: weaviate.authorization,
      query_defaults: z.nullable(z.partial(z.looseObject({ limit: type.wholeNumber }))),
      debug: type.flag,
      namespaces: weaviate.switchAlone,
      env: type.variables,
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
      affinity: type.anyMap,
      priorityClassName: type.words,
      globalPriorityClassName: type.words,
      podDisruptionBudgets,
      // Helm's own, handed to every chart.
      global: type.anything,
    }),
  );
});
