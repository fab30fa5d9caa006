import { nearest } from '../../formats/nearest.ts';
import * as z from '../../yaml/schema.ts';

/*
 * Types of Weaviate's REST schema. Go treats null like a missing key, so every key accepts it. Weaviate 1.38.11
 * returned 400 or 422 for everything that these reject; each case was measured.
 */
export const stringValue = z.nullish(z.string());
export const booleanValue = z.nullish(z.boolean());
export const integerValue = z.nullish(z.int('is too large'));
export const numberValue = z.nullish(z.number());
export const anyValue = z.optional(z.unknown());

/** One of the given texts; empty text counts as missing. */
export function enumValue(what: string, values: readonly string[]): z.Schema {
  return z.nullish(
    z.string().check(
      z.refine<string>(
        (value) => value === '' || values.includes(value),
        (value) => {
          const near = nearest(value, values);
          return `is not a known ${what} (${near === undefined ? `known: ${values.join(', ')}` : `did you mean ${near}?`})`;
        },
      ),
    ),
  );
}

/** An object whose keys may all be missing or null; the server ignores unknown keys. */
export function objectValue(shape: z.Shape): z.Schema {
  return z.nullish(z.partialObject(shape));
}
