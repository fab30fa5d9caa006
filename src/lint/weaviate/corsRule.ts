import { corsAccess } from '../../facts/weaviateVariables.ts';
import type { Problem, RuleText } from '../rule.ts';

/** What the rules of both kinds of file say about `CORS_ALLOW_ORIGIN`. */
export const CORS_RULE_TEXT: Omit<RuleText, 'id'> = {
  severity: 'warning',
  summary: '`CORS_ALLOW_ORIGIN` lets in any web page, or not the ones that it names.',
  why: 'Unset, it is `*`: any page that you open in a browser can call a Weaviate that your machine reaches, and without authentication it can read and delete everything, on 127.0.0.1 too. Several origins, a pattern or a path let no page in: Weaviate sends the whole text, and browsers accept one origin.',
  fix: 'Set it to the one origin that needs it, such as `https://app.example.com`, or to `none`.',
  evidence:
    'measured with Weaviate 1.38.14, 1.39.3 and Chromium; weaviate/weaviate adapters/handlers/rest/middlewares.go addPreflight, usecases/config/environment.go parseCORSConfig',
};

/**
 * What is wrong with a value; undefined where nothing is.
 * @param value of the variable; undefined where it is not set
 * @param isAnonymous whether Weaviate lets in anyone without a key
 */
export function corsProblem(
  value: string | undefined,
  isAnonymous: boolean,
): Omit<Problem, 'place'> | undefined {
  switch (corsAccess(value)) {
    case 'unusable':
      return {
        message: `no browser accepts CORS_ALLOW_ORIGIN of ${value}: it takes one origin, such as https://app.example.com`,
      };
    case 'any': {
      if (!isAnonymous) return undefined;
      const reach = 'any web page that is open in a browser here can read and delete the data';
      if (value) return { message: `with CORS_ALLOW_ORIGIN of ${value} and without a key ${reach}` };
      return { severity: 'info', message: `CORS_ALLOW_ORIGIN is not set: without a key ${reach}` };
    }
    default:
      return undefined;
  }
}
