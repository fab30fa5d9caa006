import { describe, expect, it } from 'vitest';
import { faultText, parseConfigFile } from '../../src/config/configFile.ts';

function faultsOf(text: string): string[] {
  return parseConfigFile(text).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const values = (text: string) =>
  Object.fromEntries([...parseConfigFile(text).given].map(([key, { value }]) => [key, value]));

describe('parseConfigFile', () => {
  it.each([
    ['nmae: a\n', ['1:1 unknown key nmae (did you mean name?)']],
    ['weaviate:\n  memroy: 4g\n', ['2:3 unknown key weaviate.memroy (did you mean memory?)']],
    ['httpPort: 1\n', ['1:1 unknown key httpPort (did you mean weaviate.httpPort?)']],
    ['zzzzzzzzzzz: 1\n', ['1:1 unknown key zzzzzzzzzzz']],
    ['name: a\nname: b\n', ['2:1 this key appears twice']],
    ['weaviate: yes\n', ['1:11 weaviate must contain keys: registry, repository, tag, memory']],
    ['weaviate:\n  httpPort: "80"\n', ['2:13 weaviate.httpPort: "80" is not a whole number from 1 to 65535']],
    ['weaviate:\n  telemetry: maybe\n', ['2:14 weaviate.telemetry: "maybe" is neither true nor false']],
    ['collection:\n  modalities: [text, smell]\n', ['2:22 collection.modalities: "smell" is not one of']],
    ['weaviate:\n  env:\n    A-B: c\n', ['3:5 weaviate.env: "A-B" is not an environment variable']],
    ['gpu:\n  count: 0\n', ['2:10 gpu.count: 0 is not a number of GPUs']],
    ['- name\n', ['1:1 the file must contain keys and values']],
    ['just words\n', ['1:1 the file must contain keys and values']],
    ['? [a, b]\n: c\n', ['1:3 a key must be plain text']],
    ['__proto__:\n  a: 1\n', ['1:1 unknown key __proto__']],
  ])('finds in %j', (text, expected) => {
    const found = faultsOf(text);
    expect(found).toHaveLength(expected.length);
    for (const [i, beginning] of expected.entries()) expect(found[i]).toContain(beginning);
  });

  it.each([
    ['name: [a\n', 'syntax'],
    ['name: "a\n', 'an open quote'],
    ['\tname: a\n', 'a tab'],
    [`a: &a [x]\n${'b: [*a, *a]\n'.repeat(3)}`, 'other keys with aliases'],
  ])('refuses %j: %s', (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });

  it('finds all faults at once, in the order of the file, also with Windows line endings', () => {
    const text = 'name: UPPER\r\nweaviate:\r\n  grpcPort: 0\r\n  tga: 1\r\ninference:\r\n  memory: lots\r\n';
    expect(faultsOf(text).map((fault) => fault.split(' ')[0])).toEqual(['1:7', '3:13', '4:3', '6:11']);
  });

  it.each(['', '# nothing\n', 'weaviate:\n', 'weaviate:\n  memory:\ninference: ~\n', '---\n'])(
    'finds no values in %j',
    (text) => {
      expect(faultsOf(text)).toEqual([]);
      expect(values(text)).toEqual({});
    },
  );

  it('reads values, anchors and merge keys as YAML does', () => {
    const text = 'name: &n stack\nweaviate:\n  env: { LIMIT: 25, NAME: *n }\n  modules: [a-b]\n';
    expect(values(text)).toEqual({
      name: 'stack',
      'weaviate.env': { LIMIT: 25, NAME: 'stack' },
      'weaviate.modules': ['a-b'],
    });
  });
});

it('shows each fault below its line', () => {
  const text = 'name: my stack\ncollection:\n  modalities: [text, smell]\n';
  expect(`\n${faultText(parseConfigFile(text).faults, text, 'bindstack.yaml')}\n`).toBe(`
bindstack.yaml:1:7  name: "my stack" is not a name of lowercase letters, digits and - (at most 53 characters)
  1 | name: my stack
    |       ^^^^^^^^
bindstack.yaml:3:22  collection.modalities: "smell" is not one of text, image, audio, video, thermal, imu, depth, all
  3 |   modalities: [text, smell]
    |                      ^^^^^
`);
});
