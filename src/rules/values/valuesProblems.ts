import type { ChartValues } from '../../documents/values/chartValues.ts';
import type { NamedProblem } from '../rule.ts';

export function valuesProblems(_: ChartValues): NamedProblem[] {
  return [];
}
