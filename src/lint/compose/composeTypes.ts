import * as z from '../../yaml/schema.ts';

/*
 * Types of the Compose Specification (schema/compose-spec.json). Numbers and booleans also accept strings, because
 * variables are substituted as strings. Extension keys (`x-…`) are removed before the check.
 */
export const string = z.string();
export const numeric = z.union([z.number(), z.string()]);
export const bool = z.union([z.boolean(), z.string()]);
export const strings = z.array(z.string());
export const stringOrStrings = z.union([z.string(), strings]);
export const anyValue = z.unknown();

const scalar = z.union([z.string(), z.number(), z.boolean(), z.nothing()]);
/** For `labels`, `environment`, …: a map, or a list of `NAME=VALUE`. */
export const mapOrList = z.union([z.record(scalar), z.array(z.string())]);
export const hostMappings = z.union([
  z.record(z.union([z.string(), z.array(z.string())])),
  z.array(z.string()),
]);
export const driverOptions = z.record(z.union([z.string(), z.number(), z.boolean(), z.nothing()]));
export const command = z.union([z.nothing(), z.string(), strings]);

/** Go durations, with the days and weeks that Compose adds. */
export const composeDuration = z
  .string()
  .check(
    z.regex(
      /^\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w)(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))*$|^0$/,
      'is not a duration such as 30s or 1m30s',
    ),
  );

/** A size with a unit, as Compose reads it (docker/go-units RAMInBytes): `12g`, `1.5 GB`, `512mib`. */
export const byteSizeText = z
  .string()
  .check(z.regex(/^\d+(?:\.\d+)?(?: ?(?:[kmgtp]?i?b|[kmgtp]))?$/i, 'is not a size such as 12g or 512m'));
/** The same, or a number of bytes. */
export const byteSize = z.union([z.number(), byteSizeText]);

export const external = z.union([z.boolean(), z.string(), z.looseObject({ name: string })]);

/** One of the given words. */
export function enumOf(words: readonly string[]): z.Schema {
  return z.words(words, `is not one of ${words.join(', ')}`);
}
