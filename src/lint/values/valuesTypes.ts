import * as z from 'zod/mini';

// What the templates of chart 17.8.3 take, not what is tidy: most values are printed as they are, so that a number
// in quotes does as well. Null removes a default; where that breaks a template, the rule values-null says so.

const int = z.int({ error: 'is too large' });

export const scalarValue = z.nullable(z.union([z.string(), z.number(), z.boolean()]));

/** Words alone: a template compares it, or the cluster refuses numbers and booleans. */
export const stringValue = z.nullable(z.string());

/** Where a template prints it: a number that has lost its zeros (1.30) or grown an exponent names another tag. */
export const imageTag = z.nullable(
  z.union([z.string(), int.check(z.maximum(999_999, 'would be written with an exponent: put it in quotes'))]),
);

export const integerValue = z.nullable(
  z.union([int, z.string().check(z.regex(/^\d+$/, 'is not a whole number'))]),
);

/** What an `if` of a template looks at; a text there is the matter of the rule values-flag-text. */
export const conditionValue = z.nullable(z.union([z.boolean(), z.string(), z.number()]));

/** What Weaviate reads itself, from conf.yaml: text is refused. */
export const booleanValue = z.nullable(z.boolean());

export const anyValue = z.unknown();
export const mapValue = z.nullable(z.record(z.string(), z.unknown()));
const listValue = z.nullable(z.array(z.unknown()));
export const stringList = z.nullable(z.array(z.string()));

/** Labels and annotations: the cluster refuses numbers and booleans. */
export const labels = z.nullable(z.record(z.string(), z.nullable(z.string())));

/** Lists that default to an empty map, or to nothing. */
export const listOfMaps = z.nullable(
  z.union([z.array(z.record(z.string(), z.unknown())), z.strictObject({})]),
);

/** Secrets by name; maps are the matter of the rule values-pull-secret-map. */
export const pullSecrets = z.nullable(z.array(z.union([z.string(), z.record(z.string(), z.unknown())])));

const quantities = z.nullable(z.record(z.string(), z.nullable(z.union([z.string(), z.number()]))));

export const resourceBlock = z.nullable(
  z.partial(z.strictObject({ requests: quantities, limits: quantities, claims: listValue })),
);

/** A URL, or the empty map of the chart. */
export const urlValue = z.nullable(z.union([z.string(), z.strictObject({})]));

export const environment = z.nullable(z.record(z.string(), scalarValue));
export const secretNames = z.nullable(z.record(z.string(), z.nullable(z.string())));

/** One of some words. */
export function enumValue<const Words extends readonly string[]>(words: Words) {
  return z.nullable(z.enum(words, { error: `is none of ${words.join(', ')}` }));
}
