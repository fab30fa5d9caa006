import * as z from 'zod/mini';
import { madeOnce } from '../../yaml/kept.ts';
import { at, isNothing, type Located } from '../../yaml/located.ts';
import { recordOf } from '../../yaml/pieces.ts';
import { keysOfSchema, schemaProblems } from '../../yaml/schemaProblems.ts';
import type { Place, Source } from '../../yaml/source.ts';
import type { NamedProblem } from '../documentRules.ts';
import type { ComposeFile } from './composeFile.ts';
import { anything, external, flag, keys, mapOrList, options, text, textOrTexts } from './composeTypes.ts';
import { serviceSchema } from './serviceSchema.ts';

const network = z.union([
  z.null(),
  keys({
    name: text,
    driver: text,
    driver_opts: options,
    ipam: z.looseObject({}),
    external,
    internal: flag,
    enable_ipv4: flag,
    enable_ipv6: flag,
    attachable: flag,
    labels: mapOrList,
  }),
]);

const volume = z.union([
  z.null(),
  keys({ name: text, driver: text, driver_opts: options, external, labels: mapOrList }),
]);

const secret = keys({
  name: text,
  environment: text,
  file: text,
  external,
  labels: mapOrList,
  driver: text,
  driver_opts: options,
  template_driver: text,
});

const config = keys({
  name: text,
  content: text,
  environment: text,
  file: text,
  external,
  labels: mapOrList,
  template_driver: text,
});

/** A section may be empty (`volumes:`). */
function section(entry: z.ZodMiniType) {
  return z.union([z.null(), z.record(z.string(), entry)]);
}

/** A Compose file as people write it: the whole Compose Specification of mid-2026, strictly. */
const composeFileSchema = keys({
  version: anything,
  name: text,
  include: z.array(
    z.union([text, keys({ path: textOrTexts, env_file: textOrTexts, project_directory: text })]),
  ),
  services: z.union([z.null(), z.record(z.string(), serviceSchema)]),
  models: anything,
  networks: section(network),
  volumes: section(volume),
  secrets: section(secret),
  configs: section(config),
});

const knownKeys = keysOfSchema(() => composeFileSchema);

/** The plain value without keys of the user's own (`x-…`), and without what `!reset` takes away. */
function checkable(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(checkable);
  if (located.kind === 'scalar') return located.value;
  const entries = [...located.entries].filter(
    ([key, { value }]) => !key.startsWith('x-') && value.tag !== '!reset',
  );
  return recordOf(entries.map(([key, { value }]) => [key, checkable(value)]));
}

/** What Compose would refuse a file for: unknown keys, values of the wrong type. */
export function composeFileProblems({ source, root, faults }: ComposeFile): NamedProblem[] {
  if (faults.some(({ rule }) => rule === 'yaml-syntax')) return [];
  if (isNothing(root)) {
    // Measured with 2.26.1, of a document of a file with several: "Top-level object must be a mapping".
    const message = source.part ? 'this document is empty: Compose refuses it' : 'the file holds no services';
    return [{ rule: 'compose-schema', place: emptyPlace(source, root), message }];
  }
  return schemaProblems(root, checkable(root), composeFileSchema, knownKeys).map(
    ({ place, path, message, suggestion }) => {
      const indented = misplaced(root, path);
      const remedy = indented?.suggestion ?? suggestion;
      return {
        rule: 'compose-schema',
        place,
        message: indented?.message ?? message,
        ...(remedy !== undefined && { suggestion: remedy }),
      };
    },
  );
}

/** Where an empty document begins: it has no value that could be pointed at. */
function emptyPlace(source: Source, root: Located): Place {
  const [start] = source.document.range;
  return source.part ? { source, start, end: start } : root.place;
}

interface Misplaced {
  readonly message: string;
  readonly suggestion: string;
}

const SECTIONS = ['volumes', 'networks', 'secrets', 'configs'];

/** Keys that only a service has: what holds one of them is meant to be a service. */
const OF_A_SERVICE = ['image', 'build', 'ports', 'environment', 'depends_on', 'command'];

function looksLikeService(located: Located | undefined): boolean {
  return OF_A_SERVICE.some((key) => at(located, key) !== undefined);
}

/** A key at the wrong depth, as it happens when a file is pasted: what it is, and where it belongs. */
function misplaced(root: Located, path: readonly (string | number)[]): Misplaced | undefined {
  const [first, second] = path;
  if (path.length === 1 && typeof first === 'string') {
    if (looksLikeService(at(root, first))) {
      return {
        message: `${first} is at the top level, and looks like a service`,
        suggestion: `indent ${first} and everything in it under services`,
      };
    }
    if (OF_A_SERVICE.includes(first) || serviceKeys().includes(first)) {
      return {
        message: `${first} is at the top level, and belongs to a service`,
        suggestion: `indent ${first} and everything in it under the service that it belongs to`,
      };
    }
  }
  if (first !== 'services' || typeof second !== 'string' || looksLikeService(at(root, first, second)))
    return undefined;
  if (SECTIONS.includes(second) && at(root, second) === undefined) {
    return {
      message: `${second} is inside services, where it would be a service of this name`,
      suggestion: `write ${second} at the top level, without indentation, if it defines ${second}`,
    };
  }
  if (!serviceKeys().includes(second)) return undefined;
  return {
    message: `${second} is directly inside services, and belongs to a service`,
    suggestion: `indent ${second} and everything in it under the service that it belongs to`,
  };
}

const serviceKeys = madeOnce(() => [...knownKeys(['services', ''])]);
