import type { Mention, Message } from '../capabilities/message.ts';
import type { Option, OptionInput } from '../capabilities/option.ts';
import { optionOf } from '../options/table.ts';
import { isList, textFromValue } from '../options/text.ts';
import type { ConfigFinding } from './conditions.ts';

/** What a form calls a value: `Docker Compose`; by default the value itself. */
export function valueLabel(
  { labels, values }: Pick<Option<unknown>, 'labels' | 'values'>,
  value: string,
): string {
  return labels?.[value] ?? (value === '' && values ? 'Not set' : value);
}

/** The values that a form offers for an option with a list of values; an empty one leaves it unset. */
export function offeredValues({ values = [], default: fallback }: Option<unknown>): readonly string[] {
  return fallback === undefined ? ['', ...values] : values;
}

/** What a form calls the value of an option: `Text, Images`, `yes`, `none`, `not set`. */
export function valueWords(option: Option<unknown>, value: OptionInput | undefined): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text =
    typeof value === 'object' && isList(value)
      ? value.map((one) => valueLabel(option, one)).join(', ')
      : valueLabel(option, textFromValue(value));
  return text === '' ? 'none' : text;
}

/** A text that begins with another one, without it and the punctuation in between. */
export function withoutBeginning(text: string, beginning: string): string {
  if (!text.toLowerCase().startsWith(beginning.toLowerCase())) return text;
  return text
    .slice(beginning.length)
    .replace(/^[\s:;,]+/, '')
    .replace(/^\(([^)]*)\)/, '$1');
}

/** What the meaning of a value adds to its label; empty if it adds nothing. */
export function choiceDetail(
  option: Pick<Option<unknown>, 'labels' | 'meanings' | 'values'>,
  value: string,
): string {
  return withoutBeginning(option.meanings?.[value] ?? '', valueLabel(option, value));
}

/** The name of an option in a form, as the user sees it next to the input. */
export type NameOf = (key: string) => string;

/** A message for people who fill in a form: it refers to fields and their values, not to flags. */
export function inForm(message: Message, nameOf: NameOf): string {
  if (typeof message === 'string') return message;
  return message
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'command' in part ? '' : mentionWords(part, nameOf);
    })
    .join('');
}

function mentionWords({ key, value, verb }: Mention, nameOf: NameOf): string {
  const option = optionOf(key);
  const name = nameOf(key);
  const other = verb === 'or' ? 'or ' : '';
  if (value === undefined) return verb === undefined ? `“${name}”` : `${nameVerb(verb)} “${name}”`;
  if (typeof value === 'boolean') {
    return verb === undefined ? `“${name}”` : `${other}turn ${value ? 'on' : 'off'} “${name}”`;
  }
  const texts = [value].flat().map((one) => valueLabel(option, String(one)));
  if (option.values) {
    const labels = texts.map((text) => `“${text}”`).join(' and ');
    if (verb === undefined || verb === 'keep') return verb ? `keep ${labels}` : labels;
    return `${other}choose ${Array.isArray(value) ? 'only ' : ''}${labels}`;
  }
  const text = texts.join(', ');
  if (typeof option.default === 'object') return verb === undefined ? text : `${verb} ${text}`;
  if (verb === undefined) return `“${name}: ${text}”`;
  return verb === 'keep' ? `keep “${name}” at ${text}` : `${other}set “${name}” to ${text}`;
}

const nameVerb = (verb: NonNullable<Mention['verb']>) => (verb === 'leave out' ? 'reset' : verb);

/** An error or a warning in the words of a form, in clauses without a period; details are sentences. */
export interface FormWords {
  readonly message: string;
  readonly detail: string | undefined;
  readonly advice: string | undefined;
}

/** An error or a warning in the words of a form. */
export function formWords(finding: ConfigFinding, nameOf: NameOf): FormWords {
  const { message, detail, suggestion, invalid, keys } = finding;
  if (invalid) return invalidValueWords(invalid, keys[0] ?? '');
  return {
    message: inForm(message, nameOf),
    detail: detail === undefined ? undefined : inForm(detail, nameOf),
    advice: inForm(suggestion, nameOf),
  };
}

const IS_NOT = 'is not ';

function invalidValueWords({ value, reason }: NonNullable<ConfigFinding['invalid']>, key: string): FormWords {
  const words = (message: string, advice?: string) => ({ message, detail: undefined, advice });
  if (Array.isArray(value) && value.length === 0) return words('choose at least one');
  if (value === '' && reason.startsWith(IS_NOT)) return words(`enter ${reason.slice(IS_NOT.length)}`);
  const { default: fallback, example } = optionOf(key);
  const known = textFromValue(fallback);
  const advice = known === '' ? `an example is ${textFromValue(example)}` : `the default is ${known}`;
  return words(`${JSON.stringify(value)} ${reason}`, advice);
}
