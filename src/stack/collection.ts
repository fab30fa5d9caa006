import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import type { StackConfig } from '../options/table.ts';

/** Settings of multi2vec-bind: fields by kind, and weights for each kind or for none. */
export interface BindSettings {
  readonly [fieldsKey: string]: readonly string[] | Readonly<Record<string, readonly number[]>>;
}

interface VectorDefinition {
  readonly vectorizer: { readonly [BIND_MODULE]: BindSettings };
  readonly vectorIndexType: 'hnsw';
  readonly vectorIndexConfig: { readonly distance: 'cosine' };
}

export interface PropertyDefinition {
  readonly name: string;
  readonly description: string;
  readonly dataType: readonly ['text'] | readonly ['blob'];
}

/** A collection as `POST /v1/schema` takes it. */
export interface CollectionDefinition {
  readonly class: string;
  readonly description: string;
  readonly properties: readonly PropertyDefinition[];
  /** Named vectors, since Weaviate 1.24. */
  readonly vectorConfig?: Readonly<Record<string, VectorDefinition>>;
  /** The one vector of older servers. */
  readonly vectorizer?: string;
  readonly moduleConfig?: { readonly [BIND_MODULE]: BindSettings };
  readonly vectorIndexType?: 'hnsw';
  readonly vectorIndexConfig?: { readonly distance: 'cosine' };
}

/** The vector that a query uses when it names none; clients call the only vector the same. */
export const ONLY_VECTOR = 'default';

/** How each property of a modality is described to a reader of the schema. */
const DESCRIPTIONS: Readonly<Record<Modality, string>> = {
  text: `Text, at most ${MAX_TOKENS} tokens count: longer ones all get the same vector.`,
  image: 'Picture as base64: PNG, JPEG or what Pillow reads.',
  audio: 'Sound as base64: WAV, FLAC or Ogg (no MP3), at least 25 ms, at a usual sample rate.',
  video: 'Video as base64: what FFmpeg reads; its sound does not count.',
  thermal: 'Thermal picture as base64, one channel of 8 bits: values above 255 all become white.',
  imu: 'Motion as base64 of a CSV: a header line, then rows of gyroscope x, y, z, accelerometer x, y, z.',
  depth: 'Depth picture as base64, one channel of 8 bits: values above 255 all become white.',
};

/** How objects must be filled, in the words of a generated description; a rule that would say the same is then silent. */
export const FILL_INSTRUCTIONS = {
  oneMedium: 'put one medium into each object',
  everyField: 'fill every field of every object',
} as const;

const USAGE: Readonly<Record<StackConfig['collection']['vectors'], string>> = {
  shared: `One vector over all fields: ${FILL_INSTRUCTIONS.oneMedium}, and any kind finds any other.`,
  balanced: `One weighted vector over all fields: ${FILL_INSTRUCTIONS.everyField}.`,
  separate: `One named vector per field: ${FILL_INSTRUCTIONS.everyField}, and name the vector in queries.`,
};

function settings(modalities: readonly Modality[], balanced: boolean): BindSettings {
  const fields = Object.fromEntries(modalities.map((m) => [MODALITY_FACTS[m].settingsKey, [m]]));
  if (!balanced) return fields;
  // Weaviate sums raw vectors, and ImageBind's differ in length: without the inverse as weight, text drowns
  // everything else (cosine of image and text + image: 0.02, measured).
  const weights = Object.fromEntries(
    modalities.map((m) => [MODALITY_FACTS[m].settingsKey, [1 / MODALITY_FACTS[m].vectorLength]]),
  );
  return { ...fields, weights };
}

/** What a vector is made and searched with: cosine, the one distance that the vectors' lengths do not matter to. */
function vector(bind: BindSettings): VectorDefinition {
  return {
    vectorizer: { [BIND_MODULE]: bind },
    vectorIndexType: 'hnsw',
    vectorIndexConfig: { distance: 'cosine' },
  };
}

/** The collection of a configuration. */
export function collectionDefinition({ weaviate, collection }: StackConfig): CollectionDefinition {
  const { name, modalities, vectors } = collection;
  const base = {
    class: name,
    description: USAGE[vectors],
    properties: [
      {
        name: 'title',
        description: 'For people, and for filters and keyword search; not part of any vector.',
        dataType: ['text'] as const,
      },
      ...modalities.map((m) => ({
        name: m,
        description: DESCRIPTIONS[m],
        dataType: m === 'text' ? (['text'] as const) : (['blob'] as const),
      })),
    ],
  };
  if (vectors === 'separate') {
    const named = modalities.map((m) => [m, vector(settings([m], false))] as const);
    return { ...base, vectorConfig: Object.fromEntries(named) };
  }
  const bind = settings(modalities, vectors === 'balanced');
  const version = versionInTag(weaviate.tag);
  if (version === undefined || hasReached(version, MINIMUM_VERSIONS.namedVectors)) {
    return { ...base, vectorConfig: { [ONLY_VECTOR]: vector(bind) } };
  }
  return {
    ...base,
    vectorizer: BIND_MODULE,
    moduleConfig: { [BIND_MODULE]: bind },
    vectorIndexType: 'hnsw',
    vectorIndexConfig: { distance: 'cosine' },
  };
}
