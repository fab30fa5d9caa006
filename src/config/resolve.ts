import { Failure } from '../errors.ts';
import type { OptionInput } from '../options/option.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import { checkConditions } from './conditions.ts';
import { checkRules } from './rules.ts';
import { checkValues, type ValueFault } from './schema.ts';
import type { GivenValues } from './source.ts';

/** Something wrong or doubtful in a configuration as a whole. */
export interface ConfigFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly detail?: string;
  readonly suggestion: string;
}

export interface ResolvedConfig {
  readonly config: StackConfig;
  readonly warnings: readonly ConfigFinding[];
}

/**
 * The configuration that was given, completed by the defaults and checked: each value by itself, then the
 * conditions of the table, then the rules between values.
 * @throws Failure (usage) that names every fault of the first kind that has any.
 */
export function resolveConfig(given: GivenValues): ResolvedConfig {
  const values = new Map<string, OptionInput | undefined>(
    OPTIONS.map(({ key, option }) => [key, given.get(key)?.value ?? option.default]),
  );
  const checked = checkValues(values);
  if ('faults' in checked) throw valueFailure(checked.faults, given, values);

  const findings = [...checkConditions(checked.config, given), ...checkRules(checked.config, given)];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first, ...others] = errors;
  if (first) {
    throw new Failure('usage', {
      code: first.code,
      message: first.message,
      detail:
        [first.detail, ...others.map(({ message }) => `also: ${message}`)].filter(Boolean).join('\n') ||
        undefined,
      suggestion: first.suggestion,
    });
  }
  return { config: checked.config, warnings: findings };
}

function valueFailure(
  faults: readonly ValueFault[],
  given: GivenValues,
  values: ReadonlyMap<string, OptionInput | undefined>,
): Failure {
  const lines = faults.map(({ key, message, entry }) => {
    const label = given.get(key)?.label ?? key;
    return `${label}: ${JSON.stringify(faultyPart(values.get(key), entry))} ${message}`;
  });
  const [first = '', ...others] = lines;
  return new Failure('usage', {
    code: 'bad-value',
    message: first,
    detail: others.length > 0 ? others.map((line) => `also: ${line}`).join('\n') : undefined,
    suggestion: faults[0] && example(faults[0].key, given),
  });
}

/** How the value could have been given: the default, or the form of a value, where it was given. */
function example(key: string, given: GivenValues): string {
  const { flag, placeholder, default: fallback } = optionOf(key);
  const text = typeof fallback === 'object' ? Object.values(fallback).join(',') : String(fallback ?? '');
  const { label = flag, source = 'flag' } = given.get(key) ?? {};
  return `${label}${source === 'flag' ? ' ' : '='}${text === '' ? placeholder : `${text} (the default)`}`;
}

function faultyPart(value: OptionInput | undefined, entry: string | number | undefined): unknown {
  if (entry === undefined || typeof value !== 'object') return value;
  if (Array.isArray(value)) return typeof entry === 'number' ? value[entry] : value;
  return entry;
}
