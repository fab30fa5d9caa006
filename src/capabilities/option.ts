/** A value that an option takes in bindstack.yaml, before it is checked. */
export type OptionInput = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** How text from a flag or a variable becomes a value: see `options/text.ts`. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'map';

/** An option counts only where another has (or holds, if it is a list) a value. */
export interface Condition {
  readonly key: string;
  readonly value: string | boolean;
}

/**
 * What values an option takes: data, so that flags and help do not need the library that checks; `schemaOf` makes
 * the check. `expected` ends the sentence “… is not”.
 */
export type AcceptedValues =
  | { readonly form: 'text'; readonly accepts: (value: string) => boolean; readonly expected: string }
  | { readonly form: 'size' | 'duration' | 'yes-no' }
  | { readonly form: 'number'; readonly min: number; readonly max: number; readonly integer: boolean }
  /** So many of something, or all of them. */
  | { readonly form: 'count'; readonly max: number; readonly expected: string }
  | { readonly form: 'choice'; readonly values: readonly string[] }
  | { readonly form: 'list'; readonly accepts: (value: string) => boolean; readonly expected: string }
  | {
      readonly form: 'choices';
      readonly values: readonly string[];
      readonly all: boolean;
      readonly atLeastOne: boolean;
    }
  | ({ readonly form: 'map' } & EntryRules);

/** What a map takes; `expectedValue` ends the sentence “NAME …” where a value is refused. */
export interface EntryRules {
  readonly acceptsName: (name: string) => boolean;
  readonly expected: string;
  readonly acceptsValue: (value: string) => boolean;
  readonly expectedValue: string;
}

/** Says which type the values of an option have; there is no value of it. */
declare const valueType: unique symbol;

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
  readonly accepted: AcceptedValues;
  readonly [valueType]?: T;
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
  return 'accepted' in node && 'flag' in node;
}

/** What every maker below takes; the placeholder is made from the kind where it is not given. */
interface CommonSpec {
  readonly flag: string;
  readonly help: string;
  /** Left out where the help says it before its first `:`, `;`, `,` or `(`. */
  readonly question?: string;
  readonly placeholder?: string;
  readonly when?: Condition;
}

type WithDefault<D> = { readonly default: D };

/** Where the default shows nothing of how a value looks. */
type WithExample<E> = { readonly example: E };

function commonFields({ flag, help, question, placeholder, when }: CommonSpec, defaultPlaceholder: string) {
  return {
    flag,
    help,
    question: question ?? questionFromHelp(help),
    placeholder: placeholder ?? defaultPlaceholder,
    ...(when && { when }),
  };
}

/** The beginning of a help text, as a question. */
function questionFromHelp(help: string): string {
  const beginning = (help.split(/[:;,(]/)[0] ?? help).trim();
  return beginning.charAt(0).toUpperCase() + beginning.slice(1);
}

/** Free text that a predicate accepts. */
export function textOption(
  spec: CommonSpec & WithDefault<string> & { accepts: (value: string) => boolean; expected: string },
): Option<string> {
  const { accepts, expected } = spec;
  return {
    ...commonFields(spec, 'TEXT'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    accepted: { form: 'text', accepts, expected },
  };
}

/** The same, unset by default. */
export function optionalTextOption(
  spec: CommonSpec & WithExample<string> & { accepts: (value: string) => boolean; expected: string },
): Option<string | undefined> {
  return { ...textOption({ ...spec, default: '' }), default: undefined, example: spec.example };
}

/** A size; its value is bytes. */
export function sizeOption(spec: CommonSpec & WithDefault<string>): Option<number> {
  return {
    ...commonFields(spec, 'SIZE'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    accepted: { form: 'size' },
  };
}

/** A duration; its value is whole seconds, at least one. */
export function durationOption(spec: CommonSpec & WithDefault<string>): Option<number> {
  return {
    ...commonFields(spec, 'DURATION'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    accepted: { form: 'duration' },
  };
}

export function numberOption(
  spec: CommonSpec & WithDefault<number> & { min: number; max: number; integer?: boolean },
): Option<number> {
  const { min, max, integer = true } = spec;
  return {
    ...commonFields(spec, 'N'),
    kind: 'number',
    default: spec.default,
    example: spec.default,
    accepted: { form: 'number', min, max, integer },
  };
}

/** The same, unset by default. */
export function optionalNumberOption(
  spec: CommonSpec & WithExample<number> & { min: number; max: number; integer?: boolean },
): Option<number | undefined> {
  return { ...numberOption({ ...spec, default: spec.example }), default: undefined };
}

/** A number of things, or `all`. */
export function countOption(
  spec: CommonSpec & WithDefault<number> & WithExample<number> & { max: number; expected: string },
): Option<number | 'all'> {
  return {
    ...commonFields(spec, 'N|all'),
    kind: 'number',
    default: spec.default,
    example: spec.example,
    accepted: { form: 'count', max: spec.max, expected: spec.expected },
  };
}

export function booleanOption(spec: CommonSpec & WithDefault<boolean>): Option<boolean> {
  return {
    ...commonFields(spec, ''),
    kind: 'boolean',
    default: spec.default,
    example: !spec.default,
    accepted: { form: 'yes-no' },
  };
}

/** One of a few words. */
export function choiceOption<const V extends string>(
  spec: CommonSpec & WithDefault<V> & { values: readonly V[]; meanings?: Readonly<Record<V, string>> },
): Option<V> {
  return {
    ...commonFields(spec, 'WORD'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    values: spec.values,
    ...(spec.meanings && { meanings: spec.meanings }),
    accepted: { form: 'choice', values: spec.values },
  };
}

/** A list whose entries are free text. */
export function listOption(
  spec: CommonSpec &
    WithExample<readonly string[]> & { accepts: (value: string) => boolean; expected: string },
): Option<readonly string[]> {
  const { accepts, expected } = spec;
  return {
    ...commonFields(spec, 'NAME'),
    kind: 'list',
    default: [],
    example: spec.example,
    accepted: { form: 'list', accepts, expected },
  };
}

/** A list of a few words, kept in their own order and without repetition; `all` stands for each, where allowed. */
export function multipleChoiceOption<const V extends string>(
  spec: CommonSpec &
    WithDefault<readonly V[]> & { values: readonly V[]; all?: boolean; atLeastOne?: boolean },
): Option<readonly V[]> {
  const { values, all = false, atLeastOne = false } = spec;
  return {
    ...commonFields(spec, 'LIST'),
    kind: 'list',
    default: spec.default,
    example: [...values],
    values: all ? [...values, 'all'] : values,
    accepted: { form: 'choices', values, all, atLeastOne },
  };
}

/** Pairs of name and text. */
export function mapOption(
  spec: CommonSpec & WithExample<Readonly<Record<string, string>>> & EntryRules,
): Option<Readonly<Record<string, string>>> {
  const { acceptsName, expected, acceptsValue, expectedValue } = spec;
  return {
    ...commonFields(spec, 'KEY=VALUE'),
    kind: 'map',
    default: {},
    example: spec.example,
    accepted: { form: 'map', acceptsName, expected, acceptsValue, expectedValue },
  };
}
