/** Marks a part of a text that is not known: any text, or none. A noncharacter, which no file holds. */
export const UNKNOWN = '\uffff';

/**
 * A text with a `HOLE` for each part that is not known, such as a variable without a value. What `startsWith`,
 * `endsWith`, `includes` and `===` find in it is there whatever the holes hold. That something is not found proves
 * nothing: ask `mayBe` or `mayStartWith`.
 */
export type PartialText = string;

export function isFullyKnown(text: PartialText): boolean {
  return !text.includes(UNKNOWN);
}

/** The text, where all of it is known. */
export function fullyKnownText(text: PartialText | undefined): string | undefined {
  return text !== undefined && isFullyKnown(text) ? text : undefined;
}

/** What is known before the first hole. */
export function knownPrefix(text: PartialText): string {
  return text.split(UNKNOWN, 1)[0] ?? '';
}

/** Whether something in its holes could make it begin with `start`. */
export function couldStartWith(text: PartialText, start: string): boolean {
  if (isFullyKnown(text)) return text.startsWith(start);
  const known = knownPrefix(text);
  return known.startsWith(start) || start.startsWith(known);
}

/** Whether something in its holes could make it this text. */
export function couldEqual(text: PartialText, value: string): boolean {
  const [first = '', ...rest] = text.split(UNKNOWN);
  const last = rest.pop();
  if (last === undefined) return text === value;
  if (value.length < first.length + last.length) return false;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  // What is between two holes may be anywhere in between: the leftmost place leaves the most room.
  let from = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= value.length - last.length;
}

/** What another program replaces: `${NAME}` (envsubst, Flux), `$(NAME)` (Kubernetes), `{{ name }}`, `<NAME>`. */
const PLACEHOLDERS = /\$\{[^}]*\}?|\$\([^)]*\)?|\{\{.*?(?:\}\}|$)|<[A-Z_]+>/gs;

/** A text of a file that a program fills in before it is used, with a hole for each placeholder. */
export function withUnknowns(text: string): PartialText {
  return text.replaceAll(PLACEHOLDERS, UNKNOWN);
}
