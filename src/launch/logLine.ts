import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const weaviateLine = z.object({
  level: z.string(),
  msg: z.string(),
  error: z.string().optional(),
});

/** A line of Weaviate's log, which is JSON, as level, message and error; any other line as it is. */
function readable(line: string): string {
  try {
    const { level, msg, error } = weaviateLine.parse(JSON.parse(line));
    return `${level}: ${msg}${error === undefined ? '' : ` (${error})`}`;
  } catch {
    return line;
  }
}

/** The lines of a log for people, without what only a terminal understands: Compose 2.26 begins each with `ESC[2K`. */
export function readableLog(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .split('\n')
    .map((line) => readable(line.trim()))
    .join('\n');
}
