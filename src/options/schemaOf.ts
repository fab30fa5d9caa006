import * as z from 'zod';
import { parseDuration } from '../formats/duration.ts';
import { parseSize } from '../formats/size.ts';
import type { Accepted, Option } from './option.ts';

/** The check of an option's value, as it comes from bindstack.yaml or as `text.ts` has read it from a flag. */
export function schemaOf({ accepted, default: fallback }: Option<unknown>): z.ZodType {
  const schema = schemaFor(accepted);
  return fallback === undefined ? schema.optional() : schema;
}

function schemaFor(accepted: Accepted): z.ZodType {
  switch (accepted.form) {
    case 'text':
      return textSchema(accepted);
    case 'size':
      return converted(parseSize, 'is not a size such as 12g, 12Gi or 9728Mi');
    case 'duration':
      return converted(
        (value) => parseDuration(value) || undefined,
        'is not a duration such as 300s, 10m or 1h30m',
      );
    case 'yes-no':
      return z.boolean('is neither true nor false');
    case 'number':
      return numberSchema(accepted);
    case 'count': {
      const message = `is not ${accepted.expected}`;
      return z.union([z.int().min(1, message).max(accepted.max, message), z.literal('all')], message);
    }
    case 'choice':
      return z.enum(accepted.values, `is not one of ${accepted.values.join(', ')}`);
    case 'list':
      return z.array(textSchema(accepted), 'is not a list').transform((values) => [...new Set(values)]);
    case 'choices':
      return choicesSchema(accepted);
    case 'map':
      return mapSchema(accepted);
  }
}

type Form<Name extends Accepted['form']> = Extract<Accepted, { form: Name }>;

function textSchema({ accepts, expected }: Pick<Form<'text'>, 'accepts' | 'expected'>): z.ZodType<string> {
  return z.string(`is not ${expected}`).refine(accepts, `is not ${expected}`);
}

/** Text that `convert` turns into another value; where it gives undefined, `message` is the fault. */
function converted<T>(convert: (text: string) => T | undefined, message: string): z.ZodType<T> {
  return z.string(message).transform((value, context): T => {
    const result = convert(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });
}

function numberSchema({ min, max, integer }: Form<'number'>): z.ZodType<number> {
  const message = `is not a ${integer ? 'whole ' : ''}number from ${min} to ${max}`;
  return (integer ? z.int(message) : z.number(message)).min(min, message).max(max, message);
}

function choicesSchema({ values, all, atLeastOne }: Form<'choices'>): z.ZodType<string[]> {
  const words = all ? [...values, 'all'] : values;
  const entries = z.array(z.enum(words, `is not one of ${words.join(', ')}`), 'is not a list');
  const checked = atLeastOne
    ? entries.min(1, `is empty: name at least one of ${values.join(', ')}`)
    : entries;
  return checked.transform((given) => {
    const wanted = new Set(given);
    return wanted.has('all') ? [...values] : values.filter((value) => wanted.has(value));
  });
}

function mapSchema({ acceptsName, expected, acceptsValue, expectedValue }: Form<'map'>): z.ZodType {
  const name = z.string().refine(acceptsName, `is not ${expected}`);
  // YAML reads `LIMIT: 25` as a number; what goes into an environment is text.
  const value = z
    .union([z.string(), z.number(), z.boolean()], 'is not a single value')
    .transform(String)
    .refine(acceptsValue, expectedValue);
  return z.record(name, value, `is not ${expected}`);
}
