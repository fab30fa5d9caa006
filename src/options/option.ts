import * as z from 'zod';
import { parseDuration } from '../formats/duration.ts';
import { parseSize } from '../formats/size.ts';

/** A value that an option takes in bindstack.yaml, before it is checked. */
export type OptionInput = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** How text from a flag or a variable becomes a value: see `text.ts`. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'map';

/** An option counts only where another has (or holds, if it is a list) a value. */
export interface Condition {
  readonly key: string;
  readonly value: string | boolean;
}

/**
 * One setting of a stack. Flag, environment variable, key of bindstack.yaml, help text and check are all made
 * from this record; the key is its place in the table.
 */
export interface Option<T> {
  readonly kind: OptionKind;
  /** `--weaviate-memory`; a boolean also gets `--no-…`. */
  readonly flag: string;
  /** Name of the value in the help text: `SIZE`. */
  readonly placeholder: string;
  readonly help: string;
  /** What the wizard asks, in a few words. */
  readonly question: string;
  /** As it would be written in bindstack.yaml; undefined where the option is unset by default. */
  readonly default: OptionInput | undefined;
  /** A value that somebody might choose: for help and editors. */
  readonly example: OptionInput;
  readonly schema: z.ZodType<T>;
  /** The allowed values, where they can be listed. */
  readonly values?: readonly string[];
  /** What each of them means, in a few words. */
  readonly meanings?: Readonly<Record<string, string>>;
  readonly when?: Condition;
}

export interface OptionTree {
  readonly [name: string]: Option<unknown> | OptionTree;
}

/** The typed configuration that a table of options describes. */
export type ConfigOf<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Option<infer T> ? T : ConfigOf<Tree[Name]>;
};

export function isOption(node: Option<unknown> | OptionTree): node is Option<unknown> {
  return 'schema' in node && 'flag' in node;
}

/** What every maker below takes; the placeholder is made from the kind where it is not given. */
interface Words {
  readonly flag: string;
  readonly help: string;
  /** Left out where the help says it before its first `:`, `;`, `,` or `(`. */
  readonly question?: string;
  readonly placeholder?: string;
  readonly when?: Condition;
}

type Default<D> = { readonly default: D };

/** Where the default shows nothing of how a value looks. */
type Example<E> = { readonly example: E };

function words({ flag, help, question, placeholder, when }: Words, defaultPlaceholder: string) {
  return {
    flag,
    help,
    question: question ?? shortened(help),
    placeholder: placeholder ?? defaultPlaceholder,
    ...(when && { when }),
  };
}

