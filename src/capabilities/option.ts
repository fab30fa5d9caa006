/** The value of an option in bindstack.yaml, before it is checked. */
export type OptionInput = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** How the text of a flag or variable becomes a value: see `options/text.ts`. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'map';

/** An option is used only if another option has this value, or includes it if that option is a list. */
export interface Condition {
  readonly key: string;
  readonly value: string | boolean;
  /** Other values that meet it as well. */
  readonly or?: readonly string[];
}

/** All values that meet a condition. */
export function metBy({ value, or = [] }: Condition): readonly (string | boolean)[] {
  return [value, ...or];
}

/** Whether a value of the option that a condition names meets it. */
export function meets(condition: Condition, value: unknown): boolean {
  return [value].flat().some((one) => metBy(condition).includes(one as string | boolean));
}

/**
 * The values that an option accepts, as data: see `checkedValue`. `expected` completes the sentence “… is not”.
 */
export type AcceptedValues =
  | { readonly form: 'text'; readonly accepts: (value: string) => boolean; readonly expected: string }
  | { readonly form: 'size' | 'duration' | 'yes-no' }
  | { readonly form: 'number'; readonly min: number; readonly max: number; readonly integer: boolean }
  /** A number of things that may be millions, as text with a suffix (`5M`) or as a number. */
  | { readonly form: 'quantity' }
  /** A number of things, or `all`. */
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

/** What a map accepts; `expectedValue` completes the sentence “NAME …” if a value is rejected. */
export interface EntryRules {
  readonly acceptsName: (name: string) => boolean;
  readonly expected: string;
  readonly acceptsValue: (value: string) => boolean;
  readonly expectedValue: string;
}

/** Carries the type of an option's value; nothing exists at run time. */
declare const valueType: unique symbol;

/**
 * One setting of a stack. Its flag, environment variable, key of bindstack.yaml, help text and validation all come from
 * this record; the key is its position in the table.
 */
export interface Option<T> {
  readonly kind: OptionKind;
  /** `--weaviate-memory`; a boolean also gets `--no-…`. */
  readonly flag: string;
  /** Name of the value in the help text: `SIZE`. */
  readonly placeholder: string;
  readonly help: string;
  /** Its name in lists and messages of the wizard, in up to 25 characters. */
  readonly label: string;
  /** What the wizard asks: a few words, or a sentence that ends with `?`. */
  readonly question: string;
  /** As written in bindstack.yaml; undefined if the option is unset by default. */
  readonly default: OptionInput | undefined;
  /** A realistic value, for help and editors. */
  readonly example: OptionInput;
  readonly accepted: AcceptedValues;
  readonly [valueType]?: T;
  /** The allowed values, if there is a list of them. */
  readonly values?: readonly string[];
  /** What a form calls each value, if the value itself is not a word that people use. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The meaning of each, in a few words. */
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

/** What every option needs. By default the placeholder follows from the kind of the option. */
interface CommonSpec {
  readonly flag: string;
  readonly help: string;
  /** By default the question. */
  readonly label?: string;
  /** By default the help text up to the first `:`, `;`, `,` or `(`. */
  readonly question?: string;
  readonly placeholder?: string;
  readonly when?: Condition;
}

type WithDefault<D> = { readonly default: D };

/** For options whose default does not show what a value looks like. */
type WithExample<E> = { readonly example: E };

function commonFields(spec: CommonSpec, defaultPlaceholder: string) {
  const { flag, help, question = questionFromHelp(help), label = question, placeholder, when } = spec;
  return {
    flag,
    help,
    label,
    question,
    placeholder: placeholder ?? defaultPlaceholder,
    ...(when && { when }),
  };
}

/** The first part of a help text, capitalized. */
function questionFromHelp(help: string): string {
  const beginning = (help.split(/[:;,(]/)[0] ?? help).trim();
  return beginning.charAt(0).toUpperCase() + beginning.slice(1);
}

/** Free text that satisfies a predicate. */
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

/** Like `textOption`, but unset by default. */
export function optionalTextOption(
  spec: CommonSpec & WithExample<string> & { accepts: (value: string) => boolean; expected: string },
): Option<string | undefined> {
  return { ...textOption({ ...spec, default: '' }), default: undefined, example: spec.example };
}

/** A size; the value is in bytes. */
export function sizeOption(spec: CommonSpec & WithDefault<string>): Option<number> {
  return {
    ...commonFields(spec, 'SIZE'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    accepted: { form: 'size' },
  };
}

/** Like `sizeOption`, but unset by default. */
export function optionalSizeOption(spec: CommonSpec & WithExample<string>): Option<number | undefined> {
  return { ...sizeOption({ ...spec, default: spec.example }), default: undefined };
}

/** A number of things such as `5M`; unset by default. */
export function optionalQuantityOption(spec: CommonSpec & WithExample<string>): Option<number | undefined> {
  return {
    ...commonFields(spec, 'N'),
    kind: 'text',
    default: undefined,
    example: spec.example,
    accepted: { form: 'quantity' },
  };
}

/** A duration; the value is in whole seconds, at least one. */
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

/** Like `numberOption`, but unset by default. */
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

/** One of several words. */
export function choiceOption<const V extends string>(
  spec: CommonSpec &
    WithDefault<V> & {
      values: readonly V[];
      labels?: Readonly<Record<V, string>>;
      meanings?: Readonly<Record<V, string>>;
    },
): Option<V> {
  return {
    ...commonFields(spec, 'MODE'),
    kind: 'text',
    default: spec.default,
    example: spec.default,
    values: spec.values,
    ...(spec.labels && { labels: spec.labels }),
    ...(spec.meanings && { meanings: spec.meanings }),
    accepted: { form: 'choice', values: spec.values },
  };
}

/** Like `choiceOption`, but unset by default. */
export function optionalChoiceOption<const V extends string>(
  spec: CommonSpec &
    WithExample<V> & {
      values: readonly V[];
      labels?: Readonly<Record<V, string>>;
      meanings?: Readonly<Record<V, string>>;
    },
): Option<V | undefined> {
  return { ...choiceOption({ ...spec, default: spec.example }), default: undefined };
}

/** A list of free text entries. */
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

/** Several of the given words, in the order of `values` and without duplicates; `all` selects all of them if allowed. */
export function multipleChoiceOption<const V extends string>(
  spec: CommonSpec &
    WithDefault<readonly V[]> & {
      values: readonly V[];
      labels?: Readonly<Record<V, string>>;
      all?: boolean;
      atLeastOne?: boolean;
    },
): Option<readonly V[]> {
  const { values, all = false, atLeastOne = false } = spec;
  return {
    ...commonFields(spec, 'LIST'),
    kind: 'list',
    default: spec.default,
    example: [...values],
    values: all ? [...values, 'all'] : values,
    ...(spec.labels && { labels: spec.labels }),
    accepted: { form: 'choices', values, all, atLeastOne },
  };
}

/** Names with text values. */
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
