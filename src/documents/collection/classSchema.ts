import * as z from 'zod';
import { anything, flag, keys, number, oneOf, text, whole } from './classTypes.ts';
import { indexConfig } from './indexSchema.ts';
import { propertySchema } from './propertySchema.ts';

const vectorIndexType = oneOf('type of index', ['hnsw', 'flat', 'dynamic', 'hfresh']);

const namedVector = z.strictObject({
  vectorizer: z.record(z.string(), anything).refine((modules) => Object.keys(modules).length === 1, {
    error: 'must name exactly one module',
  }),
  vectorIndexType,
  vectorIndexConfig: indexConfig,
});

const invertedIndexConfig = keys({
  bm25: keys({
    b: z.number().min(0, { error: 'is below 0' }).max(1, { error: 'is above 1' }).nullish(),
    k1: z.number().min(0, { error: 'is below 0' }).nullish(),
  }),
  cleanupIntervalSeconds: z.int().min(0, { error: 'is below 0' }).nullish(),
  indexNullState: flag,
  indexPropertyLength: flag,
  indexTimestamps: flag,
  stopwords: keys({
    preset: text,
    additions: z.array(z.string()).nullish(),
    removals: z.array(z.string()).nullish(),
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

/** A class as `POST /v1/schema` takes it; `asyncEnabled` of older servers as well. */
export const classSchema = z
  .strictObject({
    class: z.string().regex(/^[A-Za-z]\w{0,254}$/, {
      error: 'is no name of a collection: letters, digits and _, the first a letter',
    }),
    description: text,
    properties: z.array(propertySchema).nullish(),
    vectorConfig: z.record(z.string(), namedVector).nullish(),
    vectorizer: text,
    moduleConfig: z.record(z.string(), anything).nullish(),
    vectorIndexType,
    vectorIndexConfig: indexConfig,
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
  .superRefine(({ multiTenancyConfig, properties, invertedIndexConfig }, context) => {
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
  });
