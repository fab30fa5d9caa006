import type { Mention, Message } from '../capabilities/message.ts';
import { optionOf } from '../options/table.ts';

/** A message for those who type commands: with flags. */
export function inFlags(message: Message): string {
  if (typeof message === 'string') return message;
  return message
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'command' in part ? part.command : flagWords(part);
    })
    .join('');
}

function flagWords({ key, value, verb }: Mention): string {
  const { flag, kind } = optionOf(key);
  const off = flag.replace('--', '--no-');
  const flags = () => {
    if (kind === 'boolean') return value === undefined ? `${flag} or ${off}` : value ? flag : off;
    if (value === undefined) return flag;
    return [value]
      .flat()
      .map((one) => `${flag} ${one}`)
      .join(' ');
  };
  return verb === undefined ? flags() : `${verb} ${flags()}`;
}
