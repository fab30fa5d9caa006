import type { AcceptedValues, Option } from '../capabilities/option.ts';
import { COUNT_FORM, MAX_COUNT, parseCount } from '../formats/count.ts';
import { DURATION_FORM, parseDuration } from '../formats/duration.ts';
import { parseSize } from '../formats/size.ts';

/** What is wrong with a value, or with one entry of a list or map. */
export interface Fault {
  /** Continues a sentence that starts with the value: `is not a whole number from 1 to 65535`. */
  readonly message: string;
  /** Undefined if the whole value is invalid. */
  readonly entry?: string | number;
}

/** The value as the configuration has it, or everything that is wrong with it. */
export type CheckedValue = { readonly value: unknown } | { readonly faults: readonly [Fault, ...Fault[]] };

/**
 * Checks an option's value from bindstack.yaml or from a flag (parsed by `text.ts`), and converts it. Not with the
 * validation library: loading it, and making a schema of each option, took a fifth of every start.
 */
export function checkedValue({ accepted, default: fallback }: Option<unknown>, value: unknown): CheckedValue {
  return value === undefined && fallback === undefined ? { value } : checkedForm(accepted, value);
}

function checkedForm(accepted: AcceptedValues, value: unknown): CheckedValue {
  switch (accepted.form) {
    case 'text':
      return isAcceptedText(accepted, value) ? { value } : fault(`is not ${accepted.expected}`);
    case 'size':
      return converted(textIn(value, parseSize), 'is not a size such as 12g, 12Gi or 9728Mi');
    case 'duration':
      return converted(textIn(value, parseDuration) || undefined, `is not ${DURATION_FORM}`);
    case 'quantity':
      // YAML reads `1200000` as a number, and `5M` as text.
      return converted(
        isNumberIn(value, 1, MAX_COUNT, true) ? value : textIn(value, parseCount),
        `is not ${COUNT_FORM}`,
      );
    case 'yes-no':
      return typeof value === 'boolean' ? { value } : fault('is neither true nor false');
    case 'number': {
      const { min, max, integer } = accepted;
      const isNumber = isNumberIn(value, min, max, integer);
      return isNumber ? { value } : fault(`is not a ${integer ? 'whole ' : ''}number from ${min} to ${max}`);
    }
    case 'count': {
      const isCount = value === 'all' || isNumberIn(value, 1, accepted.max, true);
      return isCount ? { value } : fault(`is not ${accepted.expected}`);
    }
    case 'choice':
      return isOneOf(accepted.values, value)
        ? { value }
        : fault(`is not one of ${accepted.values.join(', ')}`);
    case 'list':
      return checkedList(
        value,
        (entry) => isAcceptedText(accepted, entry),
        `is not ${accepted.expected}`,
        (entries) => [...new Set(entries)],
      );
    case 'choices':
      return checkedChoices(accepted, value);
    case 'map':
      return checkedMap(accepted, value);
  }
}

type Form<Name extends AcceptedValues['form']> = Extract<AcceptedValues, { form: Name }>;

function fault(message: string): CheckedValue {
  return { faults: [{ message }] };
}

function converted(value: unknown, message: string): CheckedValue {
  return value === undefined ? fault(message) : { value };
}

function textIn<T>(value: unknown, convert: (text: string) => T | undefined): T | undefined {
  return typeof value === 'string' ? convert(value) : undefined;
}

function isAcceptedText({ accepts }: Pick<Form<'text'>, 'accepts'>, value: unknown): boolean {
  return typeof value === 'string' && accepts(value);
}

function isNumberIn(value: unknown, min: number, max: number, integer: boolean): boolean {
  const isNumber = integer ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isNumber && (value as number) >= min && (value as number) <= max;
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return values.some((one) => one === value);
}

/** @param finish makes the value of a list without faults */
function checkedList(
  value: unknown,
  isAccepted: (entry: unknown) => boolean,
  message: string,
  finish: (entries: readonly string[]) => readonly string[],
): CheckedValue {
  if (!Array.isArray(value)) return fault('is not a list');
  const [first, ...more] = value.flatMap((one, entry) => (isAccepted(one) ? [] : [{ message, entry }]));
  return first ? { faults: [first, ...more] } : { value: finish(value as string[]) };
}

function checkedChoices({ values, all, atLeastOne }: Form<'choices'>, value: unknown): CheckedValue {
  if (atLeastOne && Array.isArray(value) && value.length === 0)
    return fault(`is empty: it needs at least one of ${values.join(', ')}`);
  const words = all ? [...values, 'all'] : values;
  return checkedList(
    value,
    (entry) => isOneOf(words, entry),
    `is not one of ${words.join(', ')}`,
    (entries) => (entries.includes('all') ? values : values.filter((one) => entries.includes(one))),
  );
}

function checkedMap(
  { acceptsName, expected, acceptsValue, expectedValue }: Form<'map'>,
  value: unknown,
): CheckedValue {
  if (!isMap(value)) return fault(`is not ${expected}`);
  const texts: [string, string][] = [];
  const faults: Fault[] = [];
  for (const [entry, one] of Object.entries(value)) {
    // YAML reads `LIMIT: 25` as a number, but environment variables are text.
    const text = typeof one === 'boolean' || Number.isFinite(one) ? String(one) : one;
    // A map must not get this name: it would replace the map's methods.
    if (entry === '__proto__' || !acceptsName(entry)) faults.push({ entry, message: `is not ${expected}` });
    else if (typeof text !== 'string') faults.push({ entry, message: 'is not a single value' });
    else if (!acceptsValue(text)) faults.push({ entry, message: expectedValue });
    else texts.push([entry, text]);
  }
  const [first, ...more] = faults;
  return first ? { faults: [first, ...more] } : { value: Object.fromEntries(texts) };
}

/** Not a list, nor what YAML makes of a value with a tag, such as `!!set`. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
