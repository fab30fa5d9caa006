import type { OptionInput } from '../capabilities/option.ts';
import { MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { isLoopback } from '../formats/addresses.ts';
import { parseSize, readableSize } from '../formats/size.ts';
import { WEAVIATE_SERVICE } from '../stack/compose.ts';
import { INFERENCE_SERVICE, STUB_IMAGE } from '../stack/inference.ts';

/** A tree that somebody else may have written: every step may lead nowhere. */
export type Tree = unknown;

function at(tree: Tree, ...path: readonly (string | number)[]): Tree {
  return path.reduce<Tree>(
    (node, step) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, step)
        ? (node as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    tree,
  );
}

const isOn = (value: Tree) => value === true || /^(?:true|1|on|enabled)$/i.test(String(value));
const textAt = (value: Tree) => (typeof value === 'string' ? value : undefined);

export type Reader = (tree: Tree) => OptionInput | undefined;

/** Something that must not get weaker by accident: how each file says it, and what is weaker. */
export interface Guarded {
  readonly key: string;
  readonly compose?: Reader;
  readonly values?: Reader;
  readonly collection?: Reader;
  isWeaker(before: OptionInput, after: OptionInput): boolean;
  /** What would happen, as a sentence. */
  says(before: OptionInput, after: OptionInput): string;
}

function inferenceOfCompose(tree: Tree): 'container' | 'stub' | undefined {
  const service = at(tree, 'services', INFERENCE_SERVICE);
  if (service === undefined) return undefined;
  const command = at(service, 'command');
  return Array.isArray(command) && command.includes('/stub/server.mjs') ? 'stub' : 'container';
}

function inferenceOfValues(tree: Tree): 'container' | 'stub' | undefined {
  const bind = at(tree, 'modules', BIND_MODULE);
  if (at(bind, 'enabled') !== true) return undefined;
  return at(bind, 'repo') === STUB_IMAGE.repository ? 'stub' : 'container';
}

/** Reads something of the model alone: its stub has other memory and no GPU. */
const ofModel =
  (kind: (tree: Tree) => string | undefined, read: Reader): Reader =>
  (tree) =>
    kind(tree) === 'container' ? read(tree) : undefined;

const smaller = (before: OptionInput, after: OptionInput) => {
  const [old, next] = [parseSize(String(before)), parseSize(String(after))];
  return old !== undefined && next !== undefined && next < old;
};
const sizes = (before: OptionInput, after: OptionInput) => {
  const shown = (size: OptionInput) => readableSize(parseSize(String(size)) ?? 0);
  return `would be lowered from ${shown(before)} to ${shown(after)}`;
};

/** How many can reach an address: this machine, one network, every network. */
const reachOf = (address: string) => (isLoopback(address) ? 0 : EVERY_ADDRESS.has(address) ? 2 : 1);
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function modalitiesIn(tree: Tree): OptionInput | undefined {
  const one = at(tree, 'moduleConfig', BIND_MODULE);
  const named = Object.values((at(tree, 'vectorConfig') ?? {}) as object).map((vector) =>
    at(vector, 'vectorizer', BIND_MODULE),
  );
  const settings = [one, ...named].filter((part) => typeof part === 'object' && part !== null);
  const found = MODALITIES.filter((m) =>
    settings.some((part) => Object.hasOwn(part as object, MODALITY_FACTS[m].settingsKey)),
  );
  return found.length > 0 ? found : undefined;
}

export function modalitiesOf(value: OptionInput): readonly string[] {
  const list = Array.isArray(value) ? value.map(String) : [];
  return list.includes('all') ? MODALITIES : list;
}

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'];

export const GUARDED: readonly Guarded[] = [
  {
    key: 'weaviate.auth',
    compose: (tree) => {
      const environment = at(tree, 'services', WEAVIATE_SERVICE, 'environment');
      return isOn(at(environment, 'AUTHENTICATION_APIKEY_ENABLED')) ? 'api-key' : 'anonymous';
    },
    values: (tree) => (isOn(at(tree, 'env', 'AUTHENTICATION_APIKEY_ENABLED')) ? 'api-key' : 'anonymous'),
    isWeaker: (before, after) => before === 'api-key' && after === 'anonymous',
    says: () => 'authentication by API key would be switched off',
  },
  {
    key: 'weaviate.bindAddress',
    compose: (tree) => {
      const mapping = textAt(at(tree, 'services', WEAVIATE_SERVICE, 'ports', 0));
      return mapping && /^(.+):\d+:\d+$/.exec(mapping)?.[1]?.replace(/^\[|\]$/g, '');
    },
    isWeaker: (before, after) => {
      const [old, next] = [reachOf(String(before)), reachOf(String(after))];
      return next > old || (next === 1 && old === 1 && before !== after);
    },
    says: (before, after) => `the ports would be opened on ${after} instead of ${before}`,
  },
  {
    key: 'kubernetes.serviceType',
    values: (tree) => textAt(at(tree, 'service', 'type')),
    isWeaker: (before, after) =>
      SERVICE_TYPES.indexOf(String(before)) === 0 && SERVICE_TYPES.indexOf(String(after)) > 0,
    says: (before, after) => `Weaviate would be opened to the outside: ${after} instead of ${before}`,
  },
  {
    key: 'collection.modalities',
    collection: modalitiesIn,
    isWeaker: (before, after) => modalitiesOf(before).some((m) => !modalitiesOf(after).includes(m)),
    says: (before, after) => {
      const lost = modalitiesOf(before).filter((m) => !modalitiesOf(after).includes(m));
      return `the ${lost.length === 1 ? 'field' : 'fields'} ${lost.join(', ')} would be dropped`;
    },
  },
  {
    key: 'weaviate.memory',
    compose: (tree) => textAt(at(tree, 'services', WEAVIATE_SERVICE, 'mem_limit')),
    values: (tree) => textAt(at(tree, 'resources', 'limits', 'memory')),
    isWeaker: smaller,
    says: (before, after) => `the memory of Weaviate ${sizes(before, after)}`,
  },
  {
    key: 'inference.mode',
    compose: inferenceOfCompose,
    values: inferenceOfValues,
    isWeaker: (before, after) => before === 'container' && after === 'stub',
    says: () => 'the stub would take the place of ImageBind, and its vectors have no meaning',
  },
  {
    key: 'inference.memory',
    compose: ofModel(inferenceOfCompose, (tree) =>
      textAt(at(tree, 'services', INFERENCE_SERVICE, 'mem_limit')),
    ),
    values: ofModel(inferenceOfValues, (tree) =>
      textAt(at(tree, 'modules', BIND_MODULE, 'resources', 'limits', 'memory')),
    ),
    isWeaker: smaller,
    says: (before, after) => `the memory of ImageBind ${sizes(before, after)}`,
  },
  {
    key: 'gpu.enabled',
    compose: ofModel(inferenceOfCompose, (tree) =>
      isOn(at(tree, 'services', INFERENCE_SERVICE, 'environment', 'ENABLE_CUDA')),
    ),
    values: ofModel(inferenceOfValues, (tree) =>
      isOn(at(tree, 'modules', BIND_MODULE, 'envconfig', 'enable_cuda')),
    ),
    isWeaker: (before, after) => before === true && after === false,
    says: () => 'the GPU would be switched off',
  },
  {
    key: 'weaviate.replicas',
    values: (tree) => {
      const replicas = at(tree, 'replicas');
      return typeof replicas === 'number' ? replicas : undefined;
    },
    isWeaker: (before, after) => Number(after) < Number(before),
    says: (before, after) =>
      `Weaviate would have ${after} ${after === 1 ? 'pod' : 'pods'} instead of ${before}`,
  },
  {
    key: 'weaviate.persistence',
    compose: (tree) => {
      const mount = textAt(at(tree, 'services', WEAVIATE_SERVICE, 'volumes', 0));
      if (mount === undefined) return 'none';
      return mount.startsWith('.') ? 'directory' : 'volume';
    },
    isWeaker: (before, after) => before !== 'none' && before !== after,
    says: (before, after) =>
      `the data would be left behind in the ${before}: persistence ${after} does not read it`,
  },
];
