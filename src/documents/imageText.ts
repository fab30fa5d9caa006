/** An image as a Compose file names it, in its parts. */
export interface ImageText {
  /** `cr.weaviate.io/semitechnologies/weaviate`. */
  readonly name: string;
  /** Last part of the name: `weaviate`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** `[registry[:port]/]path[:tag][@digest]`: a colon begins a tag only behind the last slash. */
export function parseImage(text: string): ImageText {
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
