import { CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { STUB_MEMORY } from '../facts/resources.ts';
import { STUB_NODE_IMAGE } from '../facts/versions.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { StackConfig } from '../options/table.ts';
import type { HealthCheck } from './healthCheck.ts';
import type { Variable } from './weaviateEnvironment.ts';

export type StackTarget = 'compose' | 'helm';

export interface Gpu {
  readonly count: number | 'all';
  readonly devices: readonly string[];
}

export interface Image {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

/** The service that computes vectors. */
export interface InferenceService {
  readonly kind: 'model' | 'stub';
  readonly image: Image;
  /** Where Weaviate reaches it. */
  readonly url: string;
  readonly environment: readonly Variable[];
  readonly command: readonly string[] | undefined;
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number | undefined;
  readonly gpu: Gpu | undefined;
  readonly healthCheck: HealthCheck;
}

/** Name of the service in Compose, as Weaviate's documentation has it. */
export const INFERENCE_SERVICE = BIND_MODULE;

/** Name and address of the service that the chart makes (values `fullnameOverride`). */
export const CHART_SERVICE_NAME = 'bind-inference';
export const CHART_SERVICE = `http://${CHART_SERVICE_NAME}:${CONTAINER_HTTP_PORT}`;

/**
 * The image that `stub/Dockerfile` makes, for clusters. `localhost` is nobody's registry: a cluster that was
 * not given the image cannot pull something else under its name.
 */
export const STUB_IMAGE: Image = { registry: 'localhost', repository: 'bindstack/stand-in', tag: '1' };

/** `registry/repository:tag`. */
export function imageReference({ registry, repository, tag }: Image): string {
  return `${registry}/${repository}:${tag}`;
}

/** @param startPeriod seconds that loading the model may take */
export function inferenceHealthCheck(startPeriod: number): HealthCheck {
  // Only ready once the model is loaded: the port opens after that (multi2vec-bind-inference app.py). A busy
  // CPU answers slowly, so a single late answer is no failure.
  const url = `http://127.0.0.1:${CONTAINER_HTTP_PORT}/.well-known/ready`;
  return { url, interval: 5, timeout: 10, retries: 12, startPeriod };
}

function modelService({ inference, gpu }: StackConfig, url: string): InferenceService {
  const { registry, repository, tag, memory, cpus, startPeriod } = inference;
  const environment: Variable[] = [
    {
      name: 'ENABLE_CUDA',
      value: gpu.enabled ? '1' : '0',
      why: gpu.enabled ? 'exactly 1 or true; anything else means CPU' : '1 would also need a GPU reservation',
    },
    ...(gpu.core === undefined ? [] : [{ name: 'CUDA_CORE', value: gpu.core }]),
    ...(cpus === undefined
      ? []
      : [
          {
            name: 'OMP_NUM_THREADS',
            value: `${Math.max(1, Math.floor(cpus))}`,
            why: 'as many threads as CPUs: torch would start one for each core of the host',
          },
        ]),
  ];
  return {
    kind: 'model',
    image: { registry, repository, tag },
    url,
    environment,
    command: undefined,
    memory,
    cpus,
    gpu: gpu.enabled ? { count: gpu.count, devices: gpu.devices } : undefined,
    healthCheck: inferenceHealthCheck(startPeriod),
  };
}

function stubService(config: StackConfig, target: StackTarget, url: string): InferenceService {
  const [registry = '', owner = '', name = ''] = STUB_NODE_IMAGE.split('/');
  const [node = '', tag = ''] = name.split(':');
  return {
    kind: 'stub',
    image: target === 'helm' ? STUB_IMAGE : { registry, repository: `${owner}/${node}`, tag },
    url,
    environment: [],
    command: target === 'helm' ? undefined : ['node', '/stub/server.mjs'],
    memory: STUB_MEMORY,
    cpus: undefined,
    gpu: undefined,
    healthCheck: inferenceHealthCheck(config.inference.startPeriod),
  };
}

/** The inference service of a configuration; undefined for an endpoint that exists already. */
export function inferenceService(config: StackConfig, target: StackTarget): InferenceService | undefined {
  const url = target === 'helm' ? CHART_SERVICE : `http://${INFERENCE_SERVICE}:${CONTAINER_HTTP_PORT}`;
  switch (config.inference.mode) {
    case 'container':
      return modelService(config, url);
    case 'stub':
      return stubService(config, target, url);
    case 'external':
      return undefined;
  }
}
