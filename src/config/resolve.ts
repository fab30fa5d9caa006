import type { OptionInput } from '../capabilities/option.ts';
import { Failure } from '../errors.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import { checkConditions, withoutIdle } from './conditions.ts';
import { checkRules } from './rules.ts';
import { checkValues, type ValueFault } from './schema.ts';
import type { GivenValues } from './source.ts';

/** Something wrong or doubtful in a configuration. */
export interface ConfigFinding {
  /** `bad-value` for a value that is wrong by itself. */
  readonly code: string;
  /** Options that it can be mended at. */
  readonly keys: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly detail?: string;
  readonly suggestion: string;
}

export interface CheckedConfig {
  /** Undefined where a value is wrong by itself. */
  readonly config: StackConfig | undefined;
  /** What of the given values counts: without those that a stronger source has switched off. */
  readonly given: GivenValues;
  readonly errors: readonly ConfigFinding[];
  readonly warnings: readonly ConfigFinding[];
}

export interface ResolvedConfig {
  readonly config: StackConfig;
  /** As in `CheckedConfig`. */
  readonly given: GivenValues;
  readonly warnings: readonly ConfigFinding[];
}

/**
 * What was given, completed by the defaults and checked: each value by itself and, where all are good, the
 * conditions of the table and the rules between values.
 */
export function checkConfig(given: GivenValues): CheckedConfig {
  const set = withoutUnset(given);
  if (set !== given) return checkConfig(set);
  const values = new Map<string, OptionInput | undefined>(
    OPTIONS.map(({ key, option }) => [key, given.get(key)?.value ?? option.default]),
  );
  const checked = checkValues(values);
  if ('faults' in checked) {
    const errors = checked.faults.map((fault) => valueFinding(fault, given, values.get(fault.key)));
    return { config: undefined, given, errors, warnings: [] };
  }
  const counting = withoutIdle(checked.config, given);
  if (counting !== given) return checkConfig(counting);
  const findings = [...checkConditions(checked.config, given), ...checkRules(checked.config, given)];
  return {
    config: checked.config,
    given,
    errors: findings.filter(({ severity }) => severity === 'error'),
    warnings: findings.filter(({ severity }) => severity === 'warning'),
  };
}

/** Without empty values (`--storage-class ''`), which unset what a weaker source has set. */
function withoutUnset(given: GivenValues): GivenValues {
  const set = [...given].filter(([key, { value }]) => value !== '' || optionOf(key).default !== undefined);
  return set.length === given.size ? given : new Map(set);
}

/**
 * The configuration that was given.
 * @throws Failure (usage) that names every error
 */
export function resolveConfig(values: GivenValues): ResolvedConfig {
  const { config, given, errors, warnings } = checkConfig(values);
  const [first, ...others] = errors;
  if (first) {
    const lines = [first.detail, ...others.map(({ message }) => `also: ${message}`)].filter(Boolean);
    throw new Failure('usage', {
      code: first.code,
      message: first.message,
      detail: lines.length > 0 ? lines.join('\n') : undefined,
      suggestion: first.suggestion,
    });
  }
  if (!config) throw new Error('a configuration without errors has no value');
  return { config, given, warnings };
}

function valueFinding(
  { key, message, entry }: ValueFault,
  given: GivenValues,
  value: OptionInput | undefined,
): ConfigFinding {
  const label = given.get(key)?.label ?? key;
  return {
    code: 'bad-value',
    keys: [key],
    severity: 'error',
    message: `${label}: ${JSON.stringify(faultyPart(value, entry))} ${message}`,
    suggestion: example(key, given),
  };
}

/** How the value could have been given: the default, or the form of a value, where it was given. */
function example(key: string, given: GivenValues): string {
  const { flag, placeholder, default: fallback } = optionOf(key);
  const text = typeof fallback === 'object' ? Object.values(fallback).join(',') : String(fallback ?? '');
  const { label = flag, source = 'flag' } = given.get(key) ?? {};
  const value = text === '' ? placeholder : `${text} (the default)`;
  if (source === 'wizard') return `for example ${value}`;
  return `${label}${source === 'flag' ? ' ' : '='}${value}`;
}

function faultyPart(value: OptionInput | undefined, entry: string | number | undefined): unknown {
  if (entry === undefined || typeof value !== 'object') return value;
  if (Array.isArray(value)) return typeof entry === 'number' ? value[entry] : value;
  return entry;
}
