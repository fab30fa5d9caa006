import * as z from 'zod';
import { CHART_MODULES } from '../../stack/chartModules.ts';
import { LOCAL_MODULES, moduleSchema } from './moduleSchemas.ts';
import * as type from './valuesTypes.ts';
import * as weaviate from './weaviateSchemas.ts';

const modules = z
  .strictObject({
    default_vectorizer_module: type.words,
    ...Object.fromEntries([...CHART_MODULES].map((name) => [name, moduleSchema(name)])),
  })
  .partial()
  .nullable();

const podDisruptionBudgets = z
  .strictObject(
    Object.fromEntries(['weaviate', ...LOCAL_MODULES].map((name) => [name, weaviate.disruptionBudget])),
  )
  .partial()
  .nullable();

/** Values of chart 17.8.3 as people write them: all the keys that its templates read, with what they can take. */
export const valuesFileSchema = z
  .strictObject({
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
    query_defaults: z.looseObject({ limit: type.wholeNumber }).partial().nullable(),
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
  })
  .partial();
