import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { INFERENCE_MEMORY_ENOUGH, INFERENCE_MEMORY_LEAST, MEMORY_TO_LOAD } from '../facts/resources.ts';
import { readableSize } from '../formats/size.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import type { StackConfig } from '../options/table.ts';
import {
  anonymousAccess,
  anyWebPage,
  openIdVariables,
  ownedVariables,
  signInWithoutKey,
} from './authenticationRules.ts';
import { chartModules, knownModules, moduleVariables, moduleVersions } from './moduleRules.ts';
import { podSecurity, sysctlInitForbidden } from './podSecurityRule.ts';
import type { ConfigFinding } from './resolve.ts';
import { error, type Rule, warning } from './rule.ts';
import type { GivenValues } from './source.ts';

const MIB = 1024 ** 2;
/** Docker: “Minimum memory limit allowed is 6MB”. */
const CONTAINER_MEMORY_ERROR = 6 * MIB;
/** Reports of Weaviate killed again and again at 512 MiB (apecloud/kubeblocks-addons#727). */
const WEAVIATE_MEMORY_WARNING = 1024 * MIB;

const portsDiffer: Rule = ({ weaviate: { httpPort, grpcPort } }) =>
  httpPort === grpcPort
    ? error(
        'same-port',
        `REST and gRPC cannot share port ${httpPort}`,
        'give --http-port and --grpc-port different numbers',
      )
    : undefined;

const weaviateVersion: Rule = ({ weaviate, collection, clients }) => {
  const version = versionInTag(weaviate.tag);
  if (version === undefined) {
    return warning(
      'version-unknown',
      `the tag ${weaviate.tag} does not say which version of Weaviate runs`,
      'name a version with --weaviate-tag, so that an upgrade is a decision',
    );
  }
  const lacks = (border: readonly string[]) => !hasReached(version, border);
  if (lacks(MINIMUM_VERSIONS.bindModule)) {
    return error(
      'weaviate-too-old',
      `Weaviate ${version} has no module multi2vec-bind`,
      'use --weaviate-tag 1.27.0 or newer',
      'The module came with Weaviate 1.21.0.',
    );
  }
  if (lacks(MINIMUM_VERSIONS.namedVectors) && collection.vectors === 'separate') {
    return error(
      'weaviate-too-old',
      `Weaviate ${version} has no named vectors, which --vectors separate needs`,
      'use --weaviate-tag 1.24.0 or newer, or --vectors shared',
    );
  }
  const { modalities, vectors } = collection;
  const withoutText =
    vectors === 'separate' ? modalities.some(isNeitherTextNorImage) : modalities.every(isNeitherTextNorImage);
  if (withoutText && lacks(MINIMUM_VERSIONS.collectionWithoutTextAndImage)) {
    return error(
      'weaviate-too-old',
      `Weaviate ${version} refuses a vector that has neither text nor image fields`,
      'use --weaviate-tag 1.35.0 or newer, or add text or image to --modalities with --vectors shared',
    );
  }
  if (lacks(MINIMUM_VERSIONS.clients) && clients.length > 0) {
    return error(
      'weaviate-too-old',
      `the client code of --client cannot connect to Weaviate ${version}`,
      'use --weaviate-tag 1.27.0 or newer, or leave out --client',
      'weaviate-client for Python 4.23 and for TypeScript 3.9, and newer ones, refuse servers before 1.27.0.',
    );
  }
  return lacks(MINIMUM_VERSIONS.clients)
    ? warning(
        'weaviate-old',
        `Weaviate ${version} is older than its current clients allow (1.27.0)`,
        'use --weaviate-tag 1.27.0 or newer',
      )
    : undefined;
};

function isNeitherTextNorImage(modality: string): boolean {
  return modality !== 'text' && modality !== 'image';
}

const replicaQuorum: Rule = ({ weaviate: { replicas } }) =>
  replicas === 2
    ? error(
        'two-replicas',
        'two Weaviate nodes tolerate no failure: Raft needs a majority, and a majority of two is both',
        'use --replicas 1, or 3 and more',
      )
    : undefined;

const inferenceUrl: Rule = ({ inference }) =>
  inference.mode === 'external' && inference.url === undefined
    ? error(
        'no-inference-url',
        '--inference external needs the address of the endpoint',
        'add --inference-url http://HOST:PORT',
      )
    : undefined;

