import { expect, it } from 'vitest';
import { parseConfigFile } from '../../src/config/configFile.ts';
import { configFileText } from '../../src/config/saveFile.ts';
import type { OptionInput } from '../../src/options/option.ts';
import { CASES } from '../support/cases.ts';

const map = (entries: Record<string, OptionInput>) => new Map(Object.entries(entries));

const BEFORE = '# mine\nweaviate:\n  memory: "6g" # enough\n  # the port\n  httpPort: 1\nname: a\n';

it('changes just what differs, and keeps comments, order and quotes', () => {
  const values = map({ name: 'a', 'weaviate.memory': '6g', 'weaviate.httpPort': 2, 'gpu.enabled': true });
  expect(configFileText(BEFORE, values)).toBe(
    '# mine\nweaviate:\n  memory: "6g" # enough\n  # the port\n  httpPort: 2\nname: a\ngpu:\n  enabled: true\n',
  );
});

it('leaves out what is no longer said', () => {
  expect(configFileText(BEFORE, map({ name: 'a', 'weaviate.memory': '6g' }))).toBe(
    '# mine\nweaviate:\n  memory: "6g" # enough\nname: a\n',
  );
});

it('fills a block that was left empty', () => {
  expect(configFileText('weaviate:\n', map({ 'weaviate.memory': '8g' }))).toBe('weaviate:\n  memory: 8g\n');
});

it.each(CASES)('writes what is read back, and writing it twice changes nothing: $name', ({ given }) => {
  const values = new Map([...given].map(([key, { value }]) => [key, value]));
  const text = configFileText(undefined, values);
  const { given: read, faults } = parseConfigFile(text);
  expect(faults).toEqual([]);
  expect(new Map([...read].map(([key, { value }]) => [key, value]))).toEqual(values);
  expect(configFileText(text, values)).toBe(text);
});
