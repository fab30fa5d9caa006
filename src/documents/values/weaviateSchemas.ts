import * as z from 'zod';
import * as type from './valuesTypes.ts';

function block<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape).partial().nullable();
}

export const image = block({
  registry: type.words,
  repo: type.words,
  tag: type.tag,
  pullPolicy: type.words,
  pullSecrets: type.pullSecrets,
});

export const initContainers = block({
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

export const restService = block(service);
export const grpcService = block({ ...service, enabled: type.flag });

export const probe = block({
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
export const authentication = block({
  anonymous_access: block({ enabled: type.truth }),
  apikey: block({ enabled: type.truth, allowed_keys: type.names, users: type.names }),
  db_users: type.anyMap,
  oidc: z.looseObject({ enabled: type.truth }).partial().nullable(),
});

export const authorization = block({
  rbac: z.looseObject({ enabled: type.truth, root_users: type.names }).partial().nullable(),
  admin_list: z
    .looseObject({ enabled: type.truth, users: type.names, read_only_users: type.names })
    .partial()
    .nullable(),
});

const bucket = block({
  enabled: type.flag,
  serviceAccountName: type.words,
  envconfig: type.variables,
  secrets: type.anyMap,
  envSecrets: type.secretNames,
});

export const backups = block({ filesystem: bucket, s3: bucket, gcs: bucket, azure: bucket });
export const offload = block({ s3: bucket });
export const usage = block({ gcs: bucket, s3: bucket });
export const collectionExport = block({ enabled: type.flag, envconfig: type.variables });
export const switchAlone = block({ enabled: type.flag });
export const storage = block({ name: type.words, size: type.text, storageClassName: type.words });
export const mcp = block({ enabled: type.flag, writeAccessEnabled: type.flag, config: type.anyMap });
export const serviceMonitor = block({
  enabled: type.flag,
  interval: type.text,
  scrapeTimeout: type.text,
});
export const customConfigMap = block({ enabled: type.flag, name: type.words });
export const runtimeOverrides = block({
  enabled: type.flag,
  path: type.words,
  load_interval: type.text,
  values: type.anyMap,
});
export const disruptionBudget = block({ enabled: type.flag, spec: type.anyMap });
