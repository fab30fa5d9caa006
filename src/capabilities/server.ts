import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { isRegistry, isRepository, isTag } from '../formats/imageReference.ts';
import { goMemoryLimit, readableSize } from '../formats/size.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import { type Capability, type Check, error, warning } from './capability.ts';
import type { CollectionConfig } from './collection.ts';
import { leaveOut, or, setting, use, words } from './message.ts';
import { type ConfigOf, sizeOption, textOption } from './option.ts';

const options = {
  weaviate: {
    registry: textOption({
      flag: '--weaviate-registry',
      label: 'Weaviate registry',
      placeholder: 'HOST',
      help: 'registry of the Weaviate image',
      default: 'cr.weaviate.io',
      accepts: isRegistry,
      expected: 'a registry such as cr.weaviate.io or localhost:5000 (no scheme, no path)',
    }),
    repository: textOption({
      flag: '--weaviate-repository',
      label: 'Weaviate repository',
      placeholder: 'PATH',
      help: 'repository of the Weaviate image',
      default: 'semitechnologies/weaviate',
      accepts: isRepository,
      expected: 'an image repository such as semitechnologies/weaviate (lowercase, no tag)',
    }),
    tag: textOption({
      flag: '--weaviate-tag',
      label: 'Weaviate tag',
      placeholder: 'TAG',
      help: 'tag of the Weaviate image (the server version), or tag@sha256:…',
      default: WEAVIATE_VERSION,
      accepts: isTag,
      expected: `an image tag such as ${WEAVIATE_VERSION} or ${WEAVIATE_VERSION}@sha256:… (64 hexadecimal digits)`,
    }),
    memory: sizeOption({
      flag: '--weaviate-memory',
      label: 'Weaviate memory',
      help: 'memory limit of Weaviate; GOMEMLIMIT is set to 90% of it',
      default: '4g',
    }),
  },
};

export type ServerConfig = ConfigOf<typeof options>;

type Config = ServerConfig & CollectionConfig;

const MIB = 1024 ** 2;
/** Docker: “Minimum memory limit allowed is 6MB”. */
const MINIMUM_MEMORY = 6 * MIB;
/** Weaviate is reported to be killed repeatedly at 512 MiB (apecloud/kubeblocks-addons#727). */
const RECOMMENDED_MEMORY = 1024 * MIB;

const weaviateVersion: Check<Config> = ({ weaviate, collection, clients }) => {
  const version = versionInTag(weaviate.tag);
  if (version === undefined) {
    return warning(
      'version-unknown',
      `the tag ${weaviate.tag} does not say which version of Weaviate runs`,
      words`set a version with ${setting('weaviate.tag')}, so that Weaviate is not upgraded by accident`,
    );
  }
  const isOlderThan = (minimum: readonly string[]) => !hasReached(version, minimum);
  if (isOlderThan(MINIMUM_VERSIONS.bindModule)) {
    return error(
      'weaviate-too-old',
      `Weaviate ${version} does not have the module multi2vec-bind`,
      words`${use('weaviate.tag', '1.27.0')} or newer`,
      'The module was added in Weaviate 1.21.0.',
    );
  }
  if (isOlderThan(MINIMUM_VERSIONS.namedVectors) && collection.vectors === 'separate') {
    return error(
      'weaviate-too-old',
      words`Weaviate ${version} does not support named vectors, which ${setting('collection.vectors', 'separate')} needs`,
      words`${use('weaviate.tag', '1.24.0')} or newer, ${or('collection.vectors', 'shared')}`,
    );
  }
  const { modalities, vectors } = collection;
  const withoutText =
    vectors === 'separate' ? modalities.some(isNeitherTextNorImage) : modalities.every(isNeitherTextNorImage);
  if (withoutText && isOlderThan(MINIMUM_VERSIONS.collectionWithoutTextAndImage)) {
    return error(
      'weaviate-too-old',
      `Weaviate ${version} rejects a vector that has neither text nor image fields`,
      words`${use('weaviate.tag', '1.35.0')} or newer, or add text or image to ${setting('collection.modalities')} with ${setting('collection.vectors', 'shared')}`,
    );
  }
  if (isOlderThan(MINIMUM_VERSIONS.currentClients) && clients.length > 0) {
    return error(
      'weaviate-too-old',
      `the client code cannot connect to Weaviate ${version}`,
      words`${use('weaviate.tag', '1.27.0')} or newer, or ${leaveOut('clients')}`,
      'weaviate-client since 4.23 (Python) and 3.9 (TypeScript) requires Weaviate 1.27.0 or newer.',
    );
  }
  return isOlderThan(MINIMUM_VERSIONS.currentClients)
    ? warning(
        'weaviate-old',
        `Weaviate ${version} is too old for the current client libraries (minimum: 1.27.0)`,
        words`${use('weaviate.tag', '1.27.0')} or newer`,
      )
    : undefined;
};

function isNeitherTextNorImage(modality: string): boolean {
  return modality !== 'text' && modality !== 'image';
}

const weaviateMemory: Check<Config> = ({ weaviate: { memory } }) => {
  if (memory >= RECOMMENDED_MEMORY) return undefined;
  return memory < MINIMUM_MEMORY
    ? error(
        'weaviate-memory',
        words`${setting('weaviate.memory', readableSize(memory))} is below Docker's minimum of 6 MiB`,
        words`${use('weaviate.memory', '4g')}`,
      )
    : warning(
        'weaviate-memory',
        `${readableSize(memory)} may be too little for Weaviate: it keeps the vector index in memory`,
        words`${use('weaviate.memory', '4g')}`,
      );
};

/** `GOMEMLIMIT`: 90% of the memory limit. */
export function goMemoryLimitOf({ weaviate }: ServerConfig): string {
  return goMemoryLimit(weaviate.memory * 0.9);
}

/** The Weaviate server: its image, version and memory. */
export const server = {
  options,
  rules: [
    {
      keys: ['weaviate.tag', 'collection.modalities', 'collection.vectors', 'clients'],
      check: weaviateVersion,
    },
    { keys: ['weaviate.memory'], check: weaviateMemory },
  ],
  owned: {
    AUTOSCHEMA_ENABLED:
      'leave it out: a collection created by auto-schema has no media fields and no vectors',
    CLUSTER_HOSTNAME: 'leave it out: the data belongs to the fixed name node1',
    GOMEMLIMIT: words`${use('weaviate.memory')}`,
    GO_PROFILING_DISABLE: 'leave it out: it would open port 6060, which requires no key',
  },
  variables: (config) => [
    {
      name: 'AUTOSCHEMA_ENABLED',
      value: 'false',
      why: 'a collection created by auto-schema has no media fields and no vectors',
    },
    {
      name: 'CLUSTER_HOSTNAME',
      value: 'node1',
      why: 'fixed: under another name, Weaviate does not find its data',
    },
    {
      name: 'GOMEMLIMIT',
      value: goMemoryLimitOf(config),
      why: '90% of the memory limit, so Go collects garbage before the kernel kills Weaviate',
    },
    { name: 'GO_PROFILING_DISABLE', value: 'true', why: 'closes port 6060, which requires no key' },
  ],
  // The chart sets it to the name of the pod.
  chart: () => ({ setByChart: ['CLUSTER_HOSTNAME'] }),
} satisfies Capability<Config>;
