import type { OptionInput } from '../capabilities/option.ts';
import { Failure } from '../errors.ts';
import { checkedValue, type Fault } from '../options/checkedValue.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import { type ConfigFinding, checkConditions, withoutOverridden } from './conditions.ts';
import { type DerivedValues, derivedValues, isDerived } from './derived.ts';
import type { GivenValues } from './given.ts';
import { checkRules } from './rules.ts';
import { inFlags } from './words.ts';

export interface ValueFault extends Fault {
  /** Key of the option, `weaviate.httpPort`. */
  readonly key: string;
}

/** The checked configuration, or all invalid values. */
function checkValues(
  values: ReadonlyMap<string, OptionInput | undefined>,
): { config: StackConfig } | { faults: ValueFault[] } {
  const checked = new Map<string, unknown>();
  const faults: ValueFault[] = [];
  for (const { key, option } of OPTIONS) {
    const result = checkedValue(option, values.get(key));
    if ('faults' in result) faults.push(...result.faults.map((fault) => ({ key, ...fault })));
    else checked.set(key, result.value);
  }
  // The type is derived from the same table.
  return faults.length > 0 ? { faults } : { config: nested(checked) as unknown as StackConfig };
}

/** Values by dotted key as a tree, like in bindstack.yaml. */
export function nested(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const parts = key.split('.');
    const last = parts.pop() ?? key;
    let node = root;
    for (const part of parts) {
      node[part] ??= {};
      node = node[part] as Record<string, unknown>;
    }
    node[last] = value;
  }
  return root;
}

export interface CheckedConfig {
  /** Undefined if a single value is invalid. */
  readonly config: StackConfig | undefined;
  /** The given values without those that a source with higher precedence has switched off. */
  readonly given: GivenValues;
  readonly derived: DerivedValues;
  readonly errors: readonly ConfigFinding[];
  readonly warnings: readonly ConfigFinding[];
}

export interface ResolvedConfig {
  readonly config: StackConfig;
  /** As in `CheckedConfig`. */
  readonly given: GivenValues;
  readonly derived: DerivedValues;
  readonly warnings: readonly ConfigFinding[];
}

/**
 * Completes the given values with the defaults and checks them: each value, and if all are valid, the conditions of the
 * table and the rules about combinations.
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
    return { config: undefined, given, derived: new Map(), errors, warnings: [] };
  }
  const effective = withoutOverridden(checked.config, given);
  if (effective !== given) return checkConfig(effective);
  const derived = derivedValues(checked.config, given);
  const config = completed(checked.config, values, derived);
  const findings = [...checkConditions(config, given), ...checkRules(config, given)];
  return {
    config,
    given,
    derived,
    errors: findings.filter(({ severity }) => severity === 'error'),
    warnings: findings.filter(({ severity }) => severity === 'warning'),
  };
}

/**
 * A configuration with its derived values.
 * @throws Error (a bug in bindstack) if a derived value is invalid
 */
function completed(
  config: StackConfig,
  values: ReadonlyMap<string, OptionInput | undefined>,
  derived: DerivedValues,
): StackConfig {
  if (derived.size === 0) return config;
  const derivedInputs = [...derived].map(([key, { value }]) => [key, value] as const);
  const checked = checkValues(new Map([...values, ...derivedInputs]));
  if ('config' in checked) return checked.config;
  throw new Error(`derived values are invalid: ${JSON.stringify(checked.faults)}`);
}

/**
 * The given values without empty ones (`--storage-class ''`), which unset a value from another source: also
 * `--weaviate-memory ''` if it is derived then.
 */
function withoutUnset(given: GivenValues): GivenValues {
  const set = [...given].filter(
    ([key, { value }]) => value !== '' || (optionOf(key).default !== undefined && !isDerived(key, given)),
  );
  return set.length === given.size ? given : new Map(set);
}

/**
 * The configuration from the given values.
 * @throws Failure (usage) that lists every error
 */
export function resolveConfig(values: GivenValues): ResolvedConfig {
  const { config, given, derived, errors, warnings } = checkConfig(values);
  const [first, ...others] = errors;
  if (first) {
    const lines = [
      ...(first.detail === undefined ? [] : [inFlags(first.detail)]),
      ...others.map(({ message }) => `also: ${inFlags(message)}`),
    ];
    throw new Failure('usage', {
      code: first.code,
      message: inFlags(first.message),
      detail: lines.length > 0 ? lines.join('\n') : undefined,
      suggestion: inFlags(first.suggestion),
    });
  }
  if (!config) throw new Error('the configuration has no errors but is undefined');
  return { config, given, derived, warnings };
}

function valueFinding(
  { key, message, entry }: ValueFault,
  given: GivenValues,
  value: OptionInput | undefined,
): ConfigFinding {
  const label = given.get(key)?.label ?? key;
  const faulty = faultyPart(value, entry);
  return {
    code: 'bad-value',
    keys: [key],
    severity: 'error',
    message: `${label}: ${JSON.stringify(faulty)} ${message}`,
    suggestion: example(key, given),
    invalid: { value: faulty, reason: message },
  };
}

/** A suggestion in the syntax of the source: with the default, or with the placeholder. */
function example(key: string, given: GivenValues): string {
  const { flag, placeholder, default: fallback } = optionOf(key);
  const text = typeof fallback === 'object' ? Object.values(fallback).join(',') : String(fallback ?? '');
  const { label = flag, source = 'flag' } = given.get(key) ?? {};
  const value = text === '' ? placeholder : `${text} (the default)`;
  return `${label}${source === 'flag' ? ' ' : '='}${value}`;
}

function faultyPart(value: OptionInput | undefined, entry: string | number | undefined): unknown {
  if (entry === undefined || typeof value !== 'object') return value;
  if (Array.isArray(value)) return typeof entry === 'number' ? value[entry] : value;
  return entry;
}
