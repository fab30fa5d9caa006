import * as z from 'zod/mini';
import { nearest } from '../../formats/nearest.ts';

/*
 * Types of Weaviate's REST schema. null is nothing to Go, so every key takes it. What these refuse was answered
 * with 400 or 422 by Weaviate 1.38.11, each case measured.
 */
export const stringValue = z.nullish(z.string());
export const booleanValue = z.nullish(z.boolean());
export const integerValue = z.nullish(z.int({ error: 'is too large' }));
export const numberValue = z.nullish(z.number());
export const anyValue = z.optional(z.unknown());

/** Text, of which only these are known; empty text is nothing. */
export function enumValue(what: string, values: readonly string[]) {
  return z.nullish(
    z.string().check(
      z.refine((value) => value === '' || values.includes(value), {
        error: ({ input }) => {
          const near = nearest(String(input), values);
          return `is no ${what}${near === undefined ? `: ${values.join(', ')}` : ` (did you mean ${near}?)`}`;
        },
      }),
    ),
  );
}

/** An object of which every key may be left out or null; other keys are ignored by the server. */
export function objectValue<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.nullish(z.partial(z.strictObject(shape)));
}
