import { MODALITIES } from '../facts/modalities.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, choiceOption, multipleChoiceOption, textOption } from './option.ts';

const options = {
  collection: {
    name: textOption({
      flag: '--collection',
      placeholder: 'NAME',
      help: 'name of the collection in collection.json',
      default: 'Media',
      accepts: (name) => /^[A-Z][_0-9A-Za-z]{0,230}$/.test(name),
      expected: 'a collection name: a capital letter, then letters, digits and _',
    }),
    modalities: multipleChoiceOption({
      flag: '--modalities',
      help: 'kinds of input that the collection holds',
      default: ['text', 'image'],
      values: MODALITIES,
      all: true,
      atLeastOne: true,
    }),
    vectors: choiceOption({
      flag: '--vectors',
      help: 'one vector for all fields (shared: one medium an object; balanced: weighted, every object fills every field), or a named vector a modality (separate: every object fills every field)',
      default: 'shared',
      values: ['shared', 'balanced', 'separate'],
      question: 'How the vectors are kept',
      meanings: {
        shared: 'one vector, one medium an object; any kind finds any other',
        balanced: 'one weighted vector; every object fills every field',
        separate: 'a named vector a modality; every object fills every field',
      },
    }),
  },
  clients: multipleChoiceOption({
    flag: '--client',
    help: 'client code to write',
    default: [],
    values: ['python', 'typescript'],
  }),
};

export type CollectionConfig = ConfigOf<typeof options>;

/** The collection, and the client code for it. */
export const collection = {
  options,
} satisfies Capability<CollectionConfig>;
