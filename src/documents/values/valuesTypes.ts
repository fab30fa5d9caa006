import * as z from 'zod';

// What the templates of chart 17.8.3 take, not what is tidy: most values are printed as they are, so that a number
// in quotes does as well. Null removes a default; where that breaks a template, the rule values-null says so.

export const text = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** Words alone: a template compares it, or the cluster refuses numbers and booleans. */
export const words = z.string().nullable();

/** Where a template prints it: a number that has lost its zeros (1.30) or grown an exponent names another tag. */
export const tag = z
  .union([z.string(), z.int().max(999_999, 'would be written with an exponent: put it in quotes')])
  .nullable();

export const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/, 'is not a whole number')]).nullable();

/** What an `if` of a template looks at; a text there is the matter of the rule values-flag-text. */
export const flag = z.union([z.boolean(), z.string(), z.number()]).nullable();

/** What Weaviate reads itself, from conf.yaml: text is refused. */
export const truth = z.boolean().nullable();

export const anything = z.unknown();
export const anyMap = z.record(z.string(), z.unknown()).nullable();
const anyList = z.array(z.unknown()).nullable();
export const names = z.array(z.string()).nullable();

/** Labels and annotations: the cluster refuses numbers and booleans. */
export const labels = z.record(z.string(), z.string().nullable()).nullable();

/** Lists that default to an empty map, or to nothing. */
export const listOfMaps = z
  .union([z.array(z.record(z.string(), z.unknown())), z.strictObject({})])
  .nullable();

/** Secrets by name; maps are the matter of the rule values-pull-secret-map. */
export const pullSecrets = z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).nullable();

const quantities = z.record(z.string(), z.union([z.string(), z.number()]).nullable()).nullable();

export const resources = z
  .strictObject({ requests: quantities, limits: quantities, claims: anyList })
  .partial()
  .nullable();

/** A URL, or the empty map of the chart. */
export const url = z.union([z.string(), z.strictObject({})]).nullable();

export const variables = z.record(z.string(), text).nullable();
export const secretNames = z.record(z.string(), z.string().nullable()).nullable();

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `is none of ${words.join(', ')}` }).nullable();
}
