import type { PartialText } from '../../formats/partialText.ts';
import { at, entriesOf, type Located, type LocatedMap, partialTextOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import type { ComposeFile, DocumentFault } from './composeFile.ts';
import { type Environment, environmentOf, type ReferencedFiles } from './environment.ts';
import { expandFile, mergeRoots } from './expansion.ts';
import type { Variables } from './interpolate.ts';

/** The parts of an image reference in a Compose file. */
export interface ImageReference {
  /** `cr.weaviate.io/semitechnologies/weaviate`. */
  readonly name: PartialText;
  /** The last part of the name: `weaviate`. */
  readonly repository: PartialText;
  readonly tag: PartialText | undefined;
  readonly digest: PartialText | undefined;
}

/**
 * Parses `[registry[:port]/]path[:tag][@digest]`: a colon starts a tag only after the last slash. A variable belongs
 * to the part that contains it: what follows `weaviate:` is a tag.
 */
export function parseImage(text: PartialText): ImageReference {
  const [reference = '', digest] = text.split('@');
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  const name = colon < 0 ? reference : reference.slice(0, colon);
  return {
    name,
    repository: name.slice(slash + 1),
    tag: colon < 0 ? undefined : reference.slice(colon + 1),
    digest,
  };
}

export interface ComposeService {
  readonly name: string;
  /** Where its name is in the file: the place of findings about something missing. */
  readonly key: Place;
  readonly map: LocatedMap;
  /** Undefined if the service names no image. */
  readonly image: ImageReference | undefined;
  readonly environment: Environment;
}

/** The project that Compose builds from one or more files. */
export interface ComposeProject {
  readonly files: readonly ComposeFile[];
  readonly root: Located;
  readonly services: readonly ComposeService[];
  readonly variables: Variables;
  readonly faults: readonly DocumentFault[];
  /** A referenced file could not be read: what seems to be missing may be in it. */
  readonly incomplete: boolean;
}

/** Merges the files, each over those before it. */
export function mergeProject(
  files: readonly ComposeFile[],
  variables: Variables,
  referencedFiles: ReferencedFiles,
): ComposeProject {
  const parts = files.map((file) => expandFile(file, variables, referencedFiles));
  const root = parts.map((part) => part.root).reduce(mergeRoots);
  return {
    files,
    root,
    services: servicesOf(root, variables, referencedFiles),
    variables,
    faults: parts.flatMap(({ faults }) => faults),
    incomplete: parts.some(({ incomplete }) => incomplete),
  };
}

function servicesOf(root: Located, variables: Variables, referencedFiles: ReferencedFiles): ComposeService[] {
  return [...entriesOf(at(root, 'services'))].flatMap(([name, { key, value: map }]) => {
    if (map.kind !== 'map') return [];
    const image = partialTextOf(map.entries.get('image')?.value);
    return {
      name,
      key,
      map,
      image: image === undefined ? undefined : parseImage(image),
      environment: environmentOf(map, variables, referencedFiles),
    };
  });
}
