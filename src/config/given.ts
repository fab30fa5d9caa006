import type { OptionInput } from '../capabilities/option.ts';
import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import { unknownVariables, VARIABLES } from '../options/environment.ts';
import type { FlagValues } from '../options/flags.ts';
import { optionOf } from '../options/table.ts';
import { valueFromText } from '../options/text.ts';

/** Where a value came from, in falling precedence; `deployed` are the files of a stack that exists. */
export type SourceKind = 'flag' | 'environment' | 'file' | 'wizard' | 'deployed';

/** A value that somebody gave, and how they would name the place where they gave it. */
export interface Given {
  readonly value: OptionInput;
  readonly source: SourceKind;
  /** `--weaviate-memory`, `BINDSTACK_WEAVIATE_MEMORY`. */
  readonly label: string;
}

/** What was given, by key of the option. A key that is missing was not given, which is not the same as false. */
export type GivenValues = ReadonlyMap<string, Given>;

const ANSWER_LABEL = 'your answer';

/** A value that somebody has chosen where the option was shown to them: in the wizard, or in the page. */
export function givenAnswer(value: OptionInput): Given {
  return { value, source: 'wizard', label: ANSWER_LABEL };
}

/** A message about an answer, to be shown beside the question, which says already what it is about. */
export function withoutLabel(message: string): string {
  return message.startsWith(`${ANSWER_LABEL}: `) ? message.slice(ANSWER_LABEL.length + 2) : message;
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
      detail: 'Variables that begin with BINDSTACK_ set options, so a mistyped one is not passed over.',
      suggestion: nearestVariable(first) ?? `unset ${first}`,
    });
  }
  return [...VARIABLES].flatMap(([variable, key]): [string, Given][] => {
    const text = env[variable];
    // An empty variable is what CI systems make of an unset one: not given.
    if (key === undefined || text === undefined || text === '') return [];
    const value = valueFromText(optionOf(key).kind, [text]);
    return [[key, { value, source: 'environment', label: variable }]];
  });
}

/** `BINDSTACK_HTTP_PORT` lacks a part in the middle; other mistakes are letters. */
function nearestVariable(name: string): string | undefined {
  const ending = name.replace(/^BINDSTACK/, '');
  const longer = [...VARIABLES.keys()].find((variable) => variable.endsWith(ending));
  return longer === undefined ? didYouMean(name, VARIABLES.keys()) : `did you mean ${longer}?`;
}

/**
 * What was given by flags and environment, flags first.
 * @throws Failure `unknown-variable` (usage) for a `BINDSTACK_…` variable that means nothing.
 */
export function givenValues(
  flags: FlagValues,
  env: Readonly<Record<string, string | undefined>>,
): GivenValues {
  return new Map([...fromEnvironment(env), ...fromFlags(flags)]);
}

/**
 * The flags, with the kind of file whose conditions count: what only Kubernetes refuses is no fault of a stack that
 * runs here.
 */
export function flagsForFile(kind: 'compose' | 'helm', flags: FlagValues): FlagValues {
  return new Map([...flags, ['targets', [kind]]]);
}
