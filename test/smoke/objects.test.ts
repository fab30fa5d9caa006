import { describe, expect, it } from 'vitest';
import { MODALITIES, type Modality } from '../../src/facts/modalities.ts';
import { batches, keywordOf, modalitiesIn, smokeObjects } from '../../src/smoke/objects.ts';

/** The fields of an object except its title. */
const fieldsOf = (properties: Readonly<Record<string, string>>) =>
  Object.keys(properties).filter((name) => name !== 'title');

describe('with one shared vector', () => {
  it('creates one object per modality, with this field only', () => {
    const { objects } = smokeObjects(MODALITIES, 'shared');
    expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual(MODALITIES.map((m) => [m]));
  });

  it.each(MODALITIES)('creates a second %s object if there is only one modality', (modality) => {
    const { objects, expected } = smokeObjects([modality], 'shared');
    const [first, second] = objects;
    expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual([[modality], [modality]]);
    expect(first?.properties[modality]).not.toBe(second?.properties[modality]);
    expect(expected.get(modality)).toBe(first);
  });
});

// Weaviate 1.38.11 loses objects with empty fields.
describe('with separate vectors', () => {
  it.each<[Modality[]]>([[['text']], [['text', 'image']], [[...MODALITIES]]])(
    'creates two objects that fill every field of %j, with different media',
    (modalities) => {
      const { objects, expected } = smokeObjects(modalities, 'separate');
      expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual([modalities, modalities]);
      for (const modality of modalities) {
        expect(new Set(objects.map(({ properties }) => properties[modality])).size).toBe(2);
        expect(expected.get(modality)).toBe(objects[0]);
      }
    },
  );
});

describe('with balanced vectors', () => {
  it.each<[Modality[]]>([[['text', 'image']], [[...MODALITIES]]])(
    'creates one object that fills every field of %j, with the media of the others',
    (modalities) => {
      const { objects, expected, mixed } = smokeObjects(modalities, 'balanced');
      expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual([
        ...modalities.map((modality) => [modality]),
        modalities,
      ]);
      expect(objects.at(-1)).toBe(mixed);
      for (const modality of modalities) {
        expect(expected.get(modality)?.properties[modality]).toBe(mixed?.properties[modality]);
      }
    },
  );

  it('creates two different objects and no mixed one if there is only one modality', () => {
    const { objects, mixed } = smokeObjects(['audio'], 'balanced');
    expect(mixed).toBeUndefined();
    expect(new Set(objects.map(({ properties }) => properties['audio'])).size).toBe(2);
  });
});

describe.each(['shared', 'balanced', 'separate'] as const)('with %s vectors, the objects', (mode) => {
  const { objects, expected } = smokeObjects(MODALITIES, mode);

  it('include the expected result for the sample of every modality', () => {
    expect([...expected.keys()]).toEqual(MODALITIES);
    for (const object of expected.values()) expect(objects).toContain(object);
  });

  it.each(MODALITIES)('contain the keyword for %s in one title only', (modality) => {
    const found = objects.filter(({ properties }) => properties['title']?.includes(keywordOf(modality)));
    expect(found).toEqual([expected.get(modality)]);
  });

  it('have unique ids, and media as base64 without line breaks', () => {
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
    for (const { properties } of objects) {
      for (const field of fieldsOf(properties).filter((name) => name !== 'text')) {
        expect(properties[field]).toMatch(/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
      }
    }
  });
});

describe('batches', () => {
  const kinds = (modalities: readonly Modality[], mode: 'shared' | 'separate') =>
    batches(smokeObjects(modalities, mode).objects).map((batch) => batch.map(modalitiesIn));

  it('start with a single object, and contain each video alone', () => {
    expect(kinds(['text', 'image', 'video', 'audio'], 'shared')).toEqual([
      [['text']],
      [['image'], ['audio']],
      [['video']],
    ]);
    expect(kinds(['text', 'video'], 'separate')).toEqual([[['text', 'video']], [['text', 'video']]]);
    expect(kinds(['video'], 'shared')).toEqual([[['video']], [['video']]]);
  });

  it.each(['shared', 'balanced', 'separate'] as const)(
    'contain every object once, with %s vectors',
    (mode) => {
      const { objects } = smokeObjects(MODALITIES, mode);
      expect(new Set(batches(objects).flat())).toEqual(new Set(objects));
      expect(batches(objects).flat()).toHaveLength(objects.length);
    },
  );
});
