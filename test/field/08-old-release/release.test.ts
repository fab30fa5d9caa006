import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WEAVIATE_VERSION } from '../../../src/facts/versions.ts';
import { addedText, fieldCase, refusalOf } from '../../support/fieldCase.ts';

const old = fieldCase(import.meta.dirname, 'docker-compose.yml');

describe('a Weaviate older than the module', () => {
  it('is refused, with the version that has it and the way there', async () => {
    const failure = await refusalOf(old);
    expect(failure).toMatchObject({ exitCode: 3, code: 'weaviate-too-old' });
    expect(failure.message).toContain('weaviate is Weaviate 1.19.0');
    expect(failure.message).toContain('requires 1.21.0 or newer');
    expect(failure.detail).toContain('upgrades the data');
    expect(failure.suggestion).toContain('bindstack add docker-compose.yml --upgrade-image');
  });

  it('gets the default version with --upgrade-image, and a word about its data', async () => {
    const { text, notes } = await addedText(old, { upgradeImage: true });
    const { services } = parse(text);
    expect(services.weaviate.image).toBe(`semitechnologies/weaviate:${WEAVIATE_VERSION}`);
    expect(services.weaviate.environment.ENABLE_MODULES).toContain('multi2vec-bind');
    expect(notes.map(({ message }) => message).join()).toContain(`from 1.19.0 to ${WEAVIATE_VERSION}`);
  });

  it('in a variable is refused with --upgrade-image as well', async () => {
    const text = old.text.replace('weaviate:1.19.0', 'weaviate:$' + '{TAG:-1.19.0}');
    await expect(addedText({ ...old, text }, { upgradeImage: true })).rejects.toMatchObject({
      exitCode: 3,
      code: 'cannot-edit',
    });
  });

  it('in values of the chart is refused alike, and upgraded alike', async () => {
    const values = fieldCase(import.meta.dirname, 'docker-compose.yml', 'values');
    const input = { ...values, name: 'values.yaml', text: 'image:\n  tag: 1.19.6 # pinned\n' };
    expect(await refusalOf(input)).toMatchObject({ exitCode: 3, code: 'weaviate-too-old' });
    const { text } = await addedText(input, { upgradeImage: true });
    expect(text).toContain(`tag: ${WEAVIATE_VERSION} # pinned`);
  });
});

it.each(['latest', 'stable', 'sha-3f2c'])(
  'accepts a tag without a version (%s), with a note',
  async (tag) => {
    const { text, notes } = await addedText({ ...old, text: old.text.replace('1.19.0', tag) });
    expect(text).toContain('multi2vec-bind');
    expect(notes.map(({ message }) => message).join()).toContain('requires Weaviate 1.21.0 or newer');
  },
);

it('the oldest release with the module is taken without a word', async () => {
  const { notes } = await addedText({ ...old, text: old.text.replace('1.19.0', '1.21.0') });
  expect(notes).toEqual([]);
});