/** The beginning of a help text, as a question. */
function shortened(help: string): string {
  const beginning = (help.split(/[:;,(]/)[0] ?? help).trim();
  return beginning.charAt(0).toUpperCase() + beginning.slice(1);
}

/** Free text that a predicate accepts; `expected` ends the sentence “… is not”. */
export function text(
  spec: Words & Default<string> & { accepts: (value: string) => boolean; expected: string },
): Option<string> {
  const { accepts, expected } = spec;
  return {
    ...words(spec, 'TEXT'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    schema: z.string(`is not ${expected}`).refine(accepts, `is not ${expected}`),
  };
}

/** The same, unset by default. */
export function optionalText(
  spec: Words & Example<string> & { accepts: (value: string) => boolean; expected: string },
): Option<string | undefined> {
  const { schema, ...rest } = text({ ...spec, default: '' });
  return { ...rest, default: undefined, example: spec.example, schema: schema.optional() };
}

/** A size; its value is bytes. */
export function size(spec: Words & Default<string>): Option<number> {
  return {
    ...words(spec, 'SIZE'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    schema: converted(parseSize, 'is not a size such as 12g, 12Gi or 9728Mi'),
  };
}

/** A duration; its value is whole seconds, at least one. */
export function duration(spec: Words & Default<string>): Option<number> {
  const message = 'is not a duration such as 300s, 10m or 1h30m';
  return {
    ...words(spec, 'DURATION'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    schema: converted((value) => parseDuration(value) || undefined, message),
  };
}

/** Text that `convert` turns into another value; where it gives undefined, `message` is the fault. */
function converted<T>(convert: (text: string) => T | undefined, message: string): z.ZodType<T> {
  return z.string(message).transform((value, context): T => {
    const result = convert(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });
}

export function number(
  spec: Words & Default<number> & { min: number; max: number; integer?: boolean },
): Option<number> {
  const { min, max, integer = true } = spec;
  const message = `is not a ${integer ? 'whole ' : ''}number from ${min} to ${max}`;
  const base = integer ? z.int(message) : z.number(message);
  return {
    ...words(spec, 'N'),
    kind: 'number',
    default: spec.default,
    example: spec.default,
    schema: base.min(min, message).max(max, message),
  };
}

export function yesNo(spec: Words & Default<boolean>): Option<boolean> {
  return {
    ...words(spec, ''),
    kind: 'boolean',
    default: spec.default,
    example: !spec.default,
    schema: z.boolean('is neither true nor false'),
  };
}

/** One of a few words. */
export function choice<const V extends string>(
  spec: Words & Default<V> & { values: readonly V[]; meanings?: Readonly<Record<V, string>> },
): Option<V> {
  return {
    ...words(spec, 'WORD'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    values: spec.values,
    ...(spec.meanings && { meanings: spec.meanings }),
    schema: z.enum(spec.values, `is not one of ${spec.values.join(', ')}`),
  };
}

/** A list whose entries are free text. */
export function list(
  spec: Words & Example<readonly string[]> & { accepts: (value: string) => boolean; expected: string },
): Option<readonly string[]> {
  const { accepts, expected } = spec;
  const entry = z.string(`is not ${expected}`).refine(accepts, `is not ${expected}`);
  return {
    ...words(spec, 'NAME'),
    kind: 'list',
    default: [],
    example: spec.example,
    schema: z.array(entry, 'is not a list').transform((values) => [...new Set(values)]),
  };
}

/** A list of a few words, kept in their own order and without repetition; `all` stands for each, where allowed. */
export function choices<const V extends string>(
  spec: Words & Default<readonly V[]> & { values: readonly V[]; all?: boolean; atLeastOne?: boolean },
): Option<readonly V[]> {
  const { values, all = false, atLeastOne = false } = spec;
  const message = `is not one of ${[...values, ...(all ? ['all'] : [])].join(', ')}`;
  const entries = z.array(z.enum(all ? [...values, 'all'] : values, message), 'is not a list');
  const checked = atLeastOne
    ? entries.min(1, `is empty: name at least one of ${values.join(', ')}`)
    : entries;
  return {
    ...words(spec, 'LIST'),
    kind: 'list',
    default: spec.default,
    example: [...values],
    values: all ? [...values, 'all'] : values,
    schema: checked.transform((given): V[] => {
      const wanted = new Set<string>(given);
      return wanted.has('all') ? [...values] : values.filter((value) => wanted.has(value));
    }),
  };
}

/** Pairs of name and text; `expectedValue` ends the sentence “NAME …” where a value is refused. */
export function map(
  spec: Words &
    Example<Readonly<Record<string, string>>> & {
      acceptsName: (name: string) => boolean;
      expected: string;
      acceptsValue: (value: string) => boolean;
      expectedValue: string;
    },
): Option<Readonly<Record<string, string>>> {
  const name = z.string().refine(spec.acceptsName, `is not ${spec.expected}`);
  // YAML reads `LIMIT: 25` as a number; what goes into an environment is text.
  const value = z
    .union([z.string(), z.number(), z.boolean()], 'is not a single value')
    .transform(String)
    .refine(spec.acceptsValue, spec.expectedValue);
  return {
    ...words(spec, 'KEY=VALUE'),
    kind: 'map',
    default: {},
    example: spec.example,
    schema: z.record(name, value, `is not ${spec.expected}`),
  };
}
