/** Marks a part of a text that is not known: any text, or none. A noncharacter, which no file holds. */
export const HOLE = '\uffff';

/**
 * A text with a `HOLE` for each part that is not known, such as a variable without a value. What `startsWith`,
 * `endsWith`, `includes` and `===` find in it is there whatever the holes hold. That something is not found proves
 * nothing: ask `mayBe` or `mayStartWith`.
 */
export type PartialText = string;

export function isWhole(text: PartialText): boolean {
  return !text.includes(HOLE);
}

/** The text, where all of it is known. */
export function wholeText(text: PartialText | undefined): string | undefined {
  return text !== undefined && isWhole(text) ? text : undefined;
}

/** What is known before the first hole. */
export function knownStart(text: PartialText): string {
  return text.split(HOLE, 1)[0] ?? '';
}

/** Whether something in its holes could make it begin with `start`. */
export function mayStartWith(text: PartialText, start: string): boolean {
  if (isWhole(text)) return text.startsWith(start);
  const known = knownStart(text);
  return known.startsWith(start) || start.startsWith(known);
}

/** Whether something in its holes could make it this text. */
export function mayBe(text: PartialText, value: string): boolean {
  const [first = '', ...rest] = text.split(HOLE);
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
export function withHoles(text: string): PartialText {
  return text.replaceAll(PLACEHOLDERS, HOLE);
}
