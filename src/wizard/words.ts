import type { Message } from '../capabilities/message.ts';
import type { ConfigFinding } from '../config/conditions.ts';
import { type FormWords, formWords, inForm } from '../config/formWords.ts';
import { optionOf } from '../options/table.ts';

/** What the wizard calls a setting in its lists, its summary and its messages. */
export function labelOf(key: string): string {
  return optionOf(key).label;
}

/** A message about answers. */
export function inAnswers(message: Message): string {
  return inForm(message, labelOf);
}

/** An error or a warning about answers. */
export function findingInAnswers(finding: ConfigFinding): FormWords {
  return formWords(finding, labelOf);
}

/** An error about answers as one line. */
export function faultText(finding: ConfigFinding): string {
  const { message, advice } = findingInAnswers(finding);
  return advice === undefined ? message : `${message}; ${advice}`;
}
