import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { INFERENCE_MEMORY_LEAST } from '../../../facts/resources.ts';
import type { StackConfig } from '../../../options/table.ts';
import { WEAVIATE_SERVICE } from '../../../stack/compose.ts';
import { type Gpu, INFERENCE_SERVICE, imageReference } from '../../../stack/inference.ts';
import { stackOf } from '../../../stack/stack.ts';

/** A port of this machine that a stack listens on. */
export interface PortNeed {
  /** `http`, `grpc`, or the number where it is neither. */
  readonly name: string;
  /** The flag that sets it, if one does. */
  readonly flag: string | undefined;
  readonly address: string;
  readonly port: number;
}

export interface ServiceNeeds {
  readonly name: string;
  readonly kind: 'weaviate' | 'model' | 'stand-in' | 'other';
  /** Undefined where it is built from sources. */
  readonly image: string | undefined;
  readonly pullPolicy: 'missing' | 'always' | 'never';
  /** Limit in bytes; undefined without one. */
  readonly memory: number | undefined;
}

/** What a Compose project needs of the machine, whether it stands in a file or in a configuration. */
export interface StackNeeds {
  /** Name of the Compose project. */
  readonly project: string;
  readonly services: readonly ServiceNeeds[];
  readonly ports: readonly PortNeed[];
  readonly gpu: Gpu | undefined;
  /** CUDA_CORE; undefined for the first of the GPUs. */
  readonly cudaCore: string | undefined;
  /** An inference server that exists already. */
  readonly endpoint: string | undefined;
}

const MIB = 1024 ** 2;

/** Bytes without which a service does not start, whatever its limit. */
const LEAST: Readonly<Record<ServiceNeeds['kind'], number>> = {
  model: INFERENCE_MEMORY_LEAST,
  // Killed again and again at 512 MiB once there are data (apecloud/kubeblocks-addons#727); empty it starts.
  weaviate: 512 * MIB,
  'stand-in': 128 * MIB,
  other: 0,
};

/** Bytes that a service needs to start. */
export function leastMemory({ kind }: Pick<ServiceNeeds, 'kind'>): number {
  return LEAST[kind];
}

/** The names and flags of Weaviate's two ports, by their number inside the container. */
export function portNames(target: number): Pick<PortNeed, 'name' | 'flag'> {
  return target === CONTAINER_HTTP_PORT
    ? { name: 'http', flag: '--http-port' }
    : { name: 'grpc', flag: '--grpc-port' };
}

/** Weaviate's ports first, REST before gRPC, whatever their numbers. */
export function inOrder(ports: readonly PortNeed[]): PortNeed[] {
  const rank = ({ name }: PortNeed) => (name === 'http' ? 0 : name === 'grpc' ? 1 : 2);
  return [...ports].sort((a, b) => rank(a) - rank(b));
}

/** What the project of a configuration needs, once its files are written. */
export function needsOfConfig(config: StackConfig): StackNeeds {
  const { weaviate, inference } = stackOf(config, 'compose');
  const services: ServiceNeeds[] = [];
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
    ports: inOrder(
      weaviate.ports.map(({ address, published, target }) => ({
        ...portNames(target),
        address,
        port: published,
      })),
    ),
    gpu: inference?.gpu,
    cudaCore: config.gpu.core,
    endpoint: inference ? undefined : config.inference.url,
  };
}
