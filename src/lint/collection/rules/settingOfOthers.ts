import { entriesOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { settingOfOtherModule } from '../settings.ts';

/** What happens instead of what the setting does in other modules. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  model: 'the inference server has one model, ImageBind',
  modelId: 'the inference server has one model, ImageBind',
  properties: 'only the …Fields settings choose what is vectorized',
  sourceProperties: 'only the …Fields settings choose what is vectorized',
  vectorizeClassName: 'the name of the collection is never vectorized',
  vectorizeCollectionName: 'the name of the collection is never vectorized',
  vectorizePropertyName: 'names of properties are never vectorized',
};

/** Clients send these automatically. */
const SENT_BY_CLIENTS = ['vectorizeClassName', 'vectorizeCollectionName', 'vectorizePropertyName', 'skip'];

function consequenceOf(setting: string): string {
  if (/url|endpoint|api$/i.test(setting)) return 'every collection uses the server of BIND_INFERENCE_API';
  return (Object.hasOwn(CONSEQUENCES, setting) ? CONSEQUENCES[setting] : undefined) ?? 'it has no effect';
}

export const settingOfOthers: Rule<LocatedCollection> = {
  id: 'collection-setting-of-others',
  severity: 'warning',
  summary:
    'A setting belongs to other modules, such as `inferenceUrl` or `model`: multi2vec-bind does not have it.',
  why: 'Weaviate accepts such a setting but never reads it. `properties` must still be a list of strings: with anything else Weaviate fails, returns 200 without a body, and does not create the collection.',
  fix: 'Remove the setting.',
  evidence:
    'Measured with Weaviate 1.38.11; weaviate/weaviate modules/multi2vec-bind/vectorizer/class_settings.go',
  *check({ vectors }) {
    for (const { settings } of vectors) {
      for (const [key, { key: place, value }] of entriesOf(settings)) {
        const setting = settingOfOtherModule(key);
        if (setting === undefined) continue;
        const texts =
          value.kind === 'list' &&
          value.items.every((item) => item.kind === 'scalar' && typeof item.value === 'string');
        if (key === 'properties' && !texts) {
          const message =
            'properties of multi2vec-bind must be a list of strings, although it is never read: Weaviate returns 200 without a body and does not create the collection';
          yield { place, message, severity: 'error' } satisfies Problem;
          continue;
        }
        const message = `multi2vec-bind does not read ${key}: ${consequenceOf(setting)}`;
        yield { place, message, ...(SENT_BY_CLIENTS.includes(setting) && { severity: 'info' as const }) };
      }
    }
  },
};
