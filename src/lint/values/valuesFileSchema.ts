import * as z from 'zod/mini';
import { CHART_MODULES } from '../../facts/chartModules.ts';
import { madeOnce } from '../madeOnce.ts';
import { LOCAL_MODULES, moduleSchemas } from './moduleSchemas.ts';
import * as type from './valuesTypes.ts';
import { weaviateSchemas } from './weaviateSchemas.ts';

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
