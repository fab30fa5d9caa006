import type { LocatedFinding } from '../finding.ts';

/** The line on which a finding begins, without its line break; undefined where there is no such line. */
export function sourceLineOf({ source, line }: LocatedFinding): string | undefined {
  if (!source) return undefined;
  const { lineStarts } = source.lines;
  // The parser does not tell of the only line of an empty file.
  const start = line === 1 ? 0 : lineStarts[line - 1];
  if (start === undefined) return undefined;
  return source.text.slice(start, lineStarts[line]).replace(/\r?\n$/, '');
}
