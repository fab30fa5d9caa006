import { expect, it } from 'vitest';
import { effectiveChoices, isEffective, isMet } from '../../src/config/conditions.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { CASES } from '../support/cases.ts';

it.each([
  ['name', {}, true],
  ['inference.url', {}, false],
  ['inference.url', { 'inference.mode': 'external' }, true],
  ['kubernetes.namespace', {}, true],
  ['kubernetes.namespace', { targets: ['compose'] }, false],
  ['kubernetes.namespace', { targets: [] }, false],
  ['gpu.count', {}, false],
  ['gpu.count', { 'gpu.enabled': true }, true],
  // The option that enables it has no effect itself.
  ['gpu.count', { 'gpu.enabled': true, 'inference.mode': 'stub' }, false],
])('%s with %j: %s', (key, chosen, expected) => {
  expect(isEffective(key, new Map(Object.entries(chosen)))).toBe(expected);
});

it.each(CASES)('$name: as in the checked configuration', ({ given, config }) => {
  const chosen = new Map([...given].map(([key, { value }]) => [key, value]));
  for (const { key, option } of OPTIONS) {
    const expected = !option.when || isMet(option.when, config);
    if (isEffective(key, chosen) !== expected) expect([key, option.when?.key]).toEqual([key, 'gpu.enabled']);
  }
  expect(effectiveChoices(chosen)).toEqual(chosen);
});
