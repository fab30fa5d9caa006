import * as z from 'zod/mini';
import { madeOnce } from '../madeOnce.ts';
import { anything, flag, keys, number, oneOf, text, whole } from './classTypes.ts';
import { indexConfig } from './indexSchema.ts';
import { propertySchema } from './propertySchema.ts';

/** A class as `POST /v1/schema` takes it; `asyncEnabled` of older servers as well. */
export const classSchema = madeOnce(() => {
  const vectorIndexType = oneOf('type of index', ['hnsw', 'flat', 'dynamic', 'hfresh']);

  const vectorIndexConfig = indexConfig();

  const namedVector = z.strictObject({
    vectorizer: z
      .record(z.string(), anything)
      .check(
        z.refine((modules) => Object.keys(modules).length === 1, { error: 'must name exactly one module' }),
      ),
    vectorIndexType,
    vectorIndexConfig,
  });

  const notNegative = z.minimum(0, { error: 'is below 0' });

  const invertedIndexConfig = keys({
    bm25: keys({
      b: z.nullish(z.number().check(notNegative, z.maximum(1, { error: 'is above 1' }))),
      k1: z.nullish(z.number().check(notNegative)),
    }),
    cleanupIntervalSeconds: z.nullish(z.int().check(notNegative)),
    indexNullState: flag,
    indexPropertyLength: flag,
    indexTimestamps: flag,
    stopwords: keys({
      preset: text,
      additions: z.nullish(z.array(z.string())),
      removals: z.nullish(z.array(z.string())),
    }),
    stopwordPresets: anything,
    tokenizerUserDict: anything,
    usingBlockMaxWAND: flag,
  });

  const shardingConfig = keys({
    virtualPerPhysical: anything,
    desiredCount: number,
    actualCount: anything,
    desiredVirtualCount: anything,
    actualVirtualCount: anything,
    key: oneOf('key of sharding', ['_id']),
    strategy: oneOf('strategy of sharding', ['hash']),
    function: anything,
  });

  return z
    .strictObject({
      class: z.string().check(
        z.regex(/^[A-Za-z]\w{0,254}$/, {
          error: 'is no name of a collection: letters, digits and _, the first a letter',
        }),
      ),
      description: text,
      properties: z.nullish(z.array(propertySchema())),
      vectorConfig: z.nullish(z.record(z.string(), namedVector)),
      vectorizer: text,
      moduleConfig: z.nullish(z.record(z.string(), anything)),
      vectorIndexType,
      vectorIndexConfig,
      invertedIndexConfig,
      replicationConfig: keys({
        factor: whole,
        asyncEnabled: anything,
        asyncConfig: anything,
        deletionStrategy: oneOf('strategy of deletion', [
          'NoAutomatedResolution',
          'DeleteOnConflict',
          'TimeBasedResolution',
        ]),
      }),
      multiTenancyConfig: keys({ enabled: flag, autoTenantCreation: flag, autoTenantActivation: flag }),
      objectTtlConfig: keys({
        enabled: flag,
        defaultTtl: number,
        deleteOn: text,
        filterExpiredObjects: flag,
      }),
      shardingConfig,
    })
    .check(
      z.superRefine(({ multiTenancyConfig, properties, invertedIndexConfig }, context) => {
        const refuse = (path: (string | number)[], message: string) =>
          context.addIssue({ code: 'custom', path, message });
        for (const key of ['autoTenantCreation', 'autoTenantActivation'] as const) {
          if (multiTenancyConfig?.[key] && !multiTenancyConfig.enabled)
            refuse(['multiTenancyConfig', key], 'needs enabled: true beside it');
        }
        const preset = invertedIndexConfig?.stopwords?.preset;
        if (preset && preset !== 'en' && preset !== 'none' && !invertedIndexConfig?.stopwordPresets)
          refuse(['invertedIndexConfig', 'stopwords', 'preset'], 'is no preset: en, none');
        const seen = new Set<string>();
        for (const [index, { name }] of (properties ?? []).entries()) {
          const stored = name.toLowerCase();
          if (seen.has(stored))
            refuse(['properties', index, 'name'], 'is the name of two properties, whatever the case');
          seen.add(stored);
        }
      }),
    );
});
