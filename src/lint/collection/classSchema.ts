import * as z from 'zod/mini';
import { lazy } from '../../yaml/cache.ts';
import {
  anyValue,
  booleanValue,
  enumValue,
  integerValue,
  numberValue,
  objectValue,
  stringValue,
} from './classTypes.ts';
import { indexConfigSchema } from './indexSchema.ts';

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
const TEXT_TYPES = ['text', 'text[]', 'string', 'string[]'];
const RANGE_TYPES = ['int', 'number', 'date'];

interface PropertyDefinition {
  readonly dataType: readonly string[];
  readonly tokenization?: string | null | undefined;
  readonly indexFilterable?: boolean | null | undefined;
  readonly indexInverted?: boolean | null | undefined;
  readonly indexSearchable?: boolean | null | undefined;
  readonly indexRangeFilters?: boolean | null | undefined;
  readonly nestedProperties?: readonly unknown[] | null | undefined;
}

/** What the server refuses of a property as a whole, by key. */
function propertyErrors(property: PropertyDefinition): [string, string][] {
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
  if (property.tokenization && !TEXT_TYPES.includes(type))
    found.push(['tokenization', `is not allowed for ${type}`]);
  if (property.indexSearchable && !TEXT_TYPES.includes(type))
    found.push(['indexSearchable', `is not allowed for ${type}, only for text`]);
  if (property.indexRangeFilters && !RANGE_TYPES.includes(type))
    found.push(['indexRangeFilters', `is not allowed for ${type}, only for numbers and dates`]);
  if (isObject && nestedCount === 0) found.push(['nestedProperties', 'holds no property']);
  if (known && !isObject && nestedCount > 0) found.push(['nestedProperties', `is not allowed for ${type}`]);
  return found;
}

/** Types as other programs call them. */
const TYPE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['float', 'number'],
  ['integer', 'int'],
  ['str', 'text'],
]);

/** A property as `POST /v1/schema` takes it. */
const propertySchema = lazy(() => {
  /** A known type, or another collection's name, which begins with a capital. */
  const dataType = z.string().check(
    z.refine((type) => DATA_TYPES.includes(type) || /^[A-Z]/.test(type), {
      error: ({ input }) => {
        const near = TYPE_ALIASES.get(String(input));
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
    description: stringValue,
    indexFilterable: booleanValue,
    indexSearchable: booleanValue,
    indexRangeFilters: booleanValue,
    tokenization: enumValue('tokenization', [
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
    textAnalyzer: objectValue({
      asciiFold: booleanValue,
      asciiFoldIgnore: anyValue,
      stopwordPreset: stringValue,
    }),
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
      moduleConfig: z.nullish(z.record(z.string(), anyValue)),
      indexInverted: booleanValue,
      nestedProperties: z.nullish(z.array(nested)),
      disableDuplicatedReferences: booleanValue,
      searchableBlockmax: booleanValue,
      bucketGeneration: anyValue,
    })
    .check(
      z.superRefine((property, context) => {
        for (const [key, message] of propertyErrors(property))
          context.addIssue({ code: 'custom', path: [key], message });
      }),
    );
});

/** A class as `POST /v1/schema` takes it; `asyncEnabled` of older servers as well. */
export const classSchema = lazy(() => {
  const vectorIndexType = enumValue('type of index', ['hnsw', 'flat', 'dynamic', 'hfresh']);

  const vectorIndexConfig = indexConfigSchema();

  const namedVector = z.strictObject({
    vectorizer: z
      .record(z.string(), anyValue)
      .check(
        z.refine((modules) => Object.keys(modules).length === 1, { error: 'must name exactly one module' }),
      ),
    vectorIndexType,
    vectorIndexConfig,
  });

  const notNegative = z.minimum(0, { error: 'is below 0' });

  const invertedIndexConfig = objectValue({
    bm25: objectValue({
      b: z.nullish(z.number().check(notNegative, z.maximum(1, { error: 'is above 1' }))),
      k1: z.nullish(z.number().check(notNegative)),
    }),
    cleanupIntervalSeconds: z.nullish(z.int().check(notNegative)),
    indexNullState: booleanValue,
    indexPropertyLength: booleanValue,
    indexTimestamps: booleanValue,
    stopwords: objectValue({
      preset: stringValue,
      additions: z.nullish(z.array(z.string())),
      removals: z.nullish(z.array(z.string())),
    }),
    stopwordPresets: anyValue,
    tokenizerUserDict: anyValue,
    usingBlockMaxWAND: booleanValue,
  });

  const shardingConfig = objectValue({
    virtualPerPhysical: anyValue,
    desiredCount: numberValue,
    actualCount: anyValue,
    desiredVirtualCount: anyValue,
    actualVirtualCount: anyValue,
    key: enumValue('key of sharding', ['_id']),
    strategy: enumValue('strategy of sharding', ['hash']),
    function: anyValue,
  });

  return z
    .strictObject({
      class: z.string().check(
        z.regex(/^[A-Za-z]\w{0,254}$/, {
          error: 'is no name of a collection: letters, digits and _, the first a letter',
        }),
      ),
      description: stringValue,
      properties: z.nullish(z.array(propertySchema())),
      vectorConfig: z.nullish(z.record(z.string(), namedVector)),
      vectorizer: stringValue,
      moduleConfig: z.nullish(z.record(z.string(), anyValue)),
      vectorIndexType,
      vectorIndexConfig,
      invertedIndexConfig,
      replicationConfig: objectValue({
        factor: integerValue,
        asyncEnabled: anyValue,
        asyncConfig: anyValue,
        deletionStrategy: enumValue('strategy of deletion', [
          'NoAutomatedResolution',
          'DeleteOnConflict',
          'TimeBasedResolution',
        ]),
      }),
      multiTenancyConfig: objectValue({
        enabled: booleanValue,
        autoTenantCreation: booleanValue,
        autoTenantActivation: booleanValue,
      }),
      objectTtlConfig: objectValue({
        enabled: booleanValue,
        defaultTtl: numberValue,
        deleteOn: stringValue,
        filterExpiredObjects: booleanValue,
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
