import type { PartialText } from '../formats/partialText.ts';

/** An image as a Compose file names it, in its parts, each of which may have holes. */
export interface ImageText {
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
export function parseImage(text: PartialText): ImageText {
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
