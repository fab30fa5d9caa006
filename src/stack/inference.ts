import type { Variable } from '../capabilities/capability.ts';
import { gpusOf } from '../capabilities/gpu.ts';
import { CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { STUB_MEMORY } from '../facts/resources.ts';
import { STUB_NODE_IMAGE } from '../facts/versions.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { StackConfig } from '../options/table.ts';
import { inferenceVariables } from './contributions.ts';
import type { HealthCheck } from './healthCheck.ts';

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

/** Name of the service in Compose, as in Weaviate's documentation. */
export const INFERENCE_SERVICE = BIND_MODULE;

/** Name and address of the service that the chart creates (values `fullnameOverride`). */
export const CHART_SERVICE_NAME = 'bind-inference';
export const CHART_SERVICE = `http://${CHART_SERVICE_NAME}:${CONTAINER_HTTP_PORT}`;

/**
 * The image that `stub/Dockerfile` builds, for clusters. `localhost` is not a registry, so a cluster into which the
 * image was not loaded cannot pull another image of that name.
 */
export const STUB_IMAGE: Image = { registry: 'localhost', repository: 'bindstack/stub', tag: '1' };

/** `registry/repository:tag`. */
export function imageReference({ registry, repository, tag }: Image): string {
  return `${registry}/${repository}:${tag}`;
}

/** @param startPeriod seconds that loading the model may take */
export function inferenceHealthCheck(startPeriod: number): HealthCheck {
  // The port opens once the model is loaded (multi2vec-bind-inference app.py). A busy CPU responds slowly, so a few
  // late responses must not count as a failure.
  const url = `http://127.0.0.1:${CONTAINER_HTTP_PORT}/.well-known/ready`;
  return { url, interval: 5, timeout: 10, retries: 12, startPeriod };
}

function modelService(config: StackConfig, url: string): InferenceService {
  const { registry, repository, tag, memory, cpus, startPeriod } = config.inference;
  return {
    kind: 'model',
    image: { registry, repository, tag },
    url,
    environment: inferenceVariables(config),
    command: undefined,
    memory,
    cpus,
    gpu: gpusOf(config),
    healthCheck: inferenceHealthCheck(startPeriod),
  };
}

/** The stub in its container in Compose. */
export const STUB_SERVER = '/stub/server.mjs';

/** The image with the Node that runs the mounted stub. */
function nodeImage(): Image {
  const [registry = '', owner = '', name = ''] = STUB_NODE_IMAGE.split('/');
  const [node = '', tag = ''] = name.split(':');
  return { registry, repository: `${owner}/${node}`, tag };
}

interface TargetSetup {
  /** Where Weaviate reaches the service. */
  readonly url: string;
  /** Compose mounts the stub into a Node image; a cluster needs an image that contains it. */
  readonly stub: Pick<InferenceService, 'image' | 'command'>;
}

const TARGET_SETUPS: Readonly<Record<StackTarget, TargetSetup>> = {
  compose: {
    url: `http://${INFERENCE_SERVICE}:${CONTAINER_HTTP_PORT}`,
    stub: { image: nodeImage(), command: ['node', STUB_SERVER] },
  },
  helm: { url: CHART_SERVICE, stub: { image: STUB_IMAGE, command: undefined } },
};

function stubService(config: StackConfig, { url, stub }: TargetSetup): InferenceService {
  return {
    kind: 'stub',
    ...stub,
    url,
    environment: [],
    memory: STUB_MEMORY,
    cpus: undefined,
    gpu: undefined,
    healthCheck: inferenceHealthCheck(config.inference.startPeriod),
  };
}

/** The inference service of a configuration; undefined if it uses an existing endpoint. */
export function inferenceService(config: StackConfig, target: StackTarget): InferenceService | undefined {
  const place = TARGET_SETUPS[target];
  switch (config.inference.mode) {
    case 'container':
      return modelService(config, place.url);
    case 'stub':
      return stubService(config, place);
    case 'external':
      return undefined;
  }
}
