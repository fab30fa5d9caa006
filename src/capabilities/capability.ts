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

/** A line of a service's environment. */
export interface Variable {
  readonly name: string;
  /** The value as the process shall see it; for a secret, the name of the variable in `.env` that holds it. */
  readonly value: string;
  readonly secret?: true;
  /** Why the line is there: becomes the comment beside it. */
  readonly why?: string;
}

/** What differs between the targets. */
export interface TargetDetails {
  /** Where Weaviate reaches the inference server. */
  readonly inferenceUrl: string;
  /** Absolute path of the data, as the process sees it. */
  readonly dataPath: string;
}

/** Fragment of a file: maps of all capabilities are put together, and so are lists. */
export interface Fragment {
  readonly [key: string]: unknown;
}

/** What docker-compose.yml gets. */
export interface ComposeParts {
  readonly weaviate?: Fragment;
  readonly inference?: Fragment;
  /** Named volumes; null for one without settings. */
  readonly volumes?: Fragment;
}

/** What the chart gets. */
export interface ChartParts {
  readonly values?: Fragment;
  /** Values of the pod that computes vectors, where the chart runs one. */
  readonly inferencePod?: Fragment;
  /** Variables of Weaviate that only a cluster needs. */
  readonly variables?: readonly Variable[];
  /** Variables that the chart writes itself, behind those of the values, so that a value would not count. */
  readonly setByChart?: readonly string[];
}

/** What the inference pod needs and the chart has no value for: the post-renderer patches it. */
export interface PodPatch {
  readonly pod?: Fragment;
  readonly container?: Fragment;
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
  /** The environment of Weaviate, on every target. */
  readonly variables?: (config: Config, target: TargetDetails) => readonly Variable[];
  /** The environment of ImageBind's container. */
  readonly inferenceVariables?: (config: Config) => readonly Variable[];
  readonly compose?: (config: Config) => ComposeParts;
  readonly chart?: (config: Config) => ChartParts;
  readonly patch?: (config: Config) => PodPatch;
}
