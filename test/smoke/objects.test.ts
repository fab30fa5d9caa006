import { describe, expect, it } from 'vitest';
import { MODALITIES, type Modality } from '../../src/facts/modalities.ts';
import { batches, keywordOf, modalitiesIn, smokeObjects } from '../../src/smoke/objects.ts';

/** Fields of an object beside its title. */
const fieldsOf = (properties: Readonly<Record<string, string>>) =>
  Object.keys(properties).filter((name) => name !== 'title');

describe('with one shared vector', () => {
  it('there is an object a modality, which fills that field alone', () => {
    const { objects } = smokeObjects(MODALITIES, 'shared');
    expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual(MODALITIES.map((m) => [m]));
  });

  it.each(MODALITIES)('a second %s object stands beside a single one, for contrast', (modality) => {
    const { objects, expected } = smokeObjects([modality], 'shared');
    const [first, second] = objects;
    expect(objects.map(({ properties }) => fieldsOf(properties))).toEqual([[modality], [modality]]);
    expect(first?.properties[modality]).not.toBe(second?.properties[modality]);
    expect(expected.get(modality)).toBe(first);
  });
});

// Where an object leaves a field empty, Weaviate 1.38.11 loses it.
describe('with separate vectors', () => {
  it.each<[Modality[]]>([[['text']], [['text', 'image']], [[...MODALITIES]]])(
    'two objects fill every field of %j, each with media of its own',
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
    'one object fills every field of %j, with the media of the others',
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

  it('nothing is mixed where there is one modality, and no two objects are alike', () => {
    const { objects, mixed } = smokeObjects(['audio'], 'balanced');
    expect(mixed).toBeUndefined();
    expect(new Set(objects.map(({ properties }) => properties['audio'])).size).toBe(2);
  });
});

describe.each(['shared', 'balanced', 'separate'] as const)('the objects of %s vectors', (mode) => {
  const { objects, expected } = smokeObjects(MODALITIES, mode);

  it('are what the sample of every modality shall find', () => {
    expect([...expected.keys()]).toEqual(MODALITIES);
    for (const object of expected.values()) expect(objects).toContain(object);
  });

  it.each(MODALITIES)('have the keyword of %s in one title only', (modality) => {
    const found = objects.filter(({ properties }) => properties['title']?.includes(keywordOf(modality)));
    expect(found).toEqual([expected.get(modality)]);
  });

  it('have ids of their own, and media in base64 without line breaks', () => {
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
    for (const { properties } of objects) {
      for (const field of fieldsOf(properties).filter((name) => name !== 'text')) {
        expect(properties[field]).toMatch(/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
      }
    }
  });
});

describe('the batches', () => {
  const kinds = (modalities: readonly Modality[], mode: 'shared' | 'separate') =>
    batches(smokeObjects(modalities, mode).objects).map((batch) => batch.map(modalitiesIn));

  it('warm up with one object, and send each video alone', () => {
    expect(kinds(['text', 'image', 'video', 'audio'], 'shared')).toEqual([
      [['text']],
      [['image'], ['audio']],
      [['video']],
    ]);
    expect(kinds(['text', 'video'], 'separate')).toEqual([[['text', 'video']], [['text', 'video']]]);
    expect(kinds(['video'], 'shared')).toEqual([[['video']], [['video']]]);
  });

  it.each(['shared', 'balanced', 'separate'] as const)('hold every object once, with %s vectors', (mode) => {
    const { objects } = smokeObjects(MODALITIES, mode);
    expect(new Set(batches(objects).flat())).toEqual(new Set(objects));
    expect(batches(objects).flat()).toHaveLength(objects.length);
  });
});
