import { couldStartWith, UNKNOWN, withUnknowns } from '../../../formats/partialText.ts';
import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { externalInferenceUrl } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

/** What is wrong with an address, and what it was meant to be. */
function urlProblem(url: string): { readonly message: string; readonly meant?: string } | undefined {
  const known = withUnknowns(url);
  const start = ['http://', 'https://'].find((one) => couldStartWith(known.toLowerCase(), one));
  if (new RegExp(`^(?:[a-z+.-]+://)?(?:localhost(?!${UNKNOWN})|127\\.|\\[::1\\])`, 'i').test(known))
    return { message: 'is Weaviate’s own pod: name the Service, as in http://NAME.NAMESPACE:8080' };
  if (start === undefined)
    return url.includes('://')
      ? { message: 'is no http:// or https:// address' }
      : {
          message: 'has no scheme, and Weaviate never reaches it',
          meant: `http://${url.replace(/\/+$/, '')}`,
        };
  if (url.endsWith('/'))
    return {
      message: 'ends with a slash: Weaviate asks for //.well-known/ready, and never finds the server ready',
      meant: url.replace(/\/+$/, ''),
    };
  if (/[?#]/.test(known)) return { message: 'has more than an origin: Weaviate appends /vectorize to it' };
  return undefined;
}

export const inferenceUrl: Rule<ChartValues> = {
  id: 'values-inference-url',
  severity: 'error',
  summary: 'An address of the inference server that Weaviate cannot use.',
  why: 'Weaviate appends its paths to the text as it is. It then finds no server, and ends after 120 s.',
  fix: 'Write scheme, host and port, and no slash at the end: http://imagebind.models:8080.',
  evidence:
    'measured with Weaviate 1.38.11: trailing slash is never ready; multi2vec-bind/clients/vectorizer.go:100',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const located = externalInferenceUrl(values);
    const url = textOf(located);
    const found = url === undefined ? undefined : urlProblem(url);
    if (!located || !found) return;
    yield {
      place: located.place,
      message: `inferenceUrl of ${url} ${found.message}`,
      changes: found.meant === undefined ? [] : [{ op: 'set', path: located.path, value: found.meant }],
    };
  },
};
