import { expect, it } from 'vitest';
import { lint } from '../../src/lint/lint.ts';

const W = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.0\n';
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('');
const rules = (text: string, name = 'docker-compose.yml') =>
  lint({ name, text }).findings.map(({ rule }) => rule);

// Some of these never ended. If they do so again, the test times out.
it.each([
  ['comments', '#\n'.repeat(900_000) + W, 'data-path'],
  ['documents', '---\n'.repeat(300_000), 'yaml-syntax'],
  ['keys in a map', `${W}    environment:\n${lines(30_000, (n) => `      V${n}: x\n`)}`, 'data-path'],
  [
    'digits in a duration',
    `${W}    environment: {MODULES_CLIENT_TIMEOUT: "${'1'.repeat(100_000)}"}\n`,
    'data-path',
  ],
])('reports the findings of a file with many %s', (_, text, rule) => {
  expect(rules(text)).toContain(rule);
});

it('reports the findings of a collection with many properties', () => {
  const properties = lines(30_000, (n) => `${n === 0 ? '' : ','}{"name":"p${n}","dataType":["text"]}`);
  const text = `{"class":"A","vectorizer":"multi2vec-bind","properties":[${properties}]}`;
  expect(rules(text, 'properties.json')).toContain('collection-no-field');
});
