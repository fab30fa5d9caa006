import { nearest } from '../formats/nearest.ts';
import { hasReached, isNewer } from '../formats/versionNumber.ts';

/** Weaviate's module for ImageBind. */
export const BIND_MODULE = 'multi2vec-bind';

/** The newest release in the table of modules below. */
export const NEWEST_KNOWN_WEAVIATE = '1.39.5';

/** Sets of variables, one of which must be given: `[['A'], ['B', 'C']]` is A, or B and C together. */
type Requirement = readonly (readonly string[])[];

export interface WeaviateModule {
  /**
   * `inference`: needs its own model server; `api`: calls the API of a provider; `storage`: writes to a bucket or a
   * directory; `inside`: needs nothing when Weaviate starts.
   */
  readonly kind: 'inference' | 'api' | 'storage' | 'inside';
  /** Without these variables, Weaviate exits at startup. */
  readonly requires: readonly Requirement[];
  /** The first releases with the module, as in `MINIMUM_VERSIONS`. Empty if it is older than multi2vec-bind. */
  readonly since: readonly string[];
}

function inference(requires: readonly Requirement[], since: readonly string[] = []): WeaviateModule {
  return { kind: 'inference', requires, since };
}

function storage(requires: readonly Requirement[], since: readonly string[] = []): WeaviateModule {
  return { kind: 'storage', requires, since };
}

function api(since: readonly string[] = []): WeaviateModule {
  return { kind: 'api', requires: [], since };
}

function inside(since: readonly string[] = []): WeaviateModule {
  return { kind: 'inside', requires: [], since };
}

/**
 * Every module that Weaviate registers by name (adapters/handlers/rest/configure_api.go), read from the tags v1.21.0 to
 * v1.39.5. None was removed. The required variables were measured with 1.38.14 and 1.39.3, with only that module in
 * ENABLE_MODULES and no variable set (the messages are in modules/NAME/module.go).
 */
const MODULES: Readonly<Record<string, WeaviateModule>> = {
  'backup-azure': storage([
    [['BACKUP_AZURE_CONTAINER']],
    [['AZURE_STORAGE_CONNECTION_STRING'], ['AZURE_STORAGE_ACCOUNT']],
  ]),
  'backup-filesystem': storage([[['BACKUP_FILESYSTEM_PATH']]]),
  'backup-gcs': storage([[['BACKUP_GCS_BUCKET']]]),
  'backup-s3': storage([[['BACKUP_S3_BUCKET']]]),
  'generative-anthropic': api(['1.26.0']),
  'generative-anyscale': api(['1.23.0']),
  'generative-aws': api(['1.22.5']),
  'generative-cohere': api(),
  'generative-contextualai': api(['1.34.0']),
  'generative-databricks': api(['1.26.3']),
  'generative-deepseek': api(['1.36.19', '1.37.10', '1.38.2']),
  'generative-digitalocean': api(['1.38.13', '1.39.2']),
  'generative-dummy': inside(['1.24.20', '1.25.6']),
  'generative-friendliai': api(['1.26.3']),
  'generative-google': api(['1.25.21', '1.26.7']),
  'generative-meta': api(['1.39.3']),
  'generative-mistral': api(['1.24.2']),
  'generative-nvidia': api(['1.28.5']),
  'generative-octoai': api(['1.25.0']),
  'generative-ollama': inside(['1.25.0']),
  'generative-openai': api(),
  'generative-palm': api(),
  'generative-xai': api(['1.30.0']),
  'img2vec-neural': inference([[['IMAGE_INFERENCE_API']]]),
  'multi2multivec-jinaai': api(['1.32.0']),
  'multi2multivec-weaviate': api(['1.35.0']),
  'multi2vec-aws': api(['1.32.6']),
  'multi2vec-bind': inference([[['BIND_INFERENCE_API']]]),
  'multi2vec-clip': inference([[['CLIP_INFERENCE_API']]]),
  'multi2vec-cohere': api(['1.25.25', '1.26.9', '1.27.2']),
  'multi2vec-google': api(['1.25.21', '1.26.7']),
  'multi2vec-jinaai': api(['1.25.26', '1.26.11', '1.27.5']),
  'multi2vec-nvidia': api(['1.28.5']),
  'multi2vec-palm': api(['1.24.3']),
  'multi2vec-twelvelabs': api(['1.38.9']),
  'multi2vec-voyageai': api(['1.25.28', '1.26.12', '1.27.8']),
  'ner-transformers': inference([[['NER_INFERENCE_API']]]),
  'offload-s3': storage([], ['1.26.0']),
  'qna-openai': api(),
  'qna-transformers': inference([[['QNA_INFERENCE_API']]]),
  'ref2vec-centroid': inside(),
  'reranker-cohere': api(),
  'reranker-contextualai': api(['1.34.0']),
  'reranker-dummy': inside(['1.24.20', '1.25.6']),
  'reranker-jinaai': api(['1.26.1']),
  'reranker-nvidia': api(['1.28.5']),
  'reranker-transformers': inference([[['RERANKER_INFERENCE_API']]]),
  'reranker-voyageai': api(['1.24.7']),
  'sum-transformers': inference([[['SUM_INFERENCE_API']]]),
  'text-spellcheck': inference([[['SPELLCHECK_INFERENCE_API']]]),
  'text2colbert-jinaai': api(['1.28.0']),
  'text2multivec-jinaai': api(['1.29.9', '1.30.11', '1.31.5']),
  'text2vec-aws': api(['1.22.5']),
  'text2vec-bigram': inside(['1.26.0']),
  'text2vec-cohere': api(),
  // Reports nothing at startup, waits two minutes for an empty address, and exits.
  'text2vec-contextionary': inference([[['CONTEXTIONARY_URL']]]),
  'text2vec-databricks': api(['1.26.3']),
  'text2vec-digitalocean': api(['1.35.21', '1.36.15', '1.37.5']),
  'text2vec-google': api(['1.25.21', '1.26.7']),
  'text2vec-gpt4all': inference([[['GPT4ALL_INFERENCE_API']]]),
  'text2vec-huggingface': api(),
  'text2vec-jinaai': api(['1.22.3']),
  'text2vec-mistral': api(['1.25.13', '1.26.2']),
  // The address may also be set in each collection. Then waiting for it at startup must be disabled.
  'text2vec-model2vec': inference(
    [[['MODEL2VEC_INFERENCE_API'], ['MODEL2VEC_WAIT_FOR_STARTUP']]],
    ['1.31.0'],
  ),
  'text2vec-morph': api(['1.32.6']),
  'text2vec-nvidia': api(['1.28.5']),
  'text2vec-octoai': api(['1.25.0']),
  'text2vec-ollama': inside(['1.25.0']),
  'text2vec-openai': api(),
  'text2vec-palm': api(),
  'text2vec-transformers': inference([
    [
      ['TRANSFORMERS_INFERENCE_API'],
      ['TRANSFORMERS_PASSAGE_INFERENCE_API', 'TRANSFORMERS_QUERY_INFERENCE_API'],
    ],
  ]),
  'text2vec-voyageai': api(['1.24.2']),
  'text2vec-weaviate': api(['1.27.0']),
  'usage-gcs': storage([[['USAGE_GCS_BUCKET'], ['RUNTIME_OVERRIDES_ENABLED']]], ['1.32.0']),
  'usage-s3': storage([[['USAGE_S3_BUCKET'], ['RUNTIME_OVERRIDES_ENABLED']]], ['1.32.0']),
};

