/**
 * The text, if it says what it should: it parses, and holds exactly the model that it was rendered from. A template
 * that forgets to quote is found here and not by a user. (Whether the model itself is well formed does not depend on
 * what a user gives; the tests ask that.)
 * @throws Error (a bug, not a user's fault) naming the file and what differs
 */
export function checkedText(
  file: string,
  text: string,
  parse: (text: string) => unknown,
  model: unknown,
): string {
  const difference = firstDifference(parse(text), model);
  if (difference !== undefined)
    throw new Error(`${file} as rendered differs from its model at ${difference}`);
  return text;
}

/** The first place where two trees of plain data differ, if there is one. */
function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? undefined : `${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`;
  }
  if (Array.isArray(a) !== Array.isArray(b)) return `${path}: a list against a map`;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = firstDifference(left[key], right[key], `${path}/${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
