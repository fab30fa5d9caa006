import { couldStartWith, UNKNOWN_PART, withUnknowns } from '../../../formats/partialText.ts';
import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { externalInferenceUrl } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

/** What is wrong with an address, and the corrected address where that is certain. */
function urlProblem(url: string): { readonly message: string; readonly corrected?: string } | undefined {
  const known = withUnknowns(url);
  const scheme = ['http://', 'https://'].find((one) => couldStartWith(known.toLowerCase(), one));
  if (new RegExp(`^(?:[a-z+.-]+://)?(?:localhost(?!${UNKNOWN_PART})|127\\.|\\[::1\\])`, 'i').test(known))
    return {
      message: 'points at the Weaviate pod itself: use the Service, as in http://NAME.NAMESPACE:8080',
    };
  if (scheme === undefined)
    return url.includes('://')
      ? { message: 'is not an http:// or https:// address' }
      : {
          message: 'has no scheme: Weaviate cannot reach it',
          corrected: `http://${url.replace(/\/+$/, '')}`,
        };
  if (url.endsWith('/'))
    return {
      message: 'ends with a slash: Weaviate requests //.well-known/ready and never finds the server ready',
      corrected: url.replace(/\/+$/, ''),
    };
  if (/[?#]/.test(known))
    return { message: 'must be only scheme, host and port: Weaviate appends /vectorize to it' };
  return undefined;
}

export const inferenceUrl: Rule<ChartValues> = {
  id: 'values-inference-url',
  severity: 'error',
  summary: 'Weaviate cannot use the address of the inference server.',
  why: 'Weaviate appends its paths to the address exactly as it is written. With a wrong address it finds no server and exits after 120 s.',
  fix: 'Write scheme, host and port without a trailing slash: `http://imagebind.models:8080`.',
  evidence:
    'Measured with Weaviate 1.38.11: trailing slash is never ready; multi2vec-bind/clients/vectorizer.go:100',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const located = externalInferenceUrl(values);
    const url = textOf(located);
    const problem = url === undefined ? undefined : urlProblem(url);
    if (!located || !problem) return;
    yield {
      place: located.place,
      message: `inferenceUrl ${url} ${problem.message}`,
      changes:
        problem.corrected === undefined ? [] : [{ op: 'set', path: located.path, value: problem.corrected }],
    };
  },
};
