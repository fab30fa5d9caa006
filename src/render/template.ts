import type { Variable } from '../capabilities/capability.ts';
import { isSafePlainName, isSafePlainText } from '../formats/quoting.ts';

/** A scalar, quoted unless every YAML parser, including YAML 1.1 (which Helm uses), reads it unchanged. */
export function plain(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return isSafePlainText(value) ? value : quote(value);
}

/**
 * Characters that JSON does not escape, but that Go's YAML parser (used by Compose and Helm) rejects or treats as a
 * line break (go-yaml readerc.go and yamlprivateh.go is_break).
 */
const UNSAFE_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A string in double quotes, valid as JSON and as YAML. */
function quote(value: string | number): string {
  return JSON.stringify(String(value)).replace(
    UNSAFE_IN_YAML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function mapKey(name: string): string {
  return isSafePlainName(name) ? name : quote(name);
}

/** A string in single quotes, which dclint requires for ports; YAML doubles quotes inside. */
function singleQuote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A list on one line. */
function flow(values: readonly string[]): string {
  return `[${values.map(quote).join(', ')}]`;
}

/** What a compiled template calls (scripts/handlebarsTemplates.js): the blocks of handlebars, and our helpers. */
const TOOLS = {
  /** The value at a path, whose last part may be missing. */
  value: (from: unknown, ...path: readonly string[]) =>
    path.reduce<unknown>(
      (node, name) => (Object.hasOwn(node as object, name) ? (node as Tree)[name] : undefined),
      from,
    ),
  /** The same; a missing part is an error. */
  needed: (from: unknown, ...path: readonly string[]) =>
    path.reduce<unknown>((node, name) => {
      if (Object.hasOwn(node as object, name)) return (node as Tree)[name];
      throw new Error(`the context of a template has no ${path.join('.')}`);
    }, from),
  text: (value: unknown) => String(value ?? ''),
  isTrue: (value: unknown) => Boolean(value) && !isEmptyList(value),
  with: (value: unknown, text: (context: unknown) => string) =>
    (value || value === 0) && !isEmptyList(value) ? text(value) : '',
  each: (values: unknown, text: (context: unknown, key: string | number, isLast: boolean) => string) => {
    const entries = Array.isArray(values) ? [...values.entries()] : Object.entries(values ?? {});
    return entries.map(([key, value], index) => text(value, key, index === entries.length - 1)).join('');
  },
  lookup: (from: object | undefined, name: string) =>
    from && Object.hasOwn(from, name) ? (from as Tree)[name] : undefined,
  plain,
  quote,
  singleQuote,
  flow,
  json: (value: unknown) => JSON.stringify(value),
  first: (values: readonly unknown[]) => values[0],
  has: (map: object, key: string) => Object.hasOwn(map, key),
  nested: (value: unknown, indent: number) =>
    JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(indent)}`),
  // The comment goes on the line above, with the indentation of the template.
  variable: ({ name, value, why }: RenderedVariable) => `${why}${mapKey(name)}: ${quote(value)}`,
};

type Tree = Readonly<Record<string, unknown>>;

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

interface RenderedVariable {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

/**
 * Environment variables for a template.
 * @param indent spaces in front of each line
 * @param textOf how the file writes a value
 */
export function environmentLines(
  variables: readonly Variable[],
  indent: number,
  textOf: (variable: Variable) => string = ({ value }) => value,
): RenderedVariable[] {
  return variables.map((variable) => ({
    name: variable.name,
    value: textOf(variable),
    why: variable.why === undefined ? '' : `# ${capitalized(variable.why)}.\n${' '.repeat(indent)}`,
  }));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Renders a compiled template; a name that is missing from the context is an error. */
export function renderTemplate(template: Template, context: object): string {
  return template(context, TOOLS);
}

/**
 * Checks that the text parses to exactly the model that it was rendered from, and returns it: a missing quote in a
 * template is found here instead of by a user. (Whether the model itself is well-formed does not depend on user input;
 * the tests check that.)
 * @throws Error (a bug in bindstack) with the file and the difference
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

/** The first difference between two trees of plain data, if there is one. */
export function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? undefined : `${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`;
  }
  if (Array.isArray(a) !== Array.isArray(b)) return `${path}: one is a list, the other a map`;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = firstDifference(left[key], right[key], `${path}/${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

export interface RenderedFile {
  /** Relative to the output directory, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The stack works without it, so a file of that name that bindstack did not write is left alone. */
  readonly yields?: true;
}
