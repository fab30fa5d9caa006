import { isKubernetesName } from '../formats/names.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, choice, optionalText, size } from './option.ts';
import { FOR_COMPOSE, FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    persistence: choice({
      flag: '--persistence',
      help: 'where Compose keeps the data: a named volume, the folder ./weaviate-data, or nowhere',
      default: 'volume',
      values: ['volume', 'directory', 'none'],
      meanings: {
        volume: 'a named volume',
        directory: 'the folder ./weaviate-data',
        none: 'nowhere: gone with the container',
      },
      when: FOR_COMPOSE,
    }),
    storageSize: size({
      flag: '--storage-size',
      help: 'size of the volume claim',
      default: '32Gi',
      when: FOR_HELM,
    }),
    storageClass: optionalText({
      flag: '--storage-class',
      example: 'fast-ssd',
      placeholder: 'NAME',
      help: "storage class of the volume claim; the cluster's default if unset",
      accepts: isKubernetesName,
      expected: 'the name of a storage class (lower case letters, digits, - and .)',
      when: FOR_HELM,
    }),
  },
};

export type PersistenceConfig = ConfigOf<typeof options>;

/** Where the data are kept. */
export const persistence = {
  options,
  owned: { PERSISTENCE_DATA_PATH: '--persistence' },
} satisfies Capability<PersistenceConfig>;
