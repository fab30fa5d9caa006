import { CONTAINER_DATA_PATH } from '../facts/weaviateVariables.ts';
import { isKubernetesName } from '../formats/names.ts';
import { chartText } from '../formats/quoting.ts';
import { kubernetesSize } from '../formats/size.ts';
import type { Capability } from './capability.ts';
import { use, words } from './message.ts';
import { type ConfigOf, choiceOption, optionalTextOption, sizeOption } from './option.ts';
import { FOR_COMPOSE, FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    persistence: choiceOption({
      flag: '--persistence',
      label: 'Compose data',
      help: 'where Compose keeps the data: in a named volume, in the folder ./weaviate-data, or nowhere',
      question: 'Where should Compose keep the data?',
      default: 'volume',
      values: ['volume', 'directory', 'none'],
      labels: { volume: 'In a named volume', directory: 'In the folder ./weaviate-data', none: 'Nowhere' },
      meanings: {
        volume: 'in a named volume',
        directory: 'in the folder ./weaviate-data',
        none: 'nowhere: the data is deleted with the container',
      },
      when: FOR_COMPOSE,
    }),
    storageSize: sizeOption({
      flag: '--storage-size',
      label: 'Volume claim size',
      help: 'size of the persistent volume claim',
      default: '32Gi',
      when: FOR_HELM,
    }),
    storageClass: optionalTextOption({
      flag: '--storage-class',
      label: 'Storage class',
      example: 'fast-ssd',
      placeholder: 'NAME',
      help: "storage class of the persistent volume claim; the cluster's default if unset",
      accepts: isKubernetesName,
      expected: 'the name of a storage class (lowercase letters, digits, - and .)',
      when: FOR_HELM,
    }),
  },
};

export type PersistenceConfig = ConfigOf<typeof options>;

export const DATA_VOLUME = 'weaviate-data';

/** The mount of Weaviate's data, as in docker-compose.yml; undefined if nothing is mounted. */
export function dataMount(persistence: PersistenceConfig['weaviate']['persistence']): string | undefined {
  if (persistence === 'none') return undefined;
  return `${persistence === 'volume' ? '' : './'}${DATA_VOLUME}:${CONTAINER_DATA_PATH}`;
}

/** Where the data is stored. */
export const persistence = {
  options,
  owned: { PERSISTENCE_DATA_PATH: words`${use('weaviate.persistence')}` },
  variables: ({ weaviate }, { dataPath }) => [
    {
      name: 'PERSISTENCE_DATA_PATH',
      value: dataPath,
      ...(weaviate.persistence !== 'none' && { why: 'inside the volume; the default ./data is not' }),
    },
  ],
  compose: ({ weaviate: { persistence: kind } }) => {
    const mount = dataMount(kind);
    return {
      ...(mount !== undefined && { weaviate: { volumes: [mount] } }),
      ...(kind === 'volume' && { volumes: { [DATA_VOLUME]: null } }),
    };
  },
  chart: ({ weaviate: { storageSize, storageClass } }) => ({
    setByChart: ['PERSISTENCE_DATA_PATH'],
    values: {
      storage: {
        size: kubernetesSize(storageSize),
        ...(storageClass !== undefined && { storageClassName: chartText(storageClass) }),
      },
    },
  }),
} satisfies Capability<PersistenceConfig>;
