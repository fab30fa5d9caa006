/** What a message says about an option. Each surface words it: `add --auth api-key`, choose “Requires an API key”. */
export interface Mention {
  readonly key: string;
  /** The value that is meant, or the entries of a list or map; undefined if the option itself is meant. */
  readonly value: string | number | boolean | readonly string[] | undefined;
  /** What the user should do with it; undefined if the message only speaks of it. */
  readonly verb: Verb | undefined;
}

type Verb = 'use' | 'add' | 'or' | 'keep' | 'leave out';

/** Words for those who type commands; a form leaves them out. */
interface CommandWords {
  readonly command: string;
}

/** A text about options, worded by `config/words.ts` for the command line and by `config/formWords.ts` for forms. */
export type Message = string | readonly (string | Mention | CommandWords)[];

/** A message with mentions: words`${setting('gpu.count')} and ${setting('gpu.devices')} cannot be combined`. */
export function words(
  texts: TemplateStringsArray,
  ...parts: readonly (Message | Mention | CommandWords | number)[]
): Message {
  const all = texts.flatMap((text, i) => {
    const part = parts[i] ?? '';
    return [text, ...(Array.isArray(part) ? part : [typeof part === 'number' ? String(part) : part])];
  });
  return all.filter((part) => part !== '');
}

type Value = Mention['value'];

/** `--gpus`, `--inference external`. */
export const setting = (key: string, value?: Value): Mention => ({ key, value, verb: undefined });

/** `use --weaviate-memory 4g`. */
export const use = (key: string, value?: Value): Mention => ({ key, value, verb: 'use' });

/** `add --auth api-key`. */
export const add = (key: string, value?: Value): Mention => ({ key, value, verb: 'add' });

/** `or --auth api-key`: another way, after one with a verb. */
export const or = (key: string, value?: Value): Mention => ({ key, value, verb: 'or' });

/** `keep --bind-address 127.0.0.1`. */
export const keep = (key: string, value?: Value): Mention => ({ key, value, verb: 'keep' });

/** `leave out --gpus`. */
export const leaveOut = (key: string): Mention => ({ key, value: undefined, verb: 'leave out' });

/** Words that only help those who type commands. */
export const command = (text: string): CommandWords => ({ command: text });
