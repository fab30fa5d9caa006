import { couldStartWith, isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import {
  type BindAddress,
  bindAddress,
  imageBindServicesOf,
  inferenceServiceOf,
  weaviatesWithBind,
} from '../roles.ts';

/** Whether the scheme, or its absence, is certain: no variable can hold it. */
function isSchemeKnown({ scheme, value }: BindAddress): boolean {
  if (scheme !== undefined) return isFullyKnown(scheme);
  return !['http://', 'https://'].some((start) => couldStartWith(value, start));
}

export const bindApiScheme: Rule<ComposeProject> = {
  id: 'bind-api-scheme',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` has no scheme, or uses https although the server speaks plain HTTP.',
  why: 'Weaviate appends a path to the address and requests it. Without `http://` that is not a URL, and the inference server does not support TLS. Weaviate exits after 120 s.',
  fix: 'Start the address with `http://`.',
  evidence:
    'weaviate/weaviate modules/multi2vec-bind/clients/vectorizer.go:100 (origin + path); multi2vec-bind-inference app.py',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address || address.value === '') continue;
      const { scheme, entry } = address;
      if (!isSchemeKnown(address)) continue;
      const service = inferenceServiceOf(project, weaviate);
      const plain = service !== undefined && imageBindServicesOf(project).includes(service);
      if (scheme === 'http' || (scheme === 'https' && !plain)) continue;
      yield {
        place: entry.place,
        message:
          scheme === undefined
            ? `BIND_INFERENCE_API "${entry.display}" has no scheme`
            : `BIND_INFERENCE_API "${entry.display}" uses ${scheme}, but the inference server speaks plain HTTP`,
        changes: changeVariable(
          weaviate,
          'BIND_INFERENCE_API',
          (text) => `http://${text.replace(/^(?:[A-Za-z][\w+.-]*:\/\/|\/+)/, '')}`,
        ),
      };
    }
  },
};
