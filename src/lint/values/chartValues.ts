import type { Change } from '../../yaml/change.ts';
import { at, entriesOf, type Located, type LocatedMap, textOf } from '../../yaml/located.ts';
import { keysOfSchema } from '../../yaml/schemaProblems.ts';
import type { Place } from '../../yaml/source.ts';
import { valuesFileSchema } from './valuesFileSchema.ts';

/** Variables that only Weaviate reads; other programs use LOG_LEVEL, GOMEMLIMIT or OPENAI_APIKEY too. */
const WEAVIATE_VARIABLES =
  /^(?:AUTHENTICATION_(?:ANONYMOUS_ACCESS_ENABLED|APIKEY_\w+|OIDC_(?:USERNAME_CLAIM|SKIP_CLIENT_ID_CHECK)|DB_USERS_ENABLED)|AUTHORIZATION_(?:ADMINLIST_\w+|RBAC_\w+|ENABLE_RBAC)|ENABLE_MODULES|DEFAULT_VECTORIZER_MODULE|AUTOSCHEMA_ENABLED|(?:BIND|CLIP|TRANSFORMERS|RERANKER|QNA|NER|SUM|SPELLCHECK|MODEL2VEC|GPT4ALL)_INFERENCE_API|MODULES_CLIENT_TIMEOUT|CLUSTER_(?:GOSSIP|DATA)_BIND_PORT|PERSISTENCE_(?:LSM|HNSW|MEMTABLES|MIN_MMAP)_\w+|QUERY_(?:DEFAULTS_LIMIT|MAXIMUM_RESULTS|SLOW_LOG_\w+)|(?:TRACK|REINDEX)_VECTOR_DIMENSIONS\w*|RAFT_(?:BOOTSTRAP_EXPECT|METADATA_ONLY_VOTERS|ENABLE_FQDN_RESOLVER)|ASYNC_INDEXING)$/;

const WEAVIATE_MODULES =
  /^(?:(?:text2|multi?2|img2|ref2)\w*[-_]?|(?:generative|reranker|qna|sum|ner)-\w|text-spellcheck$|default_vectorizer)/i;

/** Blocks that other charts may have too, with the keys that only this chart has in them. */
const CHART_ONLY_KEYS: Readonly<Record<string, readonly string[]>> = {
  authentication: ['anonymous_access', 'apikey', 'db_users'],
  authorization: ['admin_list', 'rbac'],
  query_defaults: ['limit'],
  custom_config_map: ['enabled', 'name'],
  runtime_overrides: ['enabled', 'load_interval', 'values'],
  collectionExport: ['enabled', 'envconfig'],
  initContainers: ['sysctlInitContainer', 'ensureFileOwnershipContainer'],
};

/** Whether a block has a key that only values of the Weaviate chart have. */
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

/** Blocks that most charts have, with different keys in them. */
const COMMON_BLOCKS = ['image', 'service', 'storage'];

/**
 * Whether the chart reads every key of a block, with at most `others` exceptions. This is how short values are
 * recognized: those of other charts have at least one other key, such as `replicaCount`, `image.repository` or
 * `service.port`.
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

/** Values of the Weaviate chart: a whole file, or the block that an umbrella chart passes to its subchart. */
export interface ChartValues {
  readonly root: LocatedMap;
  /** Where they begin: the key of the block in an umbrella chart, or the start of the file. */
  readonly start: Place;
  /** For messages: the keys of the parent charts joined by dots, or the name of the manifest. Empty for a whole file. */
  readonly name: string;
  /** `modules.multi2vec-bind`, if it is a map. */
  readonly bind: LocatedMap | undefined;
}

/** The name of the chart, which is also the key of its values in a parent chart. */
const CHART_NAME = 'weaviate';

/**
 * The values of the Weaviate chart in a file: at its root, or one or two levels down under the keys of parent
 * charts.
 */
export function chartValuesIn(root: Located): ChartValues[] {
  return root.kind === 'map' ? findValues(root, root.place, [], 2) : [];
}

function findValues(map: LocatedMap, start: Place, names: readonly string[], levels: number): ChartValues[] {
  const below = levels === 0 ? [] : findInChildren(map, names, levels - 1);
  // A block named weaviate takes precedence: an umbrella chart may use Weaviate's variables for its own application.
  const hasOwnBlock = below.some(({ name }) => name === [...names, CHART_NAME].join('.'));
  return !hasOwnBlock && isWeaviateValues(map, names.at(-1))
    ? [valuesOf(map, start, names.join('.'))]
    : below;
}

function findInChildren(map: LocatedMap, names: readonly string[], levels: number): ChartValues[] {
  return [...map.entries].flatMap(([name, { key, value }]) =>
    value.kind === 'map' ? findValues(value, key, [...names, name], levels) : [],
  );
}

function isWeaviateValues(map: LocatedMap, name: string | undefined): boolean {
  if (hasWeaviateKeys(map)) return true;
  // Short blocks of other subcharts have the same keys: image, replicas, resources.
  return (name === undefined || name === CHART_NAME) && hasOnlyChartKeys(map);
}

/** Treats a block as values of the chart without checking its keys. */
export function valuesOf(root: LocatedMap, start: Place, name = ''): ChartValues {
  const bind = at(root, 'modules', 'multi2vec-bind');
  return { root, start, name, bind: bind?.kind === 'map' ? bind : undefined };
}

/** The change that sets a key; follows aliases, so that the value goes to where the block is defined. */
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
