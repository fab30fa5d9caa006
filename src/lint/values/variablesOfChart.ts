import { inferenceVariable } from '../../facts/weaviateModules.ts';
import { at, entriesOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { enabledModules } from './enabledModules.ts';
import { isTruthy } from './helmValue.ts';

/** Variables that the chart always sets, with the source of their values. */
const ALWAYS_SET = {
  PERSISTENCE_DATA_PATH: 'the mount path of its volume, /var/lib/weaviate',
  DEFAULT_VECTORIZER_MODULE: 'modules.default_vectorizer_module',
  CLUSTER_JOIN: 'the headless Service',
  CLUSTER_BASIC_AUTH_USERNAME: 'the Secret weaviate-cluster-api-basic-auth',
  CLUSTER_BASIC_AUTH_PASSWORD: 'the Secret weaviate-cluster-api-basic-auth',
  RUNTIME_OVERRIDES_ENABLED: 'runtime_overrides.enabled',
  RUNTIME_OVERRIDES_PATH: 'runtime_overrides.path',
  RUNTIME_OVERRIDES_LOAD_INTERVAL: 'runtime_overrides.load_interval',
};

/** Keys of the modules of each provider, with the variable that the chart sets from them through a Secret. */
const PROVIDER_KEYS: ReadonlyMap<string, readonly (readonly [key: string, variable: string])[]> = new Map(
  Object.entries({
    anthropic: [['apiKey', 'ANTHROPIC_APIKEY']],
    anyscale: [['apiKey', 'ANYSCALE_APIKEY']],
    cohere: [['apiKey', 'COHERE_APIKEY']],
    contextualai: [['apiKey', 'CONTEXTUALAI_APIKEY']],
    databricks: [['token', 'DATABRICKS_TOKEN']],
    digitalocean: [['apiKey', 'DIGITALOCEAN_APIKEY']],
    friendliai: [['token', 'FRIENDLI_TOKEN']],
    google: [['apiKey', 'GOOGLE_APIKEY']],
    huggingface: [['apiKey', 'HUGGINGFACE_APIKEY']],
    jinaai: [['apiKey', 'JINAAI_APIKEY']],
    mistral: [['apiKey', 'MISTRAL_APIKEY']],
    morph: [['apiKey', 'MORPH_APIKEY']],
    nvidia: [['apiKey', 'NVIDIA_APIKEY']],
    octoai: [['apiKey', 'OCTOAI_APIKEY']],
    openai: [
      ['apiKey', 'OPENAI_APIKEY'],
      ['azureApiKey', 'AZURE_APIKEY'],
    ],
    palm: [['apiKey', 'PALM_APIKEY']],
    voyageai: [['apiKey', 'VOYAGEAI_APIKEY']],
    xai: [['apiKey', 'XAI_APIKEY']],
  } satisfies Record<string, (readonly [string, string])[]>),
);

/** The variables of one enabled module. */
function* variablesOfModule(values: ChartValues, module: string): Generator<readonly [string, string]> {
  const block = at(values.root, 'modules', module);
  const isOn = (...path: readonly string[]) => isTruthy(at(block, ...path));
  for (const [key, variable] of PROVIDER_KEYS.get(module.replace(/^[^-]*-/, '')) ?? [])
    if (isOn('enabled') && isOn(key)) yield [variable, `modules.${module}.${key}`];
  const variable = inferenceVariable(module);
  // The address of the contextionary is in conf.yaml.
  if (variable === undefined || module === 'text2vec-contextionary') return;
  if (isOn('enabled') || isOn('inferenceUrl')) yield [variable, `modules.${module}`];
  else
    for (const part of ['passage', 'query'])
      if (isOn('passageQueryServices', part, 'enabled') || isOn('passageQueryServices', part, 'inferenceUrl'))
        yield [
          `TRANSFORMERS_${part.toUpperCase()}_INFERENCE_API`,
          `modules.${module}.passageQueryServices.${part}`,
        ];
}

const AWS_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** Variables of credentials, MCP and export, which the chart sets from Secrets or the blocks themselves. */
function* variablesOfBlocks({ root }: ChartValues): Generator<readonly [string, string]> {
  const aws = [
    ['offload', 's3'],
    ['backups', 's3'],
    ['modules', 'text2vec-aws'],
    ['modules', 'multi2vec-aws'],
    ['modules', 'generative-aws'],
  ];
  if (aws.some((path) => isTruthy(at(root, ...path, 'enabled')))) {
    // The chart uses the first list that is not empty, and does not read that of multi2vec-aws.
    const named = aws
      .filter((path) => path[1] !== 'multi2vec-aws')
      .find((path) => isTruthy(at(root, ...path, 'envSecrets')));
    if (named)
      for (const name of entriesOf(at(root, ...named, 'envSecrets')).keys())
        yield [name, `${named.join('.')}.envSecrets`];
    for (const path of aws)
      for (const name of AWS_KEYS)
        if (isTruthy(at(root, ...path, 'secrets', name))) yield [name, `${path.join('.')}.secrets`];
  }
  const azure = at(root, 'backups', 'azure');
  if (isTruthy(at(azure, 'enabled'))) {
    for (const name of entriesOf(at(azure, 'envSecrets')).keys()) yield [name, 'backups.azure.envSecrets'];
    for (const name of ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_KEY', 'AZURE_STORAGE_CONNECTION_STRING'])
      if (isTruthy(at(azure, 'secrets', name))) yield [name, 'backups.azure.secrets'];
  }
  const gcs = at(root, 'backups', 'gcs');
  const credentials = 'GOOGLE_APPLICATION_CREDENTIALS';
  for (const block of ['secrets', 'envSecrets'])
    if (isTruthy(at(gcs, 'enabled')) && isTruthy(at(gcs, block, credentials)))
      yield [credentials, `backups.gcs.${block}`];
  if (isTruthy(at(root, 'mcp', 'enabled'))) {
    for (const name of ['MCP_SERVER_ENABLED', 'MCP_SERVER_WRITE_ACCESS_ENABLED']) yield [name, 'mcp'];
    if (isTruthy(at(root, 'mcp', 'config'))) yield ['MCP_SERVER_CONFIG_PATH', 'mcp.config'];
  }
  const collectionExport = at(root, 'collectionExport');
  if (isTruthy(at(collectionExport, 'enabled'))) {
    yield ['EXPORT_ENABLED', 'collectionExport.enabled'];
    for (const name of ['EXPORT_DEFAULT_BUCKET', ...entriesOf(at(collectionExport, 'envconfig')).keys()])
      yield [name, 'collectionExport.envconfig'];
  }
}

/** The variable that `envconfig` of a block sets by default. */
const DEFAULT_ENVCONFIG = [
  ['backups', 'filesystem', 'BACKUP_FILESYSTEM_PATH'],
  ['backups', 's3', 'BACKUP_S3_BUCKET'],
  ['backups', 'gcs', 'BACKUP_GCS_BUCKET'],
  ['backups', 'azure', 'BACKUP_AZURE_CONTAINER'],
  ['offload', 's3', 'OFFLOAD_S3_BUCKET'],
  ['usage', 'gcs', 'USAGE_GCS_BUCKET'],
  ['usage', 's3', 'USAGE_S3_BUCKET'],
] as const;

/** Variables that the chart sets after those of `env` (templates/weaviateStatefulset.yaml), with their sources. */
export function variablesOfChart(values: ChartValues): ReadonlyMap<string, string> {
  const found = new Map<string, string>(Object.entries(ALWAYS_SET));
  const modules = enabledModules(values);
  if (modules.size > 0) found.set('ENABLE_MODULES', 'the enabled modules');
  for (const module of modules)
    for (const [name, from] of variablesOfModule(values, module)) found.set(name, from);
  for (const [name, from] of variablesOfBlocks(values)) found.set(name, from);
  for (const [above, block, byDefault] of DEFAULT_ENVCONFIG) {
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
