/** How a programming language and its formatter write data. */
interface Dialect {
  /** Spaces per level. */
  readonly indent: number;
  /** Maximum line length. */
  readonly width: number;
  readonly key: (name: string) => string;
  readonly boolean: (value: boolean) => string;
  /** A text that does not fit on the line of its key. */
  readonly tooLong: (key: string, text: string, indent: string) => string;
}

/**
 * As formatted by `ruff format`: lists that fit on one line; maps on several lines, because of their trailing comma.
 */
export const PYTHON: Dialect = {
  indent: 4,
  width: 88,
  key: (name) => JSON.stringify(name),
  boolean: (value) => (value ? 'True' : 'False'),
  tooLong: (key, text) => `${key}: ${text}`,
};

/** As formatted by prettier and biome with prettier's defaults. */
export const TYPESCRIPT: Dialect = {
  indent: 2,
  width: 80,
  key: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)),
  boolean: String,
  tooLong: (key, text, indent) => `${key}:\n${indent}  ${text}`,
};

/**
 * A map, list, text, number or boolean as source code; Python and TypeScript differ in formatting and in booleans.
 * @param depth nesting level of the value
 */
export function literal(value: unknown, dialect: Dialect, depth = 0): string {
  if (typeof value === 'boolean') return dialect.boolean(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inside = ' '.repeat(dialect.indent * (depth + 1));
  const outside = ' '.repeat(dialect.indent * depth);
  const lines = (entries: readonly string[], [open, close]: string) =>
    `${open}\n${entries.map((entry) => `${inside}${entry},\n`).join('')}${outside}${close}`;
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry !== 'object')
      ? `[${value.map((entry) => literal(entry, dialect)).join(', ')}]`
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
