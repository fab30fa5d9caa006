import * as z from 'zod/mini';

/*
 * Types of the Compose Specification (schema/compose-spec.json). Where it takes a number or a switch it takes text
 * as well, since a variable fills in text. Keys that begin with `x-` are taken out before the check.
 */
export const string = z.string();
export const numeric = z.union([z.number(), z.string()]);
export const bool = z.union([z.boolean(), z.string()]);
export const strings = z.array(z.string());
export const stringOrStrings = z.union([z.string(), strings]);
export const anyValue = z.unknown();

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** `labels`, `environment`, …: a map or a list of `NAME=VALUE`. */
export const mapOrList = z.union([z.record(z.string(), scalar), z.array(z.string())]);
export const hostMappings = z.union([
  z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  z.array(z.string()),
]);
export const driverOptions = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export const command = z.union([z.null(), z.string(), strings]);

/** Go's durations, with the days and weeks that Compose adds. */
export const composeDuration = z.string().check(
  z.regex(/^\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w)(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))*$|^0$/, {
    error: 'is not a duration such as 30s or 1m30s',
  }),
);

/** Bytes as text, as Compose reads them (docker/go-units RAMInBytes): `12g`, `1.5 GB`, `512mib`. */
export const byteSizeText = z.string().check(
  z.regex(/^\d+(?:\.\d+)?(?: ?(?:[kmgtp]?i?b|[kmgtp]))?$/i, {
    error: 'is not a size such as 12g or 512m',
  }),
);
/** The same, or the bare number. */
export const byteSize = z.union([z.number(), byteSizeText]);

export const external = z.union([z.boolean(), z.string(), z.looseObject({ name: z.optional(string) })]);

/** One of some words. */
export function enumOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `is none of ${words.join(', ')}` });
}

/** An object of which every key may be left out, and no other given. */
export function partialObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.partial(z.strictObject(shape));
}
