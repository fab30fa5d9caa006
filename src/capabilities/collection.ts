import { MODALITIES } from '../facts/modalities.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, choiceOption, multipleChoiceOption, textOption } from './option.ts';

const options = {
  collection: {
    name: textOption({
      flag: '--collection',
      label: 'Collection name',
      placeholder: 'NAME',
      help: 'name of the collection in collection.json',
      default: 'Media',
      accepts: (name) => /^[A-Z][_0-9A-Za-z]{0,230}$/.test(name),
      expected: 'a collection name: a capital letter, then letters, digits and _',
    }),
    modalities: multipleChoiceOption({
      flag: '--modalities',
      label: 'Media',
      help: 'media that the collection stores, each in a separate field',
      question: 'Which media will you store?',
      default: ['text', 'image'],
      values: MODALITIES,
      labels: {
        text: 'Text',
        image: 'Images',
        audio: 'Audio',
        video: 'Video',
        thermal: 'Thermal images',
        imu: 'Motion (IMU)',
        depth: 'Depth maps',
      },
      all: true,
      atLeastOne: true,
    }),
    vectors: choiceOption({
      flag: '--vectors',
      label: 'Vectors',
      help: 'shared: one vector, one medium per object; balanced: one weighted vector; separate: one named vector per modality; for the last two, every object fills every field',
      default: 'shared',
      values: ['shared', 'balanced', 'separate'],
      labels: { shared: 'Shared', balanced: 'Balanced', separate: 'Separate' },
      question: 'How should vectors be stored?',
      meanings: {
        shared: 'one vector, one medium per object; any medium finds any other',
        balanced: 'one weighted vector; every object fills every field',
        separate: 'one named vector per modality; every object fills every field',
      },
    }),
  },
  clients: multipleChoiceOption({
    flag: '--client',
    help: 'languages to generate client code in',
    question: 'Client code to generate',
    default: [],
    values: ['python', 'typescript'],
    labels: { python: 'Python', typescript: 'TypeScript' },
  }),
};

export type CollectionConfig = ConfigOf<typeof options>;

/** The collection and its client code. */
export const collection = {
  options,
} satisfies Capability<CollectionConfig>;
