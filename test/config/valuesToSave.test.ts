import { describe, expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import type { Given, SourceKind } from '../../src/config/given.ts';
import { valuesToSave } from '../../src/config/valuesToSave.ts';

const from = (source: SourceKind, entries: Readonly<Record<string, OptionInput>>): [string, Given][] =>
  Object.entries(entries).map(([key, value]) => [key, { value, source, label: key }]);

/** The values that are saved, given a file and flags. */
function saved(
  file: Readonly<Record<string, OptionInput>>,
  flags: Readonly<Record<string, OptionInput>>,
): Record<string, OptionInput> {
  const before = new Map(from('file', file));
  const { values } = valuesToSave(new Map([...before, ...from('flag', flags)]), new Set(), before);
  return Object.fromEntries(values);
}

describe('bindstack.yaml keeps, of the given values,', () => {
  it.each([
    ['a new value', {}, { name: 'lab' }, { name: 'lab' }],
    ['no default', {}, { 'weaviate.httpPort': 8080 }, {}],
    ['no default in another spelling', {}, { 'weaviate.memory': '4096m' }, {}],
    ['no list that equals the default', {}, { 'collection.modalities': ['image', 'text'] }, {}],
    ['a changed value', { name: 'a' }, { name: 'b' }, { name: 'b' }],
    ['a default over another value', { name: 'a' }, { name: 'bindstack' }, { name: 'bindstack' }],
    ['a default that the file has', { name: 'bindstack' }, {}, { name: 'bindstack' }],
    [
      'the spelling of the file',
      { 'weaviate.memory': '6144m' },
      { 'weaviate.memory': '6g' },
      { 'weaviate.memory': '6144m' },
    ],
    [
      'variables, except secrets',
      {},
      { 'weaviate.env': { A: '1', X_TOKEN: 't' } },
      { 'weaviate.env': { A: '1' } },
    ],
    [
      'a label that is named like a key',
      {},
      { 'kubernetes.nodeSelector': { akey: '1' } },
      { 'kubernetes.nodeSelector': { akey: '1' } },
    ],
    ['nothing if there are only secrets', {}, { 'weaviate.env': { X_TOKEN: 't' } }, {}],
    [
      'a secret that the user has put into the file',
      { 'weaviate.env': { X_TOKEN: 't' } },
      { 'weaviate.env': { X_TOKEN: 'u' } },
      { 'weaviate.env': { X_TOKEN: 'u' } },
    ],
  ] as const)('%s', (_, file, flags, expected) => {
    expect(saved(file, flags)).toEqual(expected);
  });
});

it('reports what is removed from the file, and which secrets are not saved', () => {
  const before = new Map(from('file', { 'gpu.count': 2, 'weaviate.storageClass': 'fast' }));
  const given = new Map(from('flag', { 'gpu.enabled': true, 'weaviate.env': { X_TOKEN: 't' } }));
  const { unused, secrets } = valuesToSave(given, new Set(['weaviate.storageClass']), before);
  expect({ unused, secrets }).toEqual({ unused: ['gpu.count'], secrets: ['X_TOKEN'] });
});
