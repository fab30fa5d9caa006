import type { GroupName } from './groups.ts';
import type { Message } from './message.ts';
import type { Option, OptionInput, OptionTree } from './option.ts';

/** Something wrong with a configuration. */
export interface Fault {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: Message;
  readonly detail?: Message;
  readonly suggestion: Message;
}

/** The values that were given, by key; options with their default are not included. */
export type GivenInputs = ReadonlyMap<string, { readonly value: OptionInput }>;

/**
 * Checks a combination of values; returns undefined if nothing is wrong.
 * @param owned `Capability.owned` of all capabilities together
 */
export type Check<Config> = (
  config: Config,
  given: GivenInputs,
  owned: ReadonlyMap<string, Message>,
) => Fault | undefined;

export function error(code: string, message: Message, suggestion: Message, detail?: Message): Fault {
  return { code, severity: 'error', message, suggestion, ...(detail !== undefined && { detail }) };
}

export function warning(code: string, message: Message, suggestion: Message): Fault {
  return { code, severity: 'warning', message, suggestion };
}

/** Values that an option decides for other options, unless they are given. */
export interface Derivation<Config> {
  /** The key of the option that they follow from. Without a value of its own, nothing is derived. */
  readonly from: string;
  readonly keys: readonly string[];
  /** The values of some of these keys, as written in bindstack.yaml. */
  values(config: Config, given: GivenInputs): ReadonlyMap<string, OptionInput>;
}

/** An environment variable of a service. */
export interface Variable {
  readonly name: string;
  /** The value that the process gets; for a secret, the name of the variable in `.env` that holds it. */
  readonly value: string;
  readonly secret?: 'api-key' | 'backup';
  /** Why it is set: becomes the comment next to it. */
  readonly why?: string;
}

/** What differs from target to target. */
export interface TargetDetails {
  /** Where Weaviate reaches the inference server. */
  readonly inferenceUrl: string;
  /** Absolute path of the data, as seen by the process. */
  readonly dataPath: string;
  /** Absolute path of the directory for backups, as seen by the process. */
  readonly backupsPath: string;
  /** Absolute path of the key file for Google Cloud, as seen by the process. */
  readonly googleKeyFile: string;
  /** Number of Weaviate nodes. */
  readonly nodes: number;
}

/** Part of a file: the maps and lists of all capabilities are merged. */
export interface Fragment {
  readonly [key: string]: unknown;
}

/** What a capability adds to docker-compose.yml. */
export interface ComposeParts {
  readonly weaviate?: Fragment;
  readonly inference?: Fragment;
  /** Named volumes; null for one without settings. */
  readonly volumes?: Fragment;
}

/** What a capability adds to the values of the chart. */
export interface ChartParts {
  readonly values?: Fragment;
  /** Values of the inference pod, if the chart runs one. */
  readonly inferencePod?: Fragment;
  /** Variables of Weaviate that only a cluster needs. */
  readonly variables?: readonly Variable[];
  /** Variables that the chart sets itself, after those of the values: a value would be ignored. */
  readonly setByChart?: readonly string[];
}

/** What the inference pod needs but the chart has no value for: the post-renderer patches it in. */
export interface PodPatch {
  readonly pod?: Fragment;
  readonly container?: Fragment;
}

/**
 * Something that a stack can have: everything that bindstack knows about it, in one place.
 * @typeParam Config the options that it reads, including those of other capabilities
 */
export interface Capability<Config> {
  /** By their position in bindstack.yaml. */
  readonly options: { readonly [Name in GroupName]?: Option<unknown> | OptionTree };
  /** Rules about combinations of options; changing one of `keys` can fix a fault. */
  readonly rules?: readonly { readonly keys: readonly string[]; readonly check: Check<Config> }[];
  readonly derivation?: Derivation<Config>;
  /** Variables of Weaviate that bindstack sets itself, with the suggestion if `--env` sets one. */
  readonly owned?: Readonly<Record<string, Message>>;
  /** The environment of Weaviate, on every target. */
  readonly variables?: (config: Config, target: TargetDetails) => readonly Variable[];
  /** The environment of ImageBind's container. */
  readonly inferenceVariables?: (config: Config) => readonly Variable[];
  readonly compose?: (config: Config) => ComposeParts;
  readonly chart?: (config: Config) => ChartParts;
  readonly patch?: (config: Config) => PodPatch;
}
