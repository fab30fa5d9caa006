import type { Option } from '../../../capabilities/option.ts';
import { withoutBeginning } from '../../../config/formWords.ts';
import { sentence } from '../state/findingText.ts';

type Texts = Pick<Option<unknown>, 'help' | 'question' | 'labels' | 'meanings'>;

/** The words that carry the meaning of a sentence, in the singular. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z][\w-]{3,}/g) ?? [];
  return words.map((word) => word.replace(/ies$/, 'y').replace(/s$/, ''));
}

/** The share of repeated words from which a text says nothing new. */
const REPEATED = 0.7;

/** Whether a text only repeats what is already said next to it. */
export function repeats(text: string, said: string): boolean {
  const known = new Set(wordsOf(said));
  const words = wordsOf(text);
  return words.filter((word) => known.has(word)).length >= words.length * REPEATED;
}

/** What the help adds to the question and the labels; empty if it adds nothing. */
export function additionalHelp({ help, question, labels, meanings }: Texts): string {
  if (labels || meanings) return '';
  const addition = withoutBeginning(help, question.replace(/\?$/, ''));
  return addition === '' || repeats(addition, question) ? '' : sentence(addition);
}
