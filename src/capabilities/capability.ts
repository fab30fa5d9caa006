import type { GroupName } from './groups.ts';
import type { Option, OptionInput, OptionTree } from './option.ts';

/** A fault of a configuration. */
export interface Fault {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly detail?: string;
  readonly suggestion: string;
}

/** What somebody gave, by key; what has its default is not in it. */
type GivenInputs = ReadonlyMap<string, { readonly value: OptionInput }>;

/**
 * Whether something is wrong with several values together.
 * @param owned as `Capability.owned`, of all capabilities
 */
export type Check<Config> = (
  config: Config,
  given: GivenInputs,
  owned: ReadonlyMap<string, string>,
) => Fault | undefined;

export function error(code: string, message: string, suggestion: string, detail?: string): Fault {
  return { code, severity: 'error', message, suggestion, ...(detail !== undefined && { detail }) };
}

export function warning(code: string, message: string, suggestion: string): Fault {
  return { code, severity: 'warning', message, suggestion };
}

/**
 * Something that a stack can have: all that bindstack knows of it in one place.
 * @typeParam Config the options that it reads, its own and those of others
 */
export interface Capability<Config> {
  /** By their place in bindstack.yaml. */
  readonly options: { readonly [Name in GroupName]?: Option<unknown> | OptionTree };
  /** Conditions between options, with those that a fault can be fixed at. */
  readonly rules?: readonly { readonly keys: readonly string[]; readonly check: Check<Config> }[];
  /** Variables of Weaviate that bindstack sets itself, with what to use instead of `--env`. */
  readonly owned?: Readonly<Record<string, string>>;
}