const inferenceMemory: Rule = ({ inference: { mode, memory } }) => {
  if (mode !== 'container' || memory >= INFERENCE_MEMORY_ENOUGH) return undefined;
  return memory < INFERENCE_MEMORY_LEAST
    ? error(
        'inference-memory',
        `--inference-memory ${readableSize(memory)} is too little: ImageBind is killed while it loads below ${MEMORY_TO_LOAD}`,
        'use --inference-memory 12g, or --inference stub for a stand-in that needs almost none',
      )
    : warning(
        'inference-memory',
        `${readableSize(memory)} for ImageBind leaves next to nothing above the ${MEMORY_TO_LOAD} that loading takes`,
        'use --inference-memory 12g',
      );
};

const weaviateMemory: Rule = ({ weaviate: { memory } }) => {
  if (memory >= WEAVIATE_MEMORY_WARNING) return undefined;
  return memory < CONTAINER_MEMORY_ERROR
    ? error(
        'weaviate-memory',
        `--weaviate-memory ${readableSize(memory)} is less than Docker allows (6 MiB)`,
        'use --weaviate-memory 4g',
      )
    : warning(
        'weaviate-memory',
        `${readableSize(memory)} is little for Weaviate: it keeps its vector index in memory`,
        'use --weaviate-memory 4g',
      );
};

const gpuSelection: Rule = ({ gpu }, given) =>
  gpu.devices.length > 0 && given.has('gpu.count')
    ? error(
        'gpus-and-devices',
        '--gpus and --gpu-device exclude each other',
        'leave out --gpus: each --gpu-device is one GPU',
        'Compose accepts either a count or a list of device ids.',
      )
    : undefined;

/** What only Compose can do, refused where values for the chart are asked for too. */
const composeOnly: Rule = ({ targets, gpu }) => {
  if (!targets.includes('helm') || !gpu.enabled) return undefined;
  const chartCannot = (code: string, what: string, why: string) =>
    error(code, `${what} works for Compose only`, 'add --target compose', why);
  if (gpu.core !== undefined) {
    return chartCannot(
      'cuda-core-helm',
      '--cuda-core',
      'The Helm chart has no way to pass CUDA_CORE to the container.',
    );
  }
  if (gpu.devices.length > 0) {
    return chartCannot('gpu-device-helm', '--gpu-device', 'Kubernetes assigns GPUs by number, not by id.');
  }
  if (gpu.count === 'all') {
    return chartCannot('gpus-all-helm', '--gpus all', 'A Kubernetes resource limit is a number.');
  }
  return undefined;
};

/** Each rule with the options that its fault can be mended at. */
const RULES: readonly { readonly keys: readonly string[]; readonly check: Rule }[] = [
  { keys: ['weaviate.httpPort', 'weaviate.grpcPort'], check: portsDiffer },
  {
    keys: ['weaviate.tag', 'collection.modalities', 'collection.vectors', 'clients'],
    check: weaviateVersion,
  },
  { keys: ['weaviate.replicas'], check: replicaQuorum },
  { keys: ['weaviate.auth', 'weaviate.bindAddress', 'kubernetes.serviceType'], check: anonymousAccess },
  { keys: ['weaviate.auth', 'weaviate.corsOrigin'], check: anyWebPage },
  { keys: ['weaviate.env'], check: ownedVariables },
  { keys: ['weaviate.env'], check: openIdVariables },
  { keys: ['weaviate.env', 'weaviate.auth'], check: signInWithoutKey },
  { keys: ['weaviate.modules', 'weaviate.tag'], check: knownModules },
  { keys: ['weaviate.modules', 'weaviate.tag'], check: moduleVersions },
  { keys: ['targets', 'weaviate.modules'], check: chartModules },
  { keys: ['weaviate.modules', 'weaviate.env', 'targets'], check: moduleVariables },
  { keys: ['inference.mode', 'inference.url'], check: inferenceUrl },
  { keys: ['inference.mode', 'inference.memory'], check: inferenceMemory },
  { keys: ['weaviate.memory'], check: weaviateMemory },
  { keys: ['gpu.count', 'gpu.devices'], check: gpuSelection },
  {
    keys: ['kubernetes.podSecurity', 'weaviate.modules', 'inference.mode', 'inference.tag'],
    check: podSecurity,
  },
  { keys: ['kubernetes.podSecurity', 'kubernetes.sysctlInit'], check: sysctlInitForbidden },
  { keys: ['targets', 'gpu.enabled', 'gpu.count', 'gpu.devices', 'gpu.core'], check: composeOnly },
];

/** Errors and warnings that follow from several values together. */
export function checkRules(config: StackConfig, given: GivenValues): ConfigFinding[] {
  return RULES.flatMap(({ keys, check }) => {
    const fault = check(config, given);
    return fault ? { ...fault, keys } : [];
  });
}
