import * as z from 'zod';
import { MODALITIES, MODALITY_FACTS } from '../../facts/modalities.ts';
import { VECTOR_INDEXES } from '../../facts/vectorIndexes.ts';

const FIELD_KEYS = MODALITIES.map((modality) => MODALITY_FACTS[modality].settingsKey);

const bindSettings = z
  .strictObject({
    ...Object.fromEntries(FIELD_KEYS.map((key) => [key, z.array(z.string()).nonempty().optional()])),
    weights: z.partialRecord(z.enum(FIELD_KEYS), z.array(z.number().positive()).nonempty()).optional(),
  })
  .refine((settings) => FIELD_KEYS.some((key) => key in settings), {
    error: 'names no property to vectorize',
  });

const bind = z.strictObject({ 'multi2vec-bind': bindSettings });
const index = {
  vectorIndexType: z.enum(VECTOR_INDEXES),
  // Besides the distance, only compressions; the rules check them.
  vectorIndexConfig: z.looseObject({ distance: z.literal('cosine') }),
};

const base = {
  class: z.string().regex(/^[A-Z]\w*$/),
  description: z.string(),
  properties: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z]\w*$/),
        description: z.string(),
        dataType: z.tuple([z.enum(['text', 'blob', 'int', 'number', 'date', 'geoCoordinates'])]),
        tokenization: z.literal('field').optional(),
        indexSearchable: z.literal(false).optional(),
      }),
    )
    .nonempty(),
};

/** A collection definition as bindstack writes it: named vectors, or the single vector of servers before 1.24. */
export const generatedCollectionSchema = z.union([
  z.strictObject({
    ...base,
    vectorConfig: z.record(z.string(), z.strictObject({ vectorizer: bind, ...index })),
  }),
  z.strictObject({ ...base, vectorizer: z.literal('multi2vec-bind'), moduleConfig: bind, ...index }),
]);
