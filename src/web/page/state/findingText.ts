import type { ConfigFinding } from '../../../config/conditions.ts';
import { formWords } from '../../../config/formWords.ts';
import { optionOf } from '../../../options/table.ts';

/** With a capital letter and a full stop. The names of programs, modules and variables stay as they are. */
export function sentence(text: string): string {
  const isName = /^(?:bindstack\b|\S*[\d_-]|\S+[A-Z])/.test(text);
  const beginning = isName ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[?…]$/.test(text) ? beginning : `${beginning}.`;
}

/** What a form calls an option when it mentions it. */
function nameOf(key: string): string {
  return optionOf(key).question.replace(/\?$/, '');
}

/** An error or a warning next to a field, in sentences. */
export function findingText(finding: ConfigFinding): string {
  const { message, detail, advice } = formWords(finding, nameOf);
  return [sentence(message), detail, advice && sentence(advice)].filter(Boolean).join(' ');
}
