import { compressionOf } from '../capabilities/size.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import {
  MEDIA_METADATA,
  type MetadataName,
  type MetadataProperty,
  type MetadataType,
} from '../facts/mediaMetadata.ts';
import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import type { StackConfig } from '../options/table.ts';
import { type IndexDefinition, indexDefinition } from './vectorIndex.ts';

/** Settings of multi2vec-bind: the fields per modality, and weights either for all modalities or for none. */
export interface BindSettings {
  readonly [fieldsKey: string]: readonly string[] | Readonly<Record<string, readonly number[]>>;
}

interface VectorDefinition extends IndexDefinition {
  readonly vectorizer: { readonly [BIND_MODULE]: BindSettings };
}

export interface PropertyDefinition {
  readonly name: string;
  readonly description: string;
  readonly dataType: readonly [MetadataType];
  readonly tokenization?: 'field';
  readonly indexSearchable?: false;
}

/** A collection in the format of `POST /v1/schema`. */
export interface CollectionDefinition {
  readonly class: string;
  readonly description: string;
  readonly properties: readonly PropertyDefinition[];
  /** Named vectors, since Weaviate 1.24. */
  readonly vectorConfig?: Readonly<Record<string, VectorDefinition>>;
  /** The only vector, on older servers. */
  readonly vectorizer?: string;
  readonly moduleConfig?: { readonly [BIND_MODULE]: BindSettings };
  readonly vectorIndexType?: IndexDefinition['vectorIndexType'];
  readonly vectorIndexConfig?: IndexDefinition['vectorIndexConfig'];
}

/** The vector of a query that names no vector; clients also use this name for the only vector. */
export const ONLY_VECTOR = 'default';

/** Property descriptions in the schema. */
const DESCRIPTIONS: Readonly<Record<Modality, string>> = {
  text: `Text of at most ${MAX_TOKENS} tokens: all longer texts get the same vector.`,
  image: 'Image as base64: PNG, JPEG or another format that Pillow reads.',
  audio: 'Audio as base64: WAV, FLAC or Ogg (not MP3), at least 25 ms, at a common sample rate.',
  video: 'Video as base64, in a format that FFmpeg reads; its sound is ignored.',
  thermal: 'Thermal image as base64, one 8-bit channel: all values above 255 become white.',
  imu: 'Motion data as base64 of a CSV file: a header line, then rows of gyroscope x, y, z, accelerometer x, y, z.',
  depth: 'Depth image as base64, one 8-bit channel: all values above 255 become white.',
};

/**
 * How to fill objects, as generated descriptions say it. Rules that give the same advice look for this text and stay
 * silent, so existing collections depend on its wording.
 */
export const FILL_INSTRUCTIONS = {
  oneMedium: 'put one medium into each object',
  everyField: 'fill every field of every object',
} as const;

const USAGE: Readonly<Record<StackConfig['collection']['vectors'], string>> = {
  shared: `One vector over all fields: ${FILL_INSTRUCTIONS.oneMedium}, and any medium finds any other.`,
  balanced: `One weighted vector over all fields: ${FILL_INSTRUCTIONS.everyField}.`,
  separate: `One named vector per field: ${FILL_INSTRUCTIONS.everyField}, and name the vector in each query.`,
};

function settings(modalities: readonly Modality[], balanced: boolean): BindSettings {
  const fields = Object.fromEntries(modalities.map((m) => [MODALITY_FACTS[m].settingsKey, [m]]));
  if (!balanced) return fields;
  // Weaviate adds up raw vectors, and those of ImageBind differ in length: without the inverse length as weight, text
  // drowns out everything else (cosine of image and text + image: 0.02, measured).
  const weights = Object.fromEntries(
    modalities.map((m) => [MODALITY_FACTS[m].settingsKey, [1 / MODALITY_FACTS[m].vectorLength]]),
  );
  return { ...fields, weights };
}

function vector(bind: BindSettings, index: IndexDefinition): VectorDefinition {
  return { vectorizer: { [BIND_MODULE]: bind }, ...index };
}

/** What an object knows about its file, as the schema says it; `import` adds what an older collection lacks. */
export function metadataDefinition(name: MetadataName): PropertyDefinition {
  const { dataType, description, exact }: MetadataProperty = MEDIA_METADATA[name];
  const definition = { name, description, dataType: [dataType] } as const;
  return exact ? { ...definition, tokenization: 'field', indexSearchable: false } : definition;
}

/** The collection of a configuration. */
export function collectionDefinition(config: StackConfig): CollectionDefinition {
  const { weaviate, collection } = config;
  const version = versionInTag(weaviate.tag);
  const index = indexDefinition(collection.index, compressionOf(config), version);
  const { name, modalities, vectors } = collection;
  const base = {
    class: name,
    description: USAGE[vectors],
    properties: [
      {
        name: 'title',
        description: 'For people, filters and keyword search; not part of any vector.',
        dataType: ['text'] as const,
      },
      ...modalities.map((m) => ({
        name: m,
        description: DESCRIPTIONS[m],
        dataType: m === 'text' ? (['text'] as const) : (['blob'] as const),
      })),
      ...(Object.keys(MEDIA_METADATA) as MetadataName[]).map(metadataDefinition),
    ],
  };
  if (vectors === 'separate') {
    const named = modalities.map((m) => [m, vector(settings([m], false), index)] as const);
    return { ...base, vectorConfig: Object.fromEntries(named) };
  }
  const bind = settings(modalities, vectors === 'balanced');
  if (version === undefined || hasReached(version, MINIMUM_VERSIONS.namedVectors)) {
    return { ...base, vectorConfig: { [ONLY_VECTOR]: vector(bind, index) } };
  }
  return {
    ...base,
    vectorizer: BIND_MODULE,
    moduleConfig: { [BIND_MODULE]: bind },
    ...index,
  };
}
