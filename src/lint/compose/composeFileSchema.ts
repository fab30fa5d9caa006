import { lazy } from '../../formats/lazy.ts';
import { at, isNothing, type Located } from '../../yaml/located.ts';
import { safeRecord } from '../../yaml/pieces.ts';
import * as z from '../../yaml/schema.ts';
import { keysOfSchema, schemaProblems } from '../../yaml/schemaProblems.ts';
import type { Place, Source } from '../../yaml/source.ts';
import type { NamedProblem } from '../documentRules.ts';
import type { ComposeFile } from './composeFile.ts';
import {
  anyValue,
  bool,
  driverOptions,
  external,
  mapOrList,
  string,
  stringOrStrings,
} from './composeTypes.ts';
import { serviceSchema } from './serviceSchema.ts';

const network = z.union([
  z.nothing(),
  z.partialObject({
    name: string,
    driver: string,
    driver_opts: driverOptions,
    ipam: z.looseObject({}),
    external,
    internal: bool,
    enable_ipv4: bool,
    enable_ipv6: bool,
    attachable: bool,
    labels: mapOrList,
  }),
]);

const volume = z.union([
  z.nothing(),
  z.partialObject({ name: string, driver: string, driver_opts: driverOptions, external, labels: mapOrList }),
]);

const secret = z.partialObject({
  name: string,
  environment: string,
  file: string,
  external,
  labels: mapOrList,
  driver: string,
  driver_opts: driverOptions,
  template_driver: string,
});

const config = z.partialObject({
  name: string,
  content: string,
  environment: string,
  file: string,
  external,
  labels: mapOrList,
  template_driver: string,
});

/** A section may be empty (`volumes:`). */
function section(entry: z.Schema) {
  return z.union([z.nothing(), z.record(entry)]);
}

/** The complete Compose Specification of mid-2026; unknown keys are errors. */
const composeFileSchema = z.partialObject({
  version: anyValue,
  name: string,
  include: z.array(
    z.union([
      string,
      z.partialObject({ path: stringOrStrings, env_file: stringOrStrings, project_directory: string }),
    ]),
  ),
  services: z.union([z.nothing(), z.record(serviceSchema)]),
  models: anyValue,
  networks: section(network),
  volumes: section(volume),
  secrets: section(secret),
  configs: section(config),
});

const knownKeys = keysOfSchema(() => composeFileSchema);

/** The plain value without extension keys (`x-…`) and without values removed by `!reset`. */
function valueForSchema(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(valueForSchema);
  if (located.kind === 'scalar') return located.value;
  const entries = [...located.entries].filter(
    ([key, { value }]) => !key.startsWith('x-') && value.tag !== '!reset',
  );
  return safeRecord(entries.map(([key, { value }]) => [key, valueForSchema(value)]));
}

/** Problems for which Compose would reject the file: unknown keys and values of the wrong type. */
export function composeFileProblems({ source, root, faults }: ComposeFile): NamedProblem[] {
  if (faults.some(({ rule }) => rule === 'yaml-syntax')) return [];
  if (isNothing(root)) {
    // One of several documents: "Top-level object must be a mapping" (measured with 2.26.1).
    const message = source.part
      ? 'this document is empty, which Compose rejects'
      : 'the file has no services';
    return [{ rule: 'compose-schema', place: emptyPlace(source, root), message }];
  }
  return schemaProblems(root, valueForSchema(root), composeFileSchema, knownKeys).map(
    ({ place, path, message, suggestion }) => {
      const misplaced = misplacedKey(root, path);
      const remedy = misplaced?.suggestion ?? suggestion;
      return {
        rule: 'compose-schema',
        place,
        message: misplaced?.message ?? message,
        ...(remedy !== undefined && { suggestion: remedy }),
      };
    },
  );
}

/** The start of an empty document, which has no value that a finding could point to. */
function emptyPlace(source: Source, root: Located): Place {
  const [start] = source.document.range;
  return source.part ? { source, start, end: start } : root.place;
}

interface Misplaced {
  readonly message: string;
  readonly suggestion: string;
}

const SECTIONS = ['volumes', 'networks', 'secrets', 'configs'];

/** Keys that only a service has: a map with one of them is meant to be a service. */
const TYPICAL_SERVICE_KEYS = ['image', 'build', 'ports', 'environment', 'depends_on', 'command'];

function looksLikeService(located: Located | undefined): boolean {
  return TYPICAL_SERVICE_KEYS.some((key) => at(located, key) !== undefined);
}

/** Explains a key at the wrong depth, a common result of pasting; undefined for any other problem. */
function misplacedKey(root: Located, path: readonly (string | number)[]): Misplaced | undefined {
  const [first, second] = path;
  if (path.length === 1 && typeof first === 'string') {
    if (looksLikeService(at(root, first))) {
      return {
        message: `${first} is at the top level, but looks like a service`,
        suggestion: `indent ${first} and everything in it under services`,
      };
    }
    if (TYPICAL_SERVICE_KEYS.includes(first) || allServiceKeys().includes(first)) {
      return {
        message: `${first} is at the top level, but belongs in a service`,
        suggestion: `indent ${first} and everything in it under its service`,
      };
    }
  }
  if (first !== 'services' || typeof second !== 'string' || looksLikeService(at(root, first, second)))
    return undefined;
  if (SECTIONS.includes(second) && at(root, second) === undefined) {
    return {
      message: `${second} is inside services, where it defines a service of that name`,
      suggestion: `move ${second} to the top level, without indentation, if it defines ${second}`,
    };
  }
  if (!allServiceKeys().includes(second)) return undefined;
  return {
    message: `${second} is directly inside services, but belongs in a service`,
    suggestion: `indent ${second} and everything in it under its service`,
  };
}

const allServiceKeys = lazy(() => [...knownKeys(['services', ''])]);
