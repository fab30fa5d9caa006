import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { didYouMean } from '../../formats/nearest.ts';
import { tryParseJson } from '../../formats/parseJson.ts';

/** Which logs to show, and how. */
export interface LogRequest {
  /** Undefined for all services. */
  readonly service: string | undefined;
  /** Number of lines, or `all`. */
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
      (names.length > 0 ? `the services are ${names.join(', ')}` : 'start the stack: bindstack up'),
  });
}

const weaviateLine = z.looseObject({
  level: z.string(),
  msg: z.string(),
  time: z.string().optional(),
  error: z.string().optional(),
});

/** Fields that are the same on every line, or of no use to the user. */
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

/** A JSON line of Weaviate's log as level, message and error; any other line unchanged. */
function shortLine(line: string): string {
  const found = parseWeaviateLine(line);
  if (!found) return line;
  const { level, msg, error } = found;
  return `${level}: ${msg}${error === undefined ? '' : ` (${error})`}`;
}

/** A line without terminal escape sequences: Compose 2.26 starts each line with `ESC[2K`. */
export function plainLine(line: string): string {
  return stripVTControlCharacters(line).replace(/\r$/, '');
}

/** A JSON line of Weaviate's log with its time and other fields: `12:00:03 info  message  key=value`. */
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

/** A log with its JSON lines made readable. */
export function readableLog(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .split('\n')
    .map((line) => shortLine(line.trim()))
    .join('\n');
}

/** The last line of a log, cut to fit into a progress line. */
export function lastLineOf(text: string): string {
  const line = (readableLog(text).split('\n').at(-1) ?? '').replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
