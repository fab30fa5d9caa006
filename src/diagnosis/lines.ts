/** A readable line of a log or of standard error. */
export interface Line {
  /** Only of lines that Weaviate wrote itself. */
  readonly level: string | undefined;
  readonly text: string;
}

// `\p{Cc}[…` are terminal escape sequences: Compose 2.26 starts each log line with ESC[2K. `\p{Cf}` includes the
// characters that reverse the direction of text.
const CONTROL_SEQUENCES = /\p{Cc}\[[\d;?]*[A-Za-z]|\p{Cc}|\p{Cf}/gu;

/** `multi2vec-bind-1  | `, before each line of `docker compose logs`. */
const LOG_PREFIX = /^[\w.-]+-\d+ +\| ?/;

/** Characters; longer lines are cut so that the patterns stay fast. */
const MAX_LINE_LENGTH = 20_000;

/** The lines of a text that are not empty, without control characters. */
export function plainLines(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.slice(0, MAX_LINE_LENGTH).replaceAll('\t', ' ').replace(CONTROL_SEQUENCES, '').trim())
    .filter((line) => line !== '');
}

/** The fields of a line that is a JSON object, else undefined. */
function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** A field of a line that Weaviate wrote with `LOG_FORMAT=text`. */
function textField(line: string, name: string): string | undefined {
  const quoted = new RegExp(` ${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
  return quoted?.replaceAll(/\\(["\\])/g, '$1');
}

/** The fields of such a line that bindstack reads (measured; the format is that of logrus). */
function textFieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  const level = /^time="[^"]*" level=(?<level>[a-z]+) /.exec(line)?.groups?.['level'];
  if (level === undefined) return undefined;
  return { level, msg: textField(line, 'msg'), error: textField(line, 'error') };
}

/** A line of Weaviate's log as `level: message (error)`; any other line unchanged. */
function logLine(line: string): Line {
  const { level, msg, error } = fieldsOf(line) ?? textFieldsOf(line) ?? {};
  if (typeof level !== 'string' || typeof msg !== 'string') return { level: undefined, text: line };
  const text = typeof error === 'string' ? `${level}: ${msg} (${error})` : `${level}: ${msg}`;
  // JSON escapes may contain control characters.
  return { level, text: plainLines(text).join(' ') };
}

/** The lines of a service's log. */
export function logLines(log: string): Line[] {
  return plainLines(log).map((line) => logLine(line.replace(LOG_PREFIX, '')));
}

export interface LineMatch {
  readonly line: string;
  /** The text of a named group of the pattern; empty if the group did not match. */
  group(name: string): string;
}

/** The last line that matches the pattern: the final error is the one that counts. */
export function lastMatch(lines: readonly string[], pattern: RegExp): LineMatch | undefined {
  for (const line of lines.toReversed()) {
    const match = pattern.exec(line);
    if (match) return { line, group: (name) => match.groups?.[name] ?? '' };
  }
  return undefined;
}

/** Number of log lines that are shown. */
const TAIL_LINES = 5;

/** The end of a log as evidence; undefined for an empty log. */
export function tail(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.slice(-TAIL_LINES).join('\n');
}

const MASK = '***';

// Keys with spaces are a fault that is diagnosed here, so the whole rest of the line is masked. Compose's message
// about a variable without a value (`…ALLOWED_KEYS: required variable …`) has no secret.
const KEY_LIST = /(ALLOWED_KEYS["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}).+$/gim;
const NAMED_SECRET =
  /((?:API_?KEY|PASSWORD|PASSWD|SECRET|TOKEN|ACCESS_KEY)(?:_ID)?["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}["']?)[^\s"',;}]+/gi;
// `no basic auth credentials` is the engine's message about a registry that requires a login.
const AUTHORIZATION = /((?:Bearer|Basic)[ \t]{1,9})(?!auth credentials)[^\s"',;}]+/gi;
const USER_IN_URL = /(:\/\/)[^\s/@]{1,200}@/g;

/** Masks the values of keys and passwords. */
export function maskSecrets(text: string): string {
  return text
    .replace(KEY_LIST, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(USER_IN_URL, `$1${MASK}@`);
}
