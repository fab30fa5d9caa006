import { VECTOR_INDEXES } from '../../facts/vectorIndexes.ts';
import { lazy } from '../../formats/lazy.ts';
import * as z from '../../yaml/schema.ts';
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

/** Only these can be tokenized; `string` is the old name of text. */
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

/** Combinations of keys that the server rejects, each with the key to report and the problem. */
function propertyErrors(property: PropertyDefinition): [string, string][] {
  const [type = ''] = property.dataType;
  const known = DATA_TYPES.includes(type);
  const isObject = type === 'object' || type === 'object[]';
  const nestedCount = property.nestedProperties?.length ?? 0;
  const found: [string, string][] = [];
  if (property.dataType.length > 1 && property.dataType.some((one) => DATA_TYPES.includes(one)))
    found.push(['dataType', 'contains more than one type']);
  const newNames = [property.indexFilterable, property.indexSearchable, property.indexRangeFilters];
  if (typeof property.indexInverted === 'boolean' && newNames.some((flag) => typeof flag === 'boolean'))
    found.push([
      'indexInverted',
      'is the old name of indexFilterable and indexSearchable, and cannot be combined with them',
    ]);
  if (property.tokenization && !TEXT_TYPES.includes(type))
    found.push(['tokenization', `is not allowed for ${type}`]);
  if (property.indexSearchable && !TEXT_TYPES.includes(type))
    found.push(['indexSearchable', `is not allowed for ${type}, only for text`]);
  if (property.indexRangeFilters && !RANGE_TYPES.includes(type))
    found.push(['indexRangeFilters', `is not allowed for ${type}, only for numbers and dates`]);
  if (isObject && nestedCount === 0) found.push(['nestedProperties', 'contains no property']);
  if (known && !isObject && nestedCount > 0) found.push(['nestedProperties', `is not allowed for ${type}`]);
  return found;
}

/** Names that other programs use for these types. */
const TYPE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['float', 'number'],
  ['integer', 'int'],
  ['str', 'text'],
]);

/** A property, as `POST /v1/schema` accepts it. */
const propertySchema = lazy(() => {
  /** A known type, or the name of another collection, which begins with an uppercase letter. */
  const dataType = z.string().check(
    z.refine<string>(
      (type) => DATA_TYPES.includes(type) || /^[A-Z]/.test(type),
      (type) => {
        const near = TYPE_ALIASES.get(type);
        return `is not a data type${near === undefined ? '' : ` (did you mean ${near}?)`}`;
      },
    ),
  );

  const propertyName = z.string().check(
    z.regex(
      /^[_A-Za-z]\w{0,230}$/,
      'is not a valid property name: use letters, digits and _, and do not start with a digit',
    ),
    z.refine<string>(
      (name) => !['id', '_id', '_additional'].includes(name),
      'is a name that Weaviate reserves',
    ),
  );

  const described = {
    dataType: z
      .array(dataType)
      .check(
        z.refine<readonly string[]>(
          (types) => types.length > 0,
          'names no type: Weaviate fails and does not create the collection',
        ),
      ),
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

  /** Properties of objects, which can be nested to any depth. */
  const nested: z.Schema = z.strictObject({
    ...described,
    name: z.string().check(z.regex(/^[_A-Za-z]\w*$/, 'is not a valid property name')),
    nestedProperties: z.nullish(z.lazy(() => z.array(nested))),
  });

  return z
    .strictObject({
      ...described,
      name: propertyName,
      moduleConfig: z.nullish(z.record(anyValue)),
      indexInverted: booleanValue,
      nestedProperties: z.nullish(z.array(nested)),
      disableDuplicatedReferences: booleanValue,
      searchableBlockmax: booleanValue,
      bucketGeneration: anyValue,
    })
    .check(
      z.refineParts<PropertyDefinition>((property) =>
        propertyErrors(property).map(([key, message]) => [[key], message]),
      ),
    );
});

/** What `classErrors` reads of a class. */
interface ClassDefinition {
  readonly multiTenancyConfig?: {
    readonly enabled?: boolean | null;
    readonly autoTenantCreation?: boolean | null;
    readonly autoTenantActivation?: boolean | null;
  } | null;
  readonly properties?: readonly { readonly name: string }[] | null;
  readonly invertedIndexConfig?: {
    readonly stopwords?: { readonly preset?: string | null } | null;
    readonly stopwordPresets?: unknown;
  } | null;
}

/** Combinations that the server rejects: the path to report and the problem. */
function* classErrors({
  multiTenancyConfig,
  properties,
  invertedIndexConfig,
}: ClassDefinition): Generator<[(string | number)[], string]> {
  for (const key of ['autoTenantCreation', 'autoTenantActivation'] as const) {
    if (multiTenancyConfig?.[key] && !multiTenancyConfig.enabled)
      yield [['multiTenancyConfig', key], 'requires enabled: true in the same block'];
  }
  const preset = invertedIndexConfig?.stopwords?.preset;
  if (preset && preset !== 'en' && preset !== 'none' && !invertedIndexConfig?.stopwordPresets)
    yield [['invertedIndexConfig', 'stopwords', 'preset'], 'is not a preset (known: en, none)'];
  const seen = new Set<string>();
  for (const [index, { name }] of (properties ?? []).entries()) {
    const stored = name.toLowerCase();
    if (seen.has(stored))
      yield [['properties', index, 'name'], 'is the name of two properties (case is ignored)'];
    seen.add(stored);
  }
}

/** A class, as `POST /v1/schema` accepts it; including `asyncEnabled` of older servers. */
export const classSchema = lazy(() => {
  const vectorIndexType = enumValue('index type', VECTOR_INDEXES);

  const vectorIndexConfig = indexConfigSchema();

  const namedVector = z.strictObject({
    vectorizer: z
      .record(anyValue)
      .check(
        z.refine<object>((modules) => Object.keys(modules).length === 1, 'must name exactly one module'),
      ),
    vectorIndexType,
    vectorIndexConfig,
  });

  const notNegative = z.minimum(0, 'is below 0');

  const invertedIndexConfig = objectValue({
    bm25: objectValue({
      b: z.nullish(z.number().check(notNegative, z.maximum(1, 'is above 1'))),
      k1: z.nullish(z.number().check(notNegative)),
    }),
    cleanupIntervalSeconds: z.nullish(z.int('is too large').check(notNegative)),
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
    key: enumValue('sharding key', ['_id']),
    strategy: enumValue('sharding strategy', ['hash']),
    function: anyValue,
  });

  return z
    .strictObject({
      class: z
        .string()
        .check(
          z.regex(
            /^[A-Za-z]\w{0,254}$/,
            'is not a valid collection name: use letters, digits and _, and start with a letter',
          ),
        ),
      description: stringValue,
      properties: z.nullish(z.array(propertySchema())),
      vectorConfig: z.nullish(z.record(namedVector)),
      vectorizer: stringValue,
      moduleConfig: z.nullish(z.record(anyValue)),
      vectorIndexType,
      vectorIndexConfig,
      invertedIndexConfig,
      replicationConfig: objectValue({
        factor: integerValue,
        asyncEnabled: anyValue,
        asyncConfig: anyValue,
        deletionStrategy: enumValue('deletion strategy', [
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
    .check(z.refineParts(classErrors));
});
