import * as z from 'zod';
import { backupDirectory } from '../../../capabilities/backup.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { STUB_NODE_IMAGE } from '../../../facts/versions.ts';
import { tryParseJson } from '../../../formats/parseJson.ts';
import { parseS3Endpoint } from '../../../formats/s3Endpoint.ts';
import type { StackConfig } from '../../../options/table.ts';
import { WEAVIATE_SERVICE } from '../../../stack/compose.ts';
import { type Gpu, INFERENCE_SERVICE, imageReference } from '../../../stack/inference.ts';
import { stackOf } from '../../../stack/stack.ts';
import type { ServiceKind } from '../../shared/preflight/machine.ts';
import type { RequiredPort } from '../../shared/preflight/ports.ts';
import { backupPlaces } from '../backupPlaces.ts';
import { composePortSchema, containerPorts, serviceStartSchema } from '../composeOutput.ts';

export interface RequiredService {
  readonly name: string;
  readonly kind: ServiceKind;
  /** Undefined if the service is built from source. */
  readonly image: string | undefined;
  readonly pullPolicy: 'missing' | 'always' | 'never';
  /** Limit in bytes; undefined without a limit. */
  readonly memory: number | undefined;
}

/** What a Compose project needs from the machine, read from its files or from a configuration. */
export interface StackRequirements {
  /** Name of the Compose project. */
  readonly project: string;
  readonly services: readonly RequiredService[];
  readonly ports: readonly RequiredPort[];
  readonly gpu: Gpu | undefined;
  /** CUDA_CORE; undefined for the first GPU. */
  readonly cudaCore: string | undefined;
  /** Address of an external inference server. */
  readonly endpoint: string | undefined;
  /** Host and port of the S3 server for backups. */
  readonly s3Host: string | undefined;
  /** Whether Weaviate is in the network of this machine (`network_mode: host`), so a loopback address is this machine. */
  readonly usesHostNetwork: boolean;
  /** Directories of this machine, for backups; as in the file. */
  readonly backupFolders: readonly string[];
}

/** Name and flag of one of Weaviate's two ports, by its number inside the container. */
function portNames(target: number): Pick<RequiredPort, 'name' | 'flag'> {
  return target === CONTAINER_HTTP_PORT
    ? { name: 'http', flag: '--http-port' }
    : { name: 'grpc', flag: '--grpc-port' };
}

/** Sorts Weaviate's ports first, REST before gRPC, whatever their numbers. */
function weaviatePortsFirst(ports: readonly RequiredPort[]): RequiredPort[] {
  const rank = ({ name }: RequiredPort) => (name === 'http' ? 0 : name === 'grpc' ? 1 : 2);
  return [...ports].sort((a, b) => rank(a) - rank(b));
}

/** What the project of a configuration needs, once its files are written. */
export function configRequirements(config: StackConfig): StackRequirements {
  const { weaviate, inference } = stackOf(config, 'compose');
  const services: RequiredService[] = [];
  if (inference) {
    const { kind, image, memory } = inference;
    services.push({
      name: INFERENCE_SERVICE,
      kind,
      image: imageReference(image),
      pullPolicy: 'missing',
      memory,
    });
  }
  services.push({
    name: WEAVIATE_SERVICE,
    kind: 'weaviate',
    image: imageReference(weaviate.image),
    pullPolicy: 'missing',
    memory: weaviate.memory,
  });
  return {
    project: config.name,
    services,
    ports: weaviatePortsFirst(
      weaviate.ports.map(({ address, published, target }) => ({
        ...portNames(target),
        address,
        port: published,
      })),
    ),
    gpu: inference?.gpu,
    cudaCore: config.gpu.core,
    endpoint: inference ? undefined : config.inference.url,
    s3Host: config.backup.endpoint === undefined ? undefined : parseS3Endpoint(config.backup.endpoint)?.host,
    usesHostNetwork: false,
    backupFolders: config.backup.to === 'directory' ? [backupDirectory(config)] : [],
  };
}

const bytesSchema = z.coerce.number();

const deviceSchema = z.object({
  capabilities: z.array(z.string()).default([]),
  // Compose writes `all` as -1.
  count: z.union([z.number(), z.literal('all')]).optional(),
  device_ids: z.array(z.string()).default([]),
});

