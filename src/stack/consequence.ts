import { goMemoryLimitOf } from '../capabilities/server.ts';
import { BACKUP_CLAIM_FILE } from '../facts/fileNames.ts';
import { MODEL_IMAGE_SIZE } from '../facts/resources.ts';
import { STUB_NODE_IMAGE } from '../facts/versions.ts';
import { isLoopback } from '../formats/addresses.ts';
import { readableSize } from '../formats/size.ts';
import type { StackConfig } from '../options/table.ts';
import { backupClaim } from './backupClaim.ts';
import { imageReference } from './inference.ts';
import { objectsNeed } from './objectsNeed.ts';
import { inferencePatch, POST_RENDERER_DIRECTORY } from './postRenderer.ts';

type Consequence = (config: StackConfig) => string | undefined;

function writtenFiles(config: StackConfig): string {
  const { targets, inference } = config;
  const names = [
    ...(targets.includes('compose') ? ['docker-compose.yml'] : []),
    ...(targets.includes('helm') ? ['values.yaml'] : []),
    ...(backupClaim(config) ? [BACKUP_CLAIM_FILE] : []),
    ...(targets.includes('helm') && inferencePatch(config) ? [`${POST_RENDERER_DIRECTORY}/`] : []),
    'collection.json',
    ...(inference.mode === 'stub' ? ['stub/'] : []),
  ];
  return `writes ${names.join(', ')}`;
}

function inferenceNeeds({ inference }: StackConfig): string {
  switch (inference.mode) {
    case 'container':
      return `needs ${readableSize(inference.memory)} of memory and an image: ${MODEL_IMAGE_SIZE}`;
    case 'external':
      return 'needs no memory here: Weaviate sends all data to the endpoint';
    case 'stub':
      return `needs almost no resources (${STUB_NODE_IMAGE}); its vectors have no meaning`;
  }
}

const inferenceImage: Consequence = ({ inference }) => `uses the image ${imageReference(inference)}`;
const weaviateImage: Consequence = ({ weaviate }) => `uses the image ${imageReference(weaviate)}`;

function authentication({ weaviate, targets }: StackConfig): string {
  if (weaviate.auth === 'api-key') return 'generates a key and stores it in .env';
  const isLocal = isLoopback(weaviate.bindAddress) && !targets.includes('helm');
  return isLocal
    ? 'open on this machine: every user and program on it has full access'
    : 'anyone who can reach the port has full access';
}

/** What starting a stack takes, if that is much; undefined otherwise. */
export function costOfStarting({ inference: { mode, memory } }: StackConfig): string | undefined {
  return mode === 'container'
    ? `ImageBind needs ${readableSize(memory)} of memory, and the first time an image: ${MODEL_IMAGE_SIZE}`
    : undefined;
}

/** What an answer changes, by option key; answers without an entry need no explanation. */
const CONSEQUENCES: Readonly<Record<string, Consequence>> = {
  targets: writtenFiles,
  'inference.mode': inferenceNeeds,
  'inference.memory': ({ inference }) => `limits the service to ${readableSize(inference.memory)}`,
  'inference.registry': inferenceImage,
  'inference.repository': inferenceImage,
  'inference.tag': inferenceImage,
  'inference.timeout': ({ inference }) => `sets MODULES_CLIENT_TIMEOUT to ${inference.timeout}s`,
  'inference.startPeriod': ({ inference }) => `gives the model ${inference.startPeriod} s to load`,
  'gpu.enabled': ({ gpu }) => (gpu.enabled ? 'sets ENABLE_CUDA and reserves a GPU' : undefined),
  'collection.modalities': ({ collection }) =>
    `creates the fields title, ${collection.modalities.join(', ')}`,
  'collection.objects': objectsNeed,
  'weaviate.auth': authentication,
  'weaviate.bindAddress': ({ weaviate }) =>
    isLoopback(weaviate.bindAddress) ? 'reachable from this machine only' : 'reachable from other machines',
  'weaviate.memory': (config) => `sets GOMEMLIMIT to ${goMemoryLimitOf(config)}`,
  'weaviate.registry': weaviateImage,
  'weaviate.repository': weaviateImage,
  'weaviate.tag': weaviateImage,
};

/** What the answer to a question changes, in a few words; undefined if there is nothing to add. */
export function consequence(key: string, config: StackConfig): string | undefined {
  return CONSEQUENCES[key]?.(config);
}
