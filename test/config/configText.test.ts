import { expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { parseConfigFile } from '../../src/config/configFile.ts';
import { printedConfig } from '../../src/config/configText.ts';
import { editedConfig } from '../../src/config/editConfig.ts';
import { CASES } from '../support/cases.ts';

const map = (entries: Record<string, OptionInput>) => new Map(Object.entries(entries));

const BEFORE = '# mine\nweaviate:\n  memory: "6g" # enough\n  # the port\n  httpPort: 1\nname: a\n';

it('changes only what differs, and keeps comments, order and quotes', () => {
  const values = map({ name: 'a', 'weaviate.memory': '6g', 'weaviate.httpPort': 2, 'gpu.enabled': true });
  expect(editedConfig(BEFORE, values)).toBe(
    '# mine\nweaviate:\n  memory: "6g" # enough\n  # the port\n  httpPort: 2\nname: a\ngpu:\n  enabled: true\n',
  );
});

it('removes a value that is no longer given, and keeps the comment above it', () => {
  expect(editedConfig(BEFORE, map({ name: 'a', 'weaviate.memory': '6g' }))).toBe(
    '# mine\nweaviate:\n  memory: "6g" # enough\n  # the port\nname: a\n',
  );
});

it('fills an empty block', () => {
  expect(editedConfig('weaviate:\n', map({ 'weaviate.memory': '8g' }))).toBe('weaviate:\n  memory: 8g\n');
});

it.each(CASES)(
  'writes values that are read back unchanged, and writing them again changes nothing: $name',
  ({ given }) => {
    const values = new Map([...given].map(([key, { value }]) => [key, value]));
    const text = printedConfig(undefined, values);
    const { given: read, faults } = parseConfigFile(text);
    expect(faults).toEqual([]);
    expect(new Map([...read].map(([key, { value }]) => [key, value]))).toEqual(values);
    expect(editedConfig(text, values)).toBe(text);
  },
);

const ODD = `# a   comment


weaviate:   {httpPort:   1,   memory: '6g'}   # flow
# before
targets:
- compose     # not indented
gpu:
    enabled: true   # four columns
name:    "a"
`;

it('keeps every other byte: blank lines, indentation, quotes, comments', () => {
  const values = map({
    name: 'b',
    targets: ['compose'],
    'weaviate.httpPort': 2,
    'weaviate.memory': '6g',
    'gpu.enabled': false,
    'collection.modalities': ['text', 'audio'],
  });
  expect(editedConfig(ODD, values)).toBe(
    `${ODD.replace('httpPort:   1', 'httpPort:   2').replace('enabled: true', 'enabled: false').replace('"a"', '"b"')}collection:\n    modalities:\n      - text\n      - audio\n`,
  );
});

it('keeps Windows line endings', () => {
  const text = editedConfig(
    'name: a # mine\r\nweaviate:\r\n  memory: 6g\r\n',
    map({ name: 'b', 'weaviate.memory': '8g' }),
  );
  expect(text).toBe('name: b # mine\r\nweaviate:\r\n  memory: 8g\r\n');
});

it.each(['', '# only a comment\n', '---\n', '{}\n'])('adds to the file %j', (before) => {
  const text = editedConfig(before, map({ name: 'b', 'weaviate.auth': 'api-key' }));
  expect(text).toContain(before.trim().replace('{}', ''));
  expect([...parseConfigFile(text).given].map(([key, { value }]) => [key, value])).toEqual([
    ['name', 'b'],
    ['weaviate.auth', 'api-key'],
  ]);
});

it('changes one variable, and keeps the comments next to the others', () => {
  const before = 'weaviate:\n  env:\n    A: one # first\n    B: two # second\n    C: three # third\n';
  const text = editedConfig(before, map({ 'weaviate.env': { A: 'one', C: '4', D: 'new' } }));
  expect(text).toBe('weaviate:\n  env:\n    A: one # first\n    C: "4" # third\n    D: new\n');
});

it('does not change a value that is shared through an anchor', () => {
  const before = 'weaviate:\n  memory: &size 6g\ninference:\n  memory: *size\n';
  const text = editedConfig(before, map({ 'weaviate.memory': '8g', 'inference.memory': '6g' }));
  expect([...parseConfigFile(text).given].map(([key, { value }]) => [key, value])).toEqual([
    ['weaviate.memory', '8g'],
    ['inference.memory', '6g'],
  ]);
});
