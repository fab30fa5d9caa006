import { entriesOf, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { weightsEntryOf } from '../fieldLists.ts';
import { isMisspelledImuFields } from '../settings.ts';

/** Nothing if `imuFields` is set too: the official TypeScript client can send both. */
function* misspelledKeys(map: Located | undefined, outcome: string, above = ''): Generator<Problem> {
  const entries = entriesOf(map);
  if (!map || entries.has('imuFields')) return;
  for (const [key, entry] of entries) {
    if (!isMisspelledImuFields(key)) continue;
    const message = `${above}${key} is ignored (the key is imuFields): ${outcome}`;
    yield {
      place: entry.key,
      message,
      changes: [{ op: 'rename', path: [...map.path, key], to: 'imuFields' }],
    };
  }
}

export const imuFields: Rule<LocatedCollection> = {
  id: 'collection-imu-fields',
  severity: 'error',
  summary: 'The key is `imuFields`, not `IMUFields`.',
  why: 'Weaviate reads `imuFields` and silently ignores any other spelling, so IMU data is stored but never vectorized. Both official clients send `IMUFields`.',
  fix: 'Write `imuFields`, and create the collection from JSON, not with the helper of a client.',
  evidence:
    'Measured with Weaviate 1.38.11; weaviate/weaviate usecases/modulecomponents/settings/base_class_multimodal_settings.go',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      yield* misspelledKeys(vector.settings, 'IMU data is never vectorized');
      yield* misspelledKeys(weightsEntryOf(vector)?.value, 'IMU data gets no weight', 'weights.');
    }
  },
};
