import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfigFile } from '../../src/config/configFile.ts';
import { renderValues } from '../../src/render/values.ts';
import { stackOf } from '../../src/stack/stack.ts';
import { storageClassOf } from '../../src/targets/helm/valuesFiles.ts';
import { configOf } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

// Valid names in a cluster that YAML reads as null, a boolean, a number or a date.
const WORDS = ['null', 'true', 'y', 'n', 'yes', 'on', 'off', '1e3', '0x1', '12', '1.5', '2001-01-01', 'e3'];

it.each(WORDS)('%s stays a string if the chart prints it without quotes', (word) => {
  const line = `--target helm --storage-class ${word} --image-pull-secret ${word}`;
  const values = parse(renderValues(stackOf(configOf(line), 'helm')));
  const printed = (text: string) => parse(`a: ${text}`, { version: '1.1' }).a;
  expect(printed(values.storage.storageClassName)).toBe(word);
  expect(values.image.pullSecrets.map(printed)).toEqual([word]);
  expect(storageClassOf(values)).toBe(word);
});

it.each(['null', 'y'])('the name of the variable %s stays a string', (name) => {
  const values = parse(renderValues(stackOf(configOf(`--target helm --env ${name}=a`), 'helm')));
  expect(values.env).toHaveProperty([JSON.stringify(name)], 'a');
});

it('does not quote a common name', () => {
  const values = parse(renderValues(stackOf(configOf('--target helm --storage-class fast-ssd'), 'helm')));
  expect(values.storage.storageClassName).toBe('fast-ssd');
});

it('rejects a variable that JavaScript would lose', async () => {
  const failure = await failureOf(() => configOf('--env __proto__=abc'));
  expect(failure).toMatchObject({ kind: 'usage' });
  expect(failure.message).toContain('__proto__');
});

it.each([
  ['too many levels', `weaviate: ${'['.repeat(5000)}`, /levels of nesting/],
  ['a << that refers to its own block', '&a\n<<: *a\n', /merges a block into itself/],
  [
    'merges of merges',
    `${Array.from({ length: 12 }, (_, n) => `x${n}: &x${n} {<<: [${Array(9).fill(`*x${n - 1}`)}]}\n`)
      .join('')
      .replace(/\{<<: \[[^\]]*\*x-1[^\]]*\]\}/, '{}')}weaviate: {<<: *x11}\n`,
    /more than 100 merges/,
  ],
  ['an alias inside its own anchor', 'weaviate: &a\n  httpPort: *a\n', /inside its own anchor/],
  ['a variable named __proto__', 'weaviate: {env: {__proto__: a}}', /__proto__/],
])('reports bindstack.yaml with %s clearly', (_, text, message) => {
  expect(parseConfigFile(text).faults.map((fault) => fault.message)).toEqual(
    expect.arrayContaining([expect.stringMatching(message)]),
  );
});
