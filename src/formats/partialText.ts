/** Marks an unknown part of a text, which may be empty. A noncharacter, which no file contains. */
export const UNKNOWN_PART = '\uffff';

/**
 * A text with `UNKNOWN_PART` for each part that is not known, such as a variable without a value. If `startsWith`,
 * `endsWith`, `includes` or `===` match, they match for every value of the unknown parts. If they do not match, use
 * `couldEqual` or `couldStartWith`.
 */
export type PartialText = string;

export function isFullyKnown(text: PartialText): boolean {
  return !text.includes(UNKNOWN_PART);
}

/** The text if all of it is known, undefined otherwise. */
export function fullyKnownText(text: PartialText | undefined): string | undefined {
  return text !== undefined && isFullyKnown(text) ? text : undefined;
}

/** The text before the first unknown part. */
export function knownPrefix(text: PartialText): string {
  return text.split(UNKNOWN_PART, 1)[0] ?? '';
}

/** Whether the text starts with `start` for some value of its unknown parts. */
export function couldStartWith(text: PartialText, start: string): boolean {
  if (isFullyKnown(text)) return text.startsWith(start);
  const known = knownPrefix(text);
  return known.startsWith(start) || start.startsWith(known);
}

/** Whether the text equals `value` for some value of its unknown parts. */
export function couldEqual(text: PartialText, value: string): boolean {
  const [first = '', ...rest] = text.split(UNKNOWN_PART);
  const last = rest.pop();
  if (last === undefined) return text === value;
  if (value.length < first.length + last.length) return false;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  // A known part between two unknown ones may be anywhere: its leftmost match leaves the most room for the rest.
  let from = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= value.length - last.length;
}

/** Placeholders that other programs replace: `${NAME}` (envsubst, Flux), `$(NAME)` (Kubernetes), `{{ name }}`, `<NAME>`. */
const PLACEHOLDERS = /\$\{[^}]*\}?|\$\([^)]*\)?|\{\{.*?(?:\}\}|$)|<[A-Z_]+>/gs;

/** Replaces each placeholder that another program will fill in with `UNKNOWN_PART`. */
export function withUnknowns(text: string): PartialText {
  return text.replaceAll(PLACEHOLDERS, UNKNOWN_PART);
}
