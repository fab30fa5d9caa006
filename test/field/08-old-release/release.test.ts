import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WEAVIATE_VERSION } from '../../../src/facts/versions.ts';
import { addedText, fieldCase, refusalOf } from '../../support/fieldCase.ts';

const old = fieldCase(import.meta.dirname, 'docker-compose.yml');

describe('a Weaviate image older than the module', () => {
  it('is rejected, with the minimum version and how to upgrade', async () => {
    const failure = await refusalOf(old);
    expect(failure).toMatchObject({ exitCode: 3, code: 'weaviate-too-old' });
    expect(failure.message).toContain('weaviate is Weaviate 1.19.0');
    expect(failure.message).toContain('requires 1.21.0 or newer');
    expect(failure.detail).toContain('upgrades the data');
    expect(failure.suggestion).toContain('bindstack add docker-compose.yml --upgrade-image');
  });

  it('gets the default version with --upgrade-image, with a note about the data', async () => {
    const { text, notes } = await addedText(old, { upgradeImage: true });
    const { services } = parse(text);
    expect(services.weaviate.image).toBe(`semitechnologies/weaviate:${WEAVIATE_VERSION}`);
    expect(services.weaviate.environment.ENABLE_MODULES).toContain('multi2vec-bind');
    expect(notes.map(({ message }) => message).join()).toContain(`from 1.19.0 to ${WEAVIATE_VERSION}`);
  });

  it('is also rejected with --upgrade-image if the version is in a variable', async () => {
    const text = old.text.replace('weaviate:1.19.0', 'weaviate:$' + '{TAG:-1.19.0}');
    await expect(addedText({ ...old, text }, { upgradeImage: true })).rejects.toMatchObject({
      exitCode: 3,
      code: 'cannot-edit',
    });
  });

  it('is rejected and upgraded in the same way in values of the chart', async () => {
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

it('accepts the oldest release with the module without a note', async () => {
  const { notes } = await addedText({ ...old, text: old.text.replace('1.19.0', '1.21.0') });
  expect(notes).toEqual([]);
});
