import type { PartialText } from '../../formats/partialText.ts';
import { at, entriesOf, type Located, type LocatedMap, partialTextOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import type { ComposeFile, DocumentFault } from './composeFile.ts';
import { type Environment, environmentOf, type ReferencedFiles } from './environment.ts';
import { expandFile, mergeRoots } from './expansion.ts';
import type { Variables } from './interpolate.ts';

/** An image as a Compose file names it, in its parts, each of which may have holes. */
export interface ImageReference {
  /** `cr.weaviate.io/semitechnologies/weaviate`. */
  readonly name: PartialText;
  /** Last part of the name: `weaviate`. */
  readonly repository: PartialText;
  readonly tag: PartialText | undefined;
  readonly digest: PartialText | undefined;
}

/**
 * `[registry[:port]/]path[:tag][@digest]`: a colon begins a tag only behind the last slash. A hole is taken for a
 * part of where it stands: what is behind `weaviate:` is a tag, whatever variable it is.
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
  /** Its name in the file: where one points when something is missing. */
  readonly key: Place;
  readonly map: LocatedMap;
  /** Undefined without one. */
  readonly image: ImageReference | undefined;
  readonly environment: Environment;
}

/** One or several Compose files as the one project that Compose makes of them. */
export interface ComposeProject {
  readonly files: readonly ComposeFile[];
  readonly root: Located;
  readonly services: readonly ComposeService[];
  readonly variables: Variables;
  readonly faults: readonly DocumentFault[];
  /** A file that is referred to is not at hand: what is missing here may stand there. */
  readonly incomplete: boolean;
}

/** Merges the files, the later over the earlier. */
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
