import * as z from 'zod/mini';
import type { AcceptedValues, Option } from '../capabilities/option.ts';
import { COUNT_FORM, MAX_COUNT, parseCount } from '../formats/count.ts';
import { DURATION_FORM, parseDuration } from '../formats/duration.ts';
import { parseSize } from '../formats/size.ts';

const cache = new WeakMap<Option<unknown>, z.ZodMiniType>();

/** The schema of an option's value, from bindstack.yaml or from a flag (parsed by `text.ts`). */
export function schemaOf(option: Option<unknown>): z.ZodMiniType {
  const { accepted, default: fallback } = option;
  const schema =
    cache.get(option) ?? (fallback === undefined ? z.optional(schemaFor(accepted)) : schemaFor(accepted));
  cache.set(option, schema);
  return schema;
}

function schemaFor(accepted: AcceptedValues): z.ZodMiniType {
  switch (accepted.form) {
    case 'text':
      return textSchema(accepted);
    case 'size':
      return convertedText(parseSize, 'is not a size such as 12g, 12Gi or 9728Mi');
    case 'duration':
      return convertedText((value) => parseDuration(value) || undefined, `is not ${DURATION_FORM}`);
    case 'quantity':
      return quantitySchema();
    case 'yes-no':
      return z.boolean('is neither true nor false');
    case 'number':
      return numberSchema(accepted);
    case 'count': {
      const message = `is not ${accepted.expected}`;
      const number = z.int(message).check(z.minimum(1, message), z.maximum(accepted.max, message));
      return z.union([number, z.literal('all')], message);
    }
    case 'choice':
      return z.enum(accepted.values, `is not one of ${accepted.values.join(', ')}`);
    case 'list':
      return z.pipe(
        z.array(textSchema(accepted), 'is not a list'),
        z.transform((values: string[]) => [...new Set(values)]),
      );
    case 'choices':
      return choicesSchema(accepted);
    case 'map':
      return mapSchema(accepted);
  }
}

type Form<Name extends AcceptedValues['form']> = Extract<AcceptedValues, { form: Name }>;

function textSchema({
  accepts,
  expected,
}: Pick<Form<'text'>, 'accepts' | 'expected'>): z.ZodMiniType<string> {
  return z.string(`is not ${expected}`).check(z.refine(accepts, `is not ${expected}`));
}

/** Text that `convert` turns into another value; if it returns undefined, `message` is the error. */
function convertedText<T>(convert: (text: string) => T | undefined, message: string): z.ZodMiniType<T> {
  const conversion = z.transform((value: string, context): T => {
    const result = convert(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });
  return z.pipe(z.string(message), conversion);
}

/** YAML reads `1200000` as a number, and `5M` as text. */
function quantitySchema(): z.ZodMiniType {
  const message = `is not ${COUNT_FORM}`;
  const number = z.int(message).check(z.minimum(1, message), z.maximum(MAX_COUNT, message));
  return z.union([number, convertedText(parseCount, message)], message);
}

function numberSchema({ min, max, integer }: Form<'number'>): z.ZodMiniType<number> {
  const message = `is not a ${integer ? 'whole ' : ''}number from ${min} to ${max}`;
  return (integer ? z.int(message) : z.number(message)).check(
    z.minimum(min, message),
    z.maximum(max, message),
  );
}

function choicesSchema({ values, all, atLeastOne }: Form<'choices'>): z.ZodMiniType<string[]> {
  const words = all ? [...values, 'all'] : values;
  const entries = z.array(z.enum(words, `is not one of ${words.join(', ')}`), 'is not a list');
  const checked = atLeastOne
    ? entries.check(z.minLength(1, `is empty: it needs at least one of ${values.join(', ')}`))
    : entries;
  const inOrder = z.transform((given: string[]) => {
    const selected = new Set(given);
    return selected.has('all') ? [...values] : values.filter((value) => selected.has(value));
  });
  return z.pipe(checked, inOrder);
}

function mapSchema({ acceptsName, expected, acceptsValue, expectedValue }: Form<'map'>): z.ZodMiniType {
  const name = z.string().check(z.refine(acceptsName, `is not ${expected}`));
  // YAML reads `LIMIT: 25` as a number, but environment variables are text.
  const value = z.pipe(
    z.union([z.string(), z.number(), z.boolean()], 'is not a single value'),
    z.transform(String),
  );
  const accepted = value.check(z.refine(acceptsValue, expectedValue));
  const record = z.record(name, accepted, `is not ${expected}`);
  // zod silently drops this name from a record.
  const nothingDropped = z.superRefine((given: unknown, context) => {
    if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
      context.addIssue({ code: 'custom', path: ['__proto__'], message: `is not ${expected}` });
  });
  return z.pipe(z.unknown().check(nothingDropped), record);
}
