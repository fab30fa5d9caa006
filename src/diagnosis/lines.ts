/** A line of a log or of standard error, made readable. */
export interface Line {
  /** Of Weaviate's own lines only. */
  readonly level: string | undefined;
  readonly text: string;
}

// `\p{Cc}[…` is what a terminal understands; Compose 2.26 begins each line of a log with ESC[2K. `\p{Cf}` turns
// the direction of text around.
const CONTROL_SEQUENCES = /\p{Cc}\[[\d;?]*[A-Za-z]|\p{Cc}|\p{Cf}/gu;

/** `multi2vec-bind-1  | `, before each line of `docker compose logs`. */
const LOG_PREFIX = /^[\w.-]+-\d+ +\| ?/;

/** No line of a server is longer for a reason. */
const MAX_LINE_LENGTH = 20_000;

/** The lines of a text that are not empty, without control characters. */
export function plainLines(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.slice(0, MAX_LINE_LENGTH).replaceAll('\t', ' ').replace(CONTROL_SEQUENCES, '').trim())
    .filter((line) => line !== '');
}

/** The fields of a line that is a JSON object. */
function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** A field of a line that Weaviate writes with `LOG_FORMAT=text`. */
function textField(line: string, name: string): string | undefined {
  const quoted = new RegExp(` ${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
  return quoted?.replaceAll(/\\(["\\])/g, '$1');
}

/** The same, for all that is read of it (measured; the form is logrus'). */
function textFieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  const level = /^time="[^"]*" level=(?<level>[a-z]+) /.exec(line)?.groups?.['level'];
  if (level === undefined) return undefined;
  return { level, msg: textField(line, 'msg'), error: textField(line, 'error') };
}

/** A line of Weaviate's log as `level: message (error)`; any other line as it is. */
function logLine(line: string): Line {
  const { level, msg, error } = fieldsOf(line) ?? textFieldsOf(line) ?? {};
  if (typeof level !== 'string' || typeof msg !== 'string') return { level: undefined, text: line };
  const text = typeof error === 'string' ? `${level}: ${msg} (${error})` : `${level}: ${msg}`;
  // JSON may carry control characters in its escapes.
  return { level, text: plainLines(text).join(' ') };
}

/** The lines of a service's log. */
export function logLines(log: string): Line[] {
  return plainLines(log).map((line) => logLine(line.replace(LOG_PREFIX, '')));
}

export interface LineMatch {
  readonly line: string;
  /** Of a group of the pattern; empty where it took no part. */
  group(name: string): string;
}

/** The last line that has the pattern: what is said last is the verdict. */
export function lastMatch(lines: readonly string[], pattern: RegExp): LineMatch | undefined {
  for (const line of lines.toReversed()) {
    const match = pattern.exec(line);
    if (match) return { line, group: (name) => match.groups?.[name] ?? '' };
  }
  return undefined;
}

/** Lines of a log that are shown. */
const TAIL_LINES = 5;

/** The end of a log as evidence; undefined where there is none. */
export function tail(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.slice(-TAIL_LINES).join('\n');
}

const MASK = '***';

// Keys with blanks are one of the faults that are told here, so that the rest of the line goes. What Compose says
// of a variable that has no value (`…ALLOWED_KEYS: required variable …`) holds no secret.
const KEY_LIST = /(ALLOWED_KEYS["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}).+$/gim;
const NAMED_SECRET =
  /((?:API_?KEY|PASSWORD|PASSWD|SECRET|TOKEN|ACCESS_KEY)(?:_ID)?["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}["']?)[^\s"',;}]+/gi;
// `no basic auth credentials` is what the engine says of a registry that wants a login.
const AUTHORIZATION = /((?:Bearer|Basic)[ \t]{1,9})(?!auth credentials)[^\s"',;}]+/gi;
const USER_IN_URL = /(:\/\/)[^\s/@]{1,200}@/g;

/** A text of a log without the values of keys and passwords. */
export function maskSecrets(text: string): string {
  return text
    .replace(KEY_LIST, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(USER_IN_URL, `$1${MASK}@`);
}
