import * as z from 'zod/mini';
import { madeOnce } from '../../yaml/kept.ts';
import { anything, flag, keys, number, oneOf, text, whole } from './classTypes.ts';
import { indexConfig } from './indexSchema.ts';

/** entities/schema/data_types.go */
const DATA_TYPES = [
  'text',
  'int',
  'number',
  'boolean',
  'date',
  'uuid',
  'geoCoordinates',
  'phoneNumber',
  'blob',
  'blobHash',
  'object',
  'string',
  'text[]',
  'int[]',
  'number[]',
  'boolean[]',
  'date[]',
  'uuid[]',
  'object[]',
  'string[]',
];

/** Only these have words to cut; `string` is the old name of text. */
const TEXTS = ['text', 'text[]', 'string', 'string[]'];
const RANGES = ['int', 'number', 'date'];

interface Described {
  readonly dataType: readonly string[];
  readonly tokenization?: string | null | undefined;
  readonly indexFilterable?: boolean | null | undefined;
  readonly indexInverted?: boolean | null | undefined;
  readonly indexSearchable?: boolean | null | undefined;
  readonly indexRangeFilters?: boolean | null | undefined;
  readonly nestedProperties?: readonly unknown[] | null | undefined;
}

/** What the server refuses of a property as a whole, by key. */
function refusals(property: Described): [string, string][] {
  const [type = ''] = property.dataType;
  const known = DATA_TYPES.includes(type);
  const isObject = type === 'object' || type === 'object[]';
  const nestedCount = property.nestedProperties?.length ?? 0;
  const found: [string, string][] = [];
  if (property.dataType.length > 1 && property.dataType.some((one) => DATA_TYPES.includes(one)))
    found.push(['dataType', 'holds more than one type']);
  const modern = [property.indexFilterable, property.indexSearchable, property.indexRangeFilters];
  if (typeof property.indexInverted === 'boolean' && modern.some((flag) => typeof flag === 'boolean'))
    found.push([
      'indexInverted',
      'is the old name of indexFilterable and indexSearchable, and excludes them',
    ]);
  if (property.tokenization && !TEXTS.includes(type))
    found.push(['tokenization', `is not allowed for ${type}`]);
  if (property.indexSearchable && !TEXTS.includes(type))
    found.push(['indexSearchable', `is not allowed for ${type}, only for text`]);
  if (property.indexRangeFilters && !RANGES.includes(type))
    found.push(['indexRangeFilters', `is not allowed for ${type}, only for numbers and dates`]);
  if (isObject && nestedCount === 0) found.push(['nestedProperties', 'holds no property']);
  if (known && !isObject && nestedCount > 0) found.push(['nestedProperties', `is not allowed for ${type}`]);
  return found;
}

/** Types as other programs call them. */
const TYPES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['float', 'number'],
  ['integer', 'int'],
  ['str', 'text'],
]);

/** A property as `POST /v1/schema` takes it. */
const propertySchema = madeOnce(() => {
  /** A known type, or another collection's name, which begins with a capital. */
  const dataType = z.string().check(
    z.refine((type) => DATA_TYPES.includes(type) || /^[A-Z]/.test(type), {
      error: ({ input }) => {
        const near = TYPES_ELSEWHERE.get(String(input));
        return `is no data type${near === undefined ? '' : ` (did you mean ${near}?)`}`;
      },
    }),
  );

  const propertyName = z.string().check(
    z.regex(/^[_A-Za-z]\w{0,230}$/, {
      error: 'is no name of a property: letters, digits and _, the first no digit',
    }),
    z.refine((name) => !['id', '_id', '_additional'].includes(name), {
      error: 'is a name that Weaviate keeps for itself',
    }),
  );

  const described = {
    dataType: z
      .array(dataType)
      .check(z.minLength(1, { error: 'names no type: Weaviate fails on it and creates no collection' })),
    description: text,
    indexFilterable: flag,
    indexSearchable: flag,
    indexRangeFilters: flag,
    tokenization: oneOf('tokenization', [
      'word',
      'lowercase',
      'whitespace',
      'field',
      'trigram',
      'gse',
      'gse_ch',
      'kagome_kr',
      'kagome_ja',
    ]),
    textAnalyzer: keys({ asciiFold: flag, asciiFoldIgnore: anything, stopwordPreset: text }),
  };

  /** Properties of objects, which nest without end. */
  const nested: z.ZodMiniType = z.strictObject({
    ...described,
    name: z.string().check(z.regex(/^[_A-Za-z]\w*$/, { error: 'is no name of a property' })),
    nestedProperties: z.nullish(z.lazy(() => z.array(nested))),
  });

  return z
    .strictObject({
      ...described,
      name: propertyName,
      moduleConfig: z.nullish(z.record(z.string(), anything)),
      indexInverted: flag,
      nestedProperties: z.nullish(z.array(nested)),
      disableDuplicatedReferences: flag,
      searchableBlockmax: flag,
      bucketGeneration: anything,
    })
    .check(
      z.superRefine((property, context) => {
        for (const [key, message] of refusals(property))
          context.addIssue({ code: 'custom', path: [key], message });
      }),
    );
});

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
