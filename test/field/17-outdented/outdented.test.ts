import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { fieldCase, refusalOf } from '../../support/fieldCase.ts';

const outdented = fieldCase(import.meta.dirname, 'docker-compose.yml');
const half = fieldCase(import.meta.dirname, 'half.yml');

describe('services next to `services:` instead of inside it', () => {
  it.each([
    ['all of them', outdented, [3, 15]],
    ['one of them', half, [9]],
  ])('%s: reported at their lines, with the fix', (_, input, lines) => {
    const found = lint(input).findings.filter(({ severity }) => severity === 'error');
    expect(found.map(({ line }) => line)).toEqual(lines);
    for (const { rule, suggestion } of found) {
      expect(rule).toBe('compose-schema');
      expect(suggestion).toMatch(/^indent \S+ and everything in it under services$/);
    }
  });

  it.each([
    [outdented, 'docker-compose.yml:3'],
    [half, 'half.yml:9'],
  ])('makes add refuse and name the line', async (input, line) => {
    const failure = await refusalOf(input);
    expect(failure).toMatchObject({ exitCode: 3, code: 'refused-by-compose' });
    expect(failure.message).toContain(line);
    expect(failure.suggestion).toContain('under services');
  });
});
