import type { Change } from '../../yaml/change.ts';
import { at, entriesOf, type Located, type LocatedMap, textOf } from '../../yaml/located.ts';
import { keysOfSchema } from '../../yaml/schemaProblems.ts';
import type { Place } from '../../yaml/source.ts';
import { valuesFileSchema } from './valuesFileSchema.ts';

/**
 * Variables that no other program reads: names such as LOG_LEVEL, GOMEMLIMIT or OPENAI_APIKEY are not among them.
 */
const WEAVIATE_VARIABLES =
  /^(?:AUTHENTICATION_(?:ANONYMOUS_ACCESS_ENABLED|APIKEY_\w+|OIDC_(?:USERNAME_CLAIM|SKIP_CLIENT_ID_CHECK)|DB_USERS_ENABLED)|AUTHORIZATION_(?:ADMINLIST_\w+|RBAC_\w+|ENABLE_RBAC)|ENABLE_MODULES|DEFAULT_VECTORIZER_MODULE|AUTOSCHEMA_ENABLED|(?:BIND|CLIP|TRANSFORMERS|RERANKER|QNA|NER|SUM|SPELLCHECK|MODEL2VEC|GPT4ALL)_INFERENCE_API|MODULES_CLIENT_TIMEOUT|CLUSTER_(?:GOSSIP|DATA)_BIND_PORT|PERSISTENCE_(?:LSM|HNSW|MEMTABLES|MIN_MMAP)_\w+|QUERY_(?:DEFAULTS_LIMIT|MAXIMUM_RESULTS|SLOW_LOG_\w+)|(?:TRACK|REINDEX)_VECTOR_DIMENSIONS\w*|RAFT_(?:BOOTSTRAP_EXPECT|METADATA_ONLY_VOTERS|ENABLE_FQDN_RESOLVER)|ASYNC_INDEXING)$/;

const WEAVIATE_MODULES =
  /^(?:(?:text2|multi?2|img2|ref2)\w*[-_]?|(?:generative|reranker|qna|sum|ner)-\w|text-spellcheck$|default_vectorizer)/i;

/** Blocks that only this chart has, by the keys that they have in it. */
const CHART_ONLY_KEYS: Readonly<Record<string, readonly string[]>> = {
  authentication: ['anonymous_access', 'apikey', 'db_users'],
  authorization: ['admin_list', 'rbac'],
  query_defaults: ['limit'],
  custom_config_map: ['enabled', 'name'],
  runtime_overrides: ['enabled', 'load_interval', 'values'],
  collectionExport: ['enabled', 'envconfig'],
  initContainers: ['sysctlInitContainer', 'ensureFileOwnershipContainer'],
};

/** Whether a block has something that only values of the Weaviate chart have. */
function hasWeaviateKeys(map: LocatedMap): boolean {
  const keys = (...path: readonly string[]) => [...entriesOf(at(map, ...path)).keys()];
  return (
    keys('modules').some((name) => WEAVIATE_MODULES.test(name)) ||
    Object.entries(CHART_ONLY_KEYS).some(([block, own]) => keys(block).some((key) => own.includes(key))) ||
    ['env', 'envSecrets'].some((block) => keys(block).some((name) => WEAVIATE_VARIABLES.test(name))) ||
    ['s3', 'gcs', 'azure', 'filesystem'].some((name) => keys('backups', name).includes('envconfig')) ||
    ['repo', 'repository'].some((key) => /(?:^|\/)weaviate$/.test(textOf(at(map, 'image', key)) ?? '')) ||
    (map.entries.has('grpcService') && hasOnlyChartKeys(map, 1))
  );
}

const keysAt = keysOfSchema(valuesFileSchema);

/** Blocks that most charts have, each with keys of its own. */
const COMMON_BLOCKS = ['image', 'service', 'storage'];

/**
 * Whether the chart reads every key of a block, but for some. Short values have nothing else to be recognised by;
 * those of other charts have at least one such key: `replicaCount`, `image.repository`, `service.port`.
 */
function hasOnlyChartKeys(map: LocatedMap, others = 0): boolean {
  const known = new Set(keysAt([]));
  const names = [...map.entries.keys()].filter((name) => name !== 'enabled' && !name.startsWith('x-'));
  const own = names.filter((name) => known.has(name));
  if (own.length === 0 || names.length - own.length > others) return false;
  return COMMON_BLOCKS.every((block) => {
    const value = at(map, block);
    if (value === undefined || (value.kind === 'scalar' && value.value === null)) return true;
    const inside = new Set(keysAt([block]));
    return value.kind === 'map' && [...value.entries.keys()].every((key) => inside.has(key));
  });
}

/** Values of the Weaviate chart: a whole file, or what an umbrella chart hands down under the chart's name. */
export interface ChartValues {
  readonly root: LocatedMap;
  /** Where they begin: the key of a parent chart, or the first key. */
  readonly start: Place;
  /** What people call them: the keys of the parent charts with dots, or the manifest that they are in. Empty for a file. */
  readonly name: string;
  /** `modules.multi2vec-bind`, where it is a map. */
  readonly bind: LocatedMap | undefined;
}

/** The name of the chart, which a parent chart has as the key of its values. */
const CHART_NAME = 'weaviate';

/**
 * The values of the Weaviate chart in a file: at its root, or one or two levels down under the keys of parent
 * charts.
 */
export function chartValuesIn(root: Located): ChartValues[] {
  return root.kind === 'map' ? findValues(root, root.place, [], 2) : [];
}

function findValues(map: LocatedMap, key: Place, names: readonly string[], levels: number): ChartValues[] {
  const below = levels === 0 ? [] : findInChildren(map, names, levels - 1);
  // Beside the block of the chart, an application's own values may have Weaviate's variables too.
  const hasOwnBlock = below.some(({ name }) => name === [...names, CHART_NAME].join('.'));
  return !hasOwnBlock && isWeaviateValues(map, names.at(-1)) ? [valuesOf(map, key, names.join('.'))] : below;
}

function findInChildren(map: LocatedMap, names: readonly string[], levels: number): ChartValues[] {
  return [...map.entries].flatMap(([name, { key, value }]) =>
    value.kind === 'map' ? findValues(value, key, [...names, name], levels) : [],
  );
}

function isWeaviateValues(map: LocatedMap, name: string | undefined): boolean {
  if (hasWeaviateKeys(map)) return true;
  // Of other blocks of an umbrella chart, short ones have the same keys: image, replicas, resources.
  return (name === undefined || name === CHART_NAME) && hasOnlyChartKeys(map);
}

/** A block as values of the chart, whatever it looks like. */
export function valuesOf(root: LocatedMap, start: Place, name = ''): ChartValues {
  const bind = at(root, 'modules', 'multi2vec-bind');
  return { root, start, name, bind: bind?.kind === 'map' ? bind : undefined };
}

/** The change that gives a key a value, wherever the blocks above it are written. */
export function setValue(values: ChartValues, path: readonly string[], value: unknown): Change {
  let above: Located = values.root;
  let depth = 0;
  for (const key of path.slice(0, -1)) {
    const next = at(above, key);
    if (next?.kind !== 'map') break;
    above = next;
    depth += 1;
  }
  return { op: 'set', path: [...above.path, ...path.slice(depth)], value };
}
