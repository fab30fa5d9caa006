/** Data as a programming language writes it, in the form of its formatter. */
interface Dialect {
  /** Blanks a level. */
  readonly indent: number;
  /** Longest line. */
  readonly width: number;
  readonly key: (name: string) => string;
  /** A text that does not fit beside its key. */
  readonly tooLong: (key: string, text: string, indent: string) => string;
}

/** As `ruff format` leaves it: lists on one line where they fit, and maps, by their last comma, on many. */
export const PYTHON: Dialect = {
  indent: 4,
  width: 88,
  key: (name) => JSON.stringify(name),
  tooLong: (key, text) => `${key}: ${text}`,
};

/** As prettier and biome leave it, by prettier's defaults. */
export const TYPESCRIPT: Dialect = {
  indent: 2,
  width: 80,
  key: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)),
  tooLong: (key, text, indent) => `${key}:\n${indent}  ${text}`,
};

/**
 * A map, list, text or number as source code, the same in Python and TypeScript but for its form.
 * @param depth levels that the text stands inside of
 */
export function literal(value: unknown, dialect: Dialect, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inside = ' '.repeat(dialect.indent * (depth + 1));
  const outside = ' '.repeat(dialect.indent * depth);
  const lines = (entries: readonly string[], [open, close]: string) =>
    `${open}\n${entries.map((entry) => `${inside}${entry},\n`).join('')}${outside}${close}`;
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry !== 'object')
      ? `[${value.map((entry) => JSON.stringify(entry)).join(', ')}]`
      : lines(
          value.map((entry) => literal(entry, dialect, depth + 1)),
          '[]',
        );
  }
  const entries = Object.entries(value).map(([name, entry]) => {
    const key = dialect.key(name);
    const text = literal(entry, dialect, depth + 1);
    const fits = inside.length + `${key}: ${text},`.length <= dialect.width;
    return fits || typeof entry !== 'string' ? `${key}: ${text}` : dialect.tooLong(key, text, inside);
  });
  return lines(entries, '{}');
}
