const LINES = 5;

/** The end of a log as evidence; undefined where there is none. */
export function tail(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.slice(-LINES).join('\n');
}