const BY_NAME: ReadonlyMap<string, WeaviateModule> = new Map(Object.entries(MODULES));

/** A module by name; undefined if no release up to 1.39.5 has it. */
export function weaviateModule(name: string): WeaviateModule | undefined {
  return BY_NAME.get(name);
}

/** The known module that was probably meant by an unknown name. */
export function nearestModule(name: string): string | undefined {
  return nearest(name, BY_NAME.keys());
}

/** Whether a version has a module; undefined if the module is unknown. */
export function versionHasModule(version: string, name: string): boolean | undefined {
  const module = BY_NAME.get(name);
  return module && (module.since.length === 0 || hasReached(version, module.since));
}

/** The first version with a module, for messages; undefined if the module is older than multi2vec-bind. */
export function moduleSince(name: string): string | undefined {
  return BY_NAME.get(name)?.since.at(-1);
}

/** Why a version does not have a module. Weaviate then starts without the module and reports nothing. */
export type MissingModule =
  | {
      readonly reason: 'unknown';
      /** Whether the version may have the module, because it is unknown or newer than the table. */
      readonly mayExist: boolean;
      /** The known module that was probably meant. */
      readonly near: string | undefined;
    }
  | {
      readonly reason: 'newer';
      readonly version: string;
      /** The first version with the module, as in `moduleSince`. */
      readonly since: string | undefined;
    };

/**
 * Checks a name in ENABLE_MODULES. Undefined if the version has this module.
 * @param version undefined if the image tag does not contain one
 */
export function missingModule(name: string, version: string | undefined): MissingModule | undefined {
  if (!BY_NAME.has(name)) {
    const mayExist = version === undefined || isNewer(version, NEWEST_KNOWN_WEAVIATE);
    return { reason: 'unknown', mayExist, near: nearestModule(name) };
  }
  return version !== undefined && versionHasModule(version, name) === false
    ? { reason: 'newer', version, since: moduleSince(name) }
    : undefined;
}

/** The variables that a module requires and that are not set. */
export interface MissingVariables {
  readonly module: string;
  /** The first set, which is the most common one. */
  readonly usual: readonly string[];
  /** All sets, in words: `A, or B and C`. */
  readonly text: string;
}

/** The required variables of modules that are not set. */
export function missingVariables(
  modules: Iterable<string>,
  isGiven: (name: string) => boolean,
): MissingVariables[] {
  return [...modules].flatMap((module) =>
    (BY_NAME.get(module)?.requires ?? []).flatMap((sets) => {
      if (sets.some((set) => set.every(isGiven))) return [];
      return { module, usual: sets[0] ?? [], text: sets.map((set) => set.join(' and ')).join(', or ') };
    }),
  );
}

/** The variable with the address of the module's model server; undefined for other modules. */
export function inferenceVariable(name: string): string | undefined {
  const module = BY_NAME.get(name);
  return module?.kind === 'inference' ? module.requires[0]?.[0]?.[0] : undefined;
}

/** Every variable in the requirements of a module. */
export function variablesOfModule(name: string): readonly string[] {
  return (BY_NAME.get(name)?.requires ?? []).flat(2);
}
