import * as z from 'zod';
import { nearest } from '../../formats/nearest.ts';

/*
 * Types of Weaviate's REST schema. null is nothing to Go, so every key takes it. What these refuse was answered
 * with 400 or 422 by Weaviate 1.38.11, each case measured.
 */
export const text = z.string().nullish();
export const flag = z.boolean().nullish();
export const whole = z.int().nullish();
export const number = z.number().nullish();
export const anything = z.unknown().optional();

/** Text, of which only these are known; empty text is nothing. */
export function oneOf(what: string, values: readonly string[]) {
  return z
    .string()
    .refine((value) => value === '' || values.includes(value), {
      error: ({ input }) => {
        const near = nearest(String(input), values);
        return `is no ${what}${near === undefined ? `: ${values.join(', ')}` : ` (did you mean ${near}?)`}`;
      },
    })
    .nullish();
}

/** An object of which every key may be left out or null; other keys are ignored by the server. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).partial().nullish();
}
