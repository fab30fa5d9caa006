import type { OptionInput } from '../capabilities/option.ts';
import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import { unknownVariables, VARIABLES } from '../options/environment.ts';
import type { FlagValues } from '../options/flags.ts';
import { optionOf } from '../options/table.ts';
import { valueFromText } from '../options/text.ts';

/** Where a value came from; `deployed` means the files of an existing stack. */
export type SourceKind = 'flag' | 'environment' | 'file' | 'wizard' | 'deployed';

/** A value given by the user, and the label of its source for messages. */
export interface Given {
  readonly value: OptionInput;
  readonly source: SourceKind;
  /** `--weaviate-memory`, `BINDSTACK_WEAVIATE_MEMORY`. */
  readonly label: string;
}

/** The given values by key of the option. A missing key was not given, which is not the same as false. */
export type GivenValues = ReadonlyMap<string, Given>;

/** A value that the user chose in the wizard or on the configurator page. */
export function givenAnswer(value: OptionInput): Given {
  return { value, source: 'wizard', label: 'your answer' };
}

function fromFlags(flags: FlagValues): [string, Given][] {
  return [...flags].map(([key, value]) => {
    const option = optionOf(key);
    const label = value === false ? option.flag.replace('--', '--no-') : option.flag;
    return [
      key,
      {
        value: typeof value === 'boolean' ? value : valueFromText(option.kind, value),
        source: 'flag',
        label,
      },
    ];
  });
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): [string, Given][] {
  const unknown = unknownVariables(env);
  const [first] = unknown;
  if (first !== undefined) {
    throw new Failure('usage', {
      code: 'unknown-variable',
      message: `unknown environment variable ${unknown.join(', ')}`,
      detail: 'Variables that start with BINDSTACK_ set options, so a mistyped one is an error.',
      suggestion: nearestVariable(first) ?? `unset ${first}`,
    });
  }
  return [...VARIABLES].flatMap(([variable, key]): [string, Given][] => {
    const text = env[variable];
    // CI systems pass unset variables as empty ones.
    if (key === undefined || text === undefined || text === '') return [];
    const value = valueFromText(optionOf(key).kind, [text]);
    return [[key, { value, source: 'environment', label: variable }]];
  });
}

/** Suggests a variable with the same ending (`BINDSTACK_HTTP_PORT`), or else one with similar spelling. */
function nearestVariable(name: string): string | undefined {
  const ending = name.replace(/^BINDSTACK/, '');
  const longer = [...VARIABLES.keys()].find((variable) => variable.endsWith(ending));
  return longer === undefined ? didYouMean(name, VARIABLES.keys()) : `did you mean ${longer}?`;
}

/**
 * The values given by flags and environment variables; flags take precedence.
 * @throws Failure `unknown-variable` (usage) for an unknown `BINDSTACK_…` variable
 */
export function givenValues(
  flags: FlagValues,
  env: Readonly<Record<string, string | undefined>>,
): GivenValues {
  return new Map([...fromEnvironment(env), ...fromFlags(flags)]);
}

/** The flags with one target only, so that rules about the other target are not applied. */
export function flagsForFile(kind: 'compose' | 'helm', flags: FlagValues): FlagValues {
  return new Map([...flags, ['targets', [kind]]]);
}