const resourcesSchema = z.object({
  limits: z.object({ memory: bytesSchema.optional() }).nullish(),
  reservations: z.object({ devices: z.array(deviceSchema).nullish() }).nullish(),
});

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.unknown().optional(),
  pull_policy: z.string().optional(),
  network_mode: z.string().optional(),
  mem_limit: bytesSchema.optional(),
  deploy: z.object({ resources: resourcesSchema.nullish() }).nullish(),
  ...serviceStartSchema.shape,
  ports: z.array(composePortSchema).nullish(),
  volumes: z
    .array(z.object({ type: z.string(), source: z.string().default(''), target: z.string() }))
    .nullish(),
});

type Service = z.infer<typeof serviceSchema>;

const projectSchema = z.object({ name: z.string(), services: z.record(z.string(), serviceSchema) });

function kindOf(name: string, { image = '' }: Service): RequiredService['kind'] {
  if (name === WEAVIATE_SERVICE || /\/weaviate(?:[:@]|$)/.test(image)) return 'weaviate';
  if (image === STUB_NODE_IMAGE) return 'stub';
  return name === INFERENCE_SERVICE || /multi2vec-bind(?:[:@]|$)/.test(image) ? 'model' : 'other';
}

function pullPolicyOf({ pull_policy: policy }: Service): RequiredService['pullPolicy'] {
  return policy === 'always' || policy === 'never' ? policy : 'missing';
}

function requiredService(name: string, found: Service): RequiredService {
  return {
    name,
    kind: kindOf(name, found),
    image: found.build === undefined ? found.image : undefined,
    pullPolicy: pullPolicyOf(found),
    memory: found.mem_limit ?? found.deploy?.resources?.limits?.memory,
  };
}

function requiredPorts(name: string, service: Service): RequiredPort[] {
  const { rest, grpc } = containerPorts(service);
  return (service.ports ?? []).flatMap(({ target, published, host_ip: address = '0.0.0.0', protocol }) => {
    // If no host port is given, the engine chooses a free one.
    const port = Number(published);
    if (protocol !== 'tcp' || !Number.isInteger(port) || port === 0) return [];
    const isKnown = name === WEAVIATE_SERVICE && (target === rest || target === grpc);
    const usual = target === rest ? CONTAINER_HTTP_PORT : CONTAINER_GRPC_PORT;
    return [{ ...(isKnown ? portNames(usual) : { name: `${port}`, flag: undefined }), address, port }];
  });
}

function gpuOf({ deploy }: Service): Gpu | undefined {
  const devices = deploy?.resources?.reservations?.devices ?? [];
  const found = devices.find(({ capabilities }) => capabilities.includes('gpu'));
  if (!found) return undefined;
  const { count = -1, device_ids: ids } = found;
  return { count: count === -1 ? 'all' : count, devices: ids };
}

/** What the project in `docker compose config --format json` needs; undefined if it cannot be parsed. */
export function projectRequirements(stdout: string): StackRequirements | undefined {
  const result = projectSchema.safeParse(tryParseJson(stdout));
  if (!result.success) return undefined;
  const entries = Object.entries(result.data.services);
  const services = entries.map(([name, found]) => requiredService(name, found));
  const weaviate = result.data.services[WEAVIATE_SERVICE];
  const own = services.find(({ kind }) => kind === 'model' || kind === 'stub');
  const inference = own && result.data.services[own.name];
  return {
    project: result.data.name,
    services,
    ports: weaviatePortsFirst(entries.flatMap(([name, found]) => requiredPorts(name, found))),
    gpu: inference && gpuOf(inference),
    cudaCore: inference?.environment?.['CUDA_CORE'] ?? undefined,
    endpoint: own ? undefined : (weaviate?.environment?.['BIND_INFERENCE_API'] ?? undefined),
    s3Host: weaviate?.environment?.['BACKUP_S3_ENDPOINT'] ?? undefined,
    usesHostNetwork: weaviate?.network_mode === 'host',
    backupFolders: backupPlaces(result.data).folders,
  };
}
