import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';
import type { Scene } from '../../scene.ts';

/** The three texts of a 401, measured on 1.38.11 and 1.39.3 on `/v1/meta`; the two `.well-known` paths need no key. */
export function unauthorized(
  code: string,
  pattern: RegExp,
  words: { readonly message: string; readonly cause: string; readonly suggestion: (scene: Scene) => string },
): Cause<Observation> {
  return {
    code,
    weight: 'cause',
    find: ({ meta }, scene) =>
      meta?.status === 401 && pattern.test(meta.text ?? '')
        ? { ...words, suggestion: words.suggestion(scene), evidence: meta.text }
        : undefined,
  };
}
