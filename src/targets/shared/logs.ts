import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { didYouMean } from '../../formats/nearest.ts';
import { tryParseJson } from '../../formats/parseJson.ts';

/** Which logs are to be shown, and how. */
export interface LogRequest {
  /** All services where it is not given. */
  readonly service: string | undefined;
  /** A number of lines, or `all`. */
  readonly tail: string;
  readonly follow: boolean;
  readonly raw: boolean;
}

export function unknownService(name: string, names: readonly string[]): Failure {
  return new Failure('usage', {
    code: 'no-such-service',
    message: `there is no service ${name}`,
    suggestion:
      didYouMean(name, names) ??
      (names.length > 0 ? `the services are ${names.join(', ')}` : 'bindstack up first'),
  });
}

const weaviateLine = z.looseObject({
  level: z.string(),
  msg: z.string(),
  time: z.string().optional(),
  error: z.string().optional(),
});

/** Parts that say the same on every line, or nothing to people. */
const HIDDEN_FIELDS = new Set([
  'level',
  'msg',
  'time',
  'error',
  'build_git_commit',
  'build_go_version',
  'build_image_tag',
  'build_wv_version',
]);

function parseWeaviateLine(line: string): z.infer<typeof weaviateLine> | undefined {
  return line.startsWith('{') ? weaviateLine.safeParse(tryParseJson(line)).data : undefined;
}

/** A line of Weaviate's log, which is JSON, as level, message and error; any other line as it is. */
function shortLine(line: string): string {
  const found = parseWeaviateLine(line);
  if (!found) return line;
  const { level, msg, error } = found;
  return `${level}: ${msg}${error === undefined ? '' : ` (${error})`}`;
}

/** A line without what only a terminal understands: Compose 2.26 begins each with `ESC[2K`. */
export function plainLine(line: string): string {
  return stripVTControlCharacters(line).replace(/\r$/, '');
}

/** The same with its time and all else that it tells: `12:00:03 info  message  key=value`. */
export function readableLine(line: string): string {
  const found = parseWeaviateLine(line);
  if (!found) return line;
  const { level, msg, time, error, ...rest } = found;
  const clock = /T(\d\d:\d\d:\d\d)/.exec(time ?? '')?.[1];
  const others = Object.entries(rest)
    .filter(([key]) => !HIDDEN_FIELDS.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [
    ...(clock === undefined ? [] : [clock]),
    level.padEnd(7),
    msg,
    ...(error === undefined ? [] : [`(${error})`]),
    ...others,
  ].join(' ');
}

/** The lines of a log for people. */
export function readableLog(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .split('\n')
    .map((line) => shortLine(line.trim()))
    .join('\n');
}

/** What a log says last, cut to fit into a line that also says something else. */
export function lastLineOf(text: string): string {
  const line = (readableLog(text).split('\n').at(-1) ?? '').replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
