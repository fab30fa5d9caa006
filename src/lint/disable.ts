import { didYouMean } from '../formats/nearest.ts';
import { memoized } from '../yaml/cache.ts';
import type { Source } from '../yaml/source.ts';
import { ruleIds, ruleOf } from './allRules.ts';

const COMMENT = /#\s*bindstack-disable-next-line\b(.*)$/;

/** The rules that comments in a file disable, and on which lines. */
export interface DisabledRules {
  isDisabled(rule: string, line: number): boolean;
  /** Names in such comments that are not rules. */
  readonly unknown: readonly {
    readonly name: string;
    readonly hint: string | undefined;
    readonly start: number;
  }[];
}

/** Reads `# bindstack-disable-next-line RULE, RULE` comments. Without a name, the comment disables every rule. */
export const disabledRulesIn = memoized(({ text }: Source): DisabledRules => {
  const lines = new Map<number, ReadonlySet<string>>();
  const unknown: { name: string; hint: string | undefined; start: number }[] = [];
  if (text.includes('bindstack-disable-next-line')) {
    let offset = 0;
    for (const [index, line] of text.split('\n').entries()) {
      const comment = COMMENT.exec(line);
      if (comment) {
        const [whole, written = ''] = comment;
        const names = [...written.matchAll(/[^\s,]+/g)];
        const begins = offset + comment.index + whole.length - written.length;
        lines.set(index + 2, new Set(names.map(([name]) => name)));
        for (const { 0: name, index: at } of names) {
          if (!ruleOf(name)) unknown.push({ name, hint: didYouMean(name, ruleIds()), start: begins + at });
        }
      }
      offset += line.length + 1;
    }
  }
  return {
    unknown,
    isDisabled: (rule, line) => {
      const names = lines.get(line);
      return names !== undefined && (names.size === 0 || names.has(rule));
    },
  };
});
