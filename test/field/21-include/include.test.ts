import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addedText, fieldCase, findingsOf, refusalOf } from '../../support/fieldCase.ts';

const main = fieldCase(import.meta.dirname, 'main.yml');

describe('a Weaviate service in an included file', () => {
  it('is not defined again: add names the file that defines it', async () => {
    expect(await refusalOf(main)).toMatchObject({
      exitCode: 3,
      code: 'included-service',
      message: 'the service weaviate is defined in vectors.yml, which main.yml includes',
      suggestion: 'bindstack add vectors.yml',
    });
  });

  it('is changed in that file', async () => {
    const { text } = await addedText(fieldCase(import.meta.dirname, 'vectors.yml'));
    expect(Object.keys(parse(text).services)).toEqual(['weaviate', 'multi2vec-bind']);
  });

  it('is reported as an error if it is defined again', () => {
    const text = `${main.text}  weaviate:\n    environment: {A: b}\n`;
    expect(findingsOf({ ...main, text })).toContain('7 error compose-include-conflict');
    expect(findingsOf(main).join()).not.toContain('conflict');
  });
});

it('names an env file that is missing', async () => {
  const text =
    'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n    env_file: [gone.env]\n';
  const failure = await refusalOf({ ...main, text });
  expect(failure).toMatchObject({ exitCode: 3, code: 'env-file-missing' });
  expect(failure.message).toContain('gone.env');
});
