import * as z from '../../yaml/schema.ts';

// The types that the templates of chart 17.8.3 accept. Most values are printed as they are, so a number in quotes
// works too. null removes a default; the rule values-null reports it where that breaks a template.

const int = z.int('is too large');

export const scalarValue = z.nullable(z.union([z.string(), z.number(), z.boolean()]));

/** Only text: a template compares it, or the cluster rejects numbers and booleans. */
export const stringValue = z.nullable(z.string());

/** No floats: YAML reads the tag 1.30 as 1.3, and Helm prints large numbers with an exponent. */
export const imageTag = z.nullable(
  z.union([z.string(), int.check(z.maximum(999_999, 'would be written with an exponent: put it in quotes'))]),
);

export const integerValue = z.nullable(
  z.union([int, z.string().check(z.regex(/^\d+$/, 'is not a whole number'))]),
);

/** A value that a template tests with `if`; the rule values-flag-text checks text here. */
export const conditionValue = z.nullable(z.union([z.boolean(), z.string(), z.number()]));

/** Goes to conf.yaml, in which Weaviate rejects text. */
export const booleanValue = z.nullable(z.boolean());

export const anyValue = z.unknown();
export const mapValue = z.nullable(z.record(z.unknown()));
const listValue = z.nullable(z.array(z.unknown()));
export const stringList = z.nullable(z.array(z.string()));

/** Labels and annotations: the cluster rejects numbers and booleans. */
export const labels = z.nullable(z.record(z.nullable(z.string())));

/** Lists whose default in the chart is an empty map or null. */
export const listOfMaps = z.nullable(z.union([z.array(z.record(z.unknown())), z.strictObject({})]));

/** Names of Secrets; the rule values-pull-secret-map checks maps. */
export const pullSecrets = z.nullable(z.array(z.union([z.string(), z.record(z.unknown())])));

const quantities = z.nullable(z.record(z.nullable(z.union([z.string(), z.number()]))));

export const resourceBlock = z.nullable(
  z.partialObject({ requests: quantities, limits: quantities, claims: listValue }),
);

/** A URL, or the empty map that is the default of the chart. */
export const urlValue = z.nullable(z.union([z.string(), z.strictObject({})]));

export const environment = z.nullable(z.record(scalarValue));
export const secretNames = z.nullable(z.record(z.nullable(z.string())));

/** One of the given words. */
export function enumValue(words: readonly string[]): z.Schema {
  return z.nullable(z.words(words, `is not one of ${words.join(', ')}`));
}
