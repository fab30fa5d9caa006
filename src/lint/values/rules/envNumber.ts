import { at, entriesOf, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';

/** From this value on, Go prints a float with an exponent; Helm reads every number as a float. */
const EXPONENT_FROM = 1_000_000;

export const envNumber: Rule<ChartValues> = {
  id: 'values-env-number',
  severity: 'error',
  summary: 'A variable holds a large number without quotes.',
  why: 'Helm reads it as a floating-point number and prints it with an exponent: 104858000 becomes 1.04858e+08, which Weaviate cannot parse or, in an API key, does not recognize.',
  fix: 'Put the number in quotes.',
  evidence: 'Measured with helm template 4.1.4: 999999 stays, 1000000 becomes 1e+06',
  fixable: true,
  *check({ root }) {
    yield* largeNumbers(at(root, 'env'), 'env');
    for (const block of ['backups', 'offload', 'usage'])
      for (const [name, { value }] of entriesOf(at(root, block)))
        yield* largeNumbers(at(value, 'envconfig'), `${block}.${name}.envconfig`);
    yield* largeNumbers(at(root, 'collectionExport', 'envconfig'), 'collectionExport.envconfig');
  },
};

function* largeNumbers(variables: Located | undefined, where: string): Generator<Problem> {
  for (const [name, { value }] of entriesOf(variables)) {
    if (value.kind !== 'scalar' || typeof value.value !== 'number') continue;
    const number = Math.abs(value.value);
    if (number < EXPONENT_FROM && (number === 0 || number >= 1e-4)) continue;
    const { text } = value.place.source;
    const originalText = text.slice(value.place.start, value.place.end).trim();
    const exponent = value.value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
    yield {
      place: value.place,
      message: `${where}.${name} is ${originalText}, but reaches Weaviate as ${exponent}`,
      // Quote the text as it is written: a long number would lose digits if it were parsed.
      changes: /^-?\d+$/.test(originalText) ? [{ op: 'set', path: value.path, value: originalText }] : [],
    };
  }
}
