import type { ChartValues } from '../../documents/values/chartValues.ts';
import type { Rule } from '../rule.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const VALUES_RULES: readonly Rule<ChartValues>[] = [];
