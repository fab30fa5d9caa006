import { expect, it } from 'vitest';
import { inputsFor } from '../../src/files/lintInputs.ts';

it.each([
  ['x: [[[[', /^cannot recognize what kind of file it is/],
  [`x: [${'1,'.repeat(125_001)}]\n`, /^more than 125000 keys and list items$/],
  [`x: ${'['.repeat(201)}`, /^more than 200 levels of nesting$/],
])('a file that is not read reports why, even if its kind is unknown', async (text, problem) => {
  const wanted = { kind: undefined, weaviateVersion: undefined, merge: false };
  const { unreadable } = await inputsFor(['any.yml'], wanted, '.', {}, async () => ({ text }));
  expect(unreadable).toEqual([expect.objectContaining({ problem: expect.stringMatching(problem) })]);
});
