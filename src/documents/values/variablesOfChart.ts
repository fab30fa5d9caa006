import { at, entriesOf } from '../located.ts';
import type { ChartValues } from './chartValues.ts';
import { enabledModules } from './enabledModules.ts';
import { isTruthy } from './helmValue.ts';

/** Variables that the chart always writes, with what it takes them from. */
const ALWAYS = {
  PERSISTENCE_DATA_PATH: '/var/lib/weaviate, where the volume is',
  DEFAULT_VECTORIZER_MODULE: 'modules.default_vectorizer_module',
  CLUSTER_JOIN: 'the headless Service',
  CLUSTER_BASIC_AUTH_USERNAME: 'the Secret weaviate-cluster-api-basic-auth',
  CLUSTER_BASIC_AUTH_PASSWORD: 'the Secret weaviate-cluster-api-basic-auth',
  RUNTIME_OVERRIDES_ENABLED: 'runtime_overrides.enabled',
  RUNTIME_OVERRIDES_PATH: 'runtime_overrides.path',
  RUNTIME_OVERRIDES_LOAD_INTERVAL: 'runtime_overrides.load_interval',
};

const OF_MODULES: Readonly<Record<string, string>> = {
  'img2vec-neural': 'IMAGE_INFERENCE_API',
  'multi2vec-bind': 'BIND_INFERENCE_API',
  'multi2vec-clip': 'CLIP_INFERENCE_API',
  'ner-transformers': 'NER_INFERENCE_API',
  'qna-transformers': 'QNA_INFERENCE_API',
  'reranker-transformers': 'RERANKER_INFERENCE_API',
  'sum-transformers': 'SUM_INFERENCE_API',
  'text-spellcheck': 'SPELLCHECK_INFERENCE_API',
  'text2vec-gpt4all': 'GPT4ALL_INFERENCE_API',
  'text2vec-model2vec': 'MODEL2VEC_INFERENCE_API',
};

/** What `envconfig` of a block holds by default. */
const OF_BLOCKS = [
  ['backups', 'filesystem', 'BACKUP_FILESYSTEM_PATH'],
  ['backups', 's3', 'BACKUP_S3_BUCKET'],
  ['backups', 'gcs', 'BACKUP_GCS_BUCKET'],
  ['backups', 'azure', 'BACKUP_AZURE_CONTAINER'],
  ['offload', 's3', 'OFFLOAD_S3_BUCKET'],
  ['usage', 'gcs', 'USAGE_GCS_BUCKET'],
  ['usage', 's3', 'USAGE_S3_BUCKET'],
] as const;

/** Variables that the chart writes behind those of `env` (templates/weaviateStatefulset.yaml), with where they come from. */
export function variablesOfChart(values: ChartValues): ReadonlyMap<string, string> {
  const found = new Map<string, string>(Object.entries(ALWAYS));
  const modules = enabledModules(values);
  if (modules.size > 0) found.set('ENABLE_MODULES', 'the modules that are enabled');
  for (const [module, name] of Object.entries(OF_MODULES))
    if (modules.has(module)) found.set(name, `modules.${module}`);
  for (const [above, block, byDefault] of OF_BLOCKS) {
    const located = at(values.root, above, block);
    if (!isTruthy(at(located, 'enabled'))) continue;
    for (const name of [byDefault, ...entriesOf(at(located, 'envconfig')).keys()])
      found.set(name, `${above}.${block}.envconfig`);
  }
  if (isTruthy(at(values.root, 'namespaces', 'enabled')))
    for (const name of ['NAMESPACES_ENABLED', 'DISABLE_GRAPHQL', 'REPLICATION_MAXIMUM_FACTOR'])
      found.set(name, 'namespaces.enabled');
  return found;
}
