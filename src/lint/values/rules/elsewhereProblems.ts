import type { NamedProblem } from '../../rule.ts';
import type { ValuesFile } from '../valuesFile.ts';

/** Values that a manifest names and that were not read: a warning where nothing else of the release was checked. */
export function* elsewhereProblems({ values, elsewhere }: ValuesFile): Generator<NamedProblem> {
  for (const { place, problem } of elsewhere)
    yield {
      rule: 'values-elsewhere',
      place,
      message: `values of the Weaviate chart ${problem}`,
      ...(values.length === 0 && { severity: 'warning' }),
    };
}
