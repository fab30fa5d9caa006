import { entriesOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { settingOfOtherModule } from '../settings.ts';

/** What each means in the modules that have it, and so what does not happen here. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  model: 'the inference server has one model, ImageBind',
  modelId: 'the inference server has one model, ImageBind',
  properties: 'what is vectorized is named by the …Fields alone',
  sourceProperties: 'what is vectorized is named by the …Fields alone',
  vectorizeClassName: 'the name of the collection is never vectorized',
  vectorizeCollectionName: 'the name of the collection is never vectorized',
  vectorizePropertyName: 'names of properties are never vectorized',
};

/** Sent by clients without being asked for. */
const SENT_BY_CLIENTS = ['vectorizeClassName', 'vectorizeCollectionName', 'vectorizePropertyName', 'skip'];

function consequenceOf(setting: string): string {
  if (/url|endpoint|api$/i.test(setting)) return 'every collection uses the server of BIND_INFERENCE_API';
  return (Object.hasOwn(CONSEQUENCES, setting) ? CONSEQUENCES[setting] : undefined) ?? 'it does nothing';
}

export const settingOfOthers: Rule<LocatedCollection> = {
  id: 'collection-setting-of-others',
  severity: 'warning',
  summary: 'A setting of other modules that multi2vec-bind does not have, such as `inferenceUrl` or `model`.',
  why: 'It is accepted and never read. A `properties` that is no list of texts is worse: Weaviate fails on it, answers 200 without a body, and creates no collection.',
  fix: 'Remove it.',
  evidence:
    'measured with Weaviate 1.38.11; weaviate/weaviate modules/multi2vec-bind/vectorizer/class_settings.go',
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
            'properties of multi2vec-bind must be a list of texts, though nothing reads it: Weaviate answers 200 without a body and creates no collection';
          yield { place, message, severity: 'error' } satisfies Problem;
          continue;
        }
        const message = `multi2vec-bind does not read ${key}: ${consequenceOf(setting)}`;
        yield { place, message, ...(SENT_BY_CLIENTS.includes(setting) && { severity: 'info' as const }) };
      }
    }
  },
};
