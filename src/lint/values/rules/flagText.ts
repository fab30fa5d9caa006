import { entriesOf, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { helmValue } from '../helmValue.ts';

const FALSE_WORDS = ['false', 'no', 'off', '0', 'n', 'none', 'null', 'disabled'];

/** Keys that the templates test with `if`. Not those of conf.yaml: Weaviate reads it and rejects text. */
const CONDITION_KEYS = ['enabled', 'enable_cuda', 'writeAccessEnabled'];

export const flagText: Rule<ChartValues> = {
  id: 'values-flag-text',
  severity: 'error',
  summary: 'A switch is set to "false" in quotes, which means on.',
  why: 'For a template, any text that is not empty is true: `enabled: "false"` deploys the module, and `enable_cuda: "false"` sets `ENABLE_CUDA` to 1, which makes the inference server exit if there is no GPU.',
  fix: 'Write `false` without quotes.',
  evidence: 'Measured with helm template, chart 17.8.3: enabled "false" renders the Deployment',
  fixable: true,
  partOfAdd: 'in the block of the module',
  *check({ root }) {
    yield* quotedFlags(root, []);
  },
};

function* quotedFlags(located: Located, path: readonly string[]): Generator<Problem> {
  for (const [key, { value }] of entriesOf(located)) {
    const keyPath = [...path, key];
    if (['authentication', 'authorization', 'env', 'envconfig'].includes(key) && path.length === 0) continue;
    if (value.kind === 'map') yield* quotedFlags(value, keyPath);
    const helmText = helmValue(value);
    if (
      !CONDITION_KEYS.includes(key) ||
      typeof helmText !== 'string' ||
      !FALSE_WORDS.includes(helmText.toLowerCase())
    )
      continue;
    yield {
      place: value.place,
      message: `${keyPath.join('.')} is the text "${helmText}", which the chart treats as true`,
      changes: [{ op: 'set', path: value.path, value: false }],
    };
  }
}
