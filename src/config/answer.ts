import type { OptionInput } from '../capabilities/option.ts';
import type { Given } from './source.ts';

const LABEL = 'your answer';

/** A value that somebody has chosen where the option was shown to them: in the wizard, or in the page. */
export function answer(value: OptionInput): Given {
  return { value, source: 'wizard', label: LABEL };
}

/** A message about an answer, to be shown beside the question, which says already what it is about. */
export function withoutLabel(message: string): string {
  return message.startsWith(`${LABEL}: `) ? message.slice(LABEL.length + 2) : message;
}
