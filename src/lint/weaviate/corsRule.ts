import { corsAccess } from '../../facts/weaviateVariables.ts';
import type { Problem, RuleText } from '../rule.ts';

/** The text that `cors-origin` and `values-cors-origin` share. */
export const CORS_RULE_TEXT: Omit<RuleText, 'id'> = {
  severity: 'warning',
  summary: '`CORS_ALLOW_ORIGIN` allows every web page, or blocks the pages that it names.',
  why: 'The default is `*`: any page that you open in a browser can call any Weaviate server that your machine can reach, even one on 127.0.0.1, and without authentication it can read and delete everything. Several origins, a pattern or a path block every page: Weaviate sends the whole value, but browsers accept only a single origin.',
  fix: 'Set it to the one origin that needs access, such as `https://app.example.com`, or to `none`.',
  evidence:
    'Measured with Weaviate 1.38.14, 1.39.3 and Chromium; weaviate/weaviate adapters/handlers/rest/middlewares.go addPreflight, usecases/config/environment.go parseCORSConfig',
};

/**
 * What is wrong with a value; undefined if nothing is.
 * @param value of the variable; undefined if it is not set
 * @param isAnonymous whether Weaviate accepts requests without an API key
 */
export function corsProblem(
  value: string | undefined,
  isAnonymous: boolean,
): Omit<Problem, 'place'> | undefined {
  switch (corsAccess(value)) {
    case 'unusable':
      return {
        message: `browsers reject CORS_ALLOW_ORIGIN ${value}: it must be a single origin, such as https://app.example.com`,
      };
    case 'any': {
      if (!isAnonymous) return undefined;
      const risk = 'without API keys, any web page open in a browser here can read and delete the data';
      if (value) return { message: `CORS_ALLOW_ORIGIN is ${value}: ${risk}` };
      return { severity: 'info', message: `CORS_ALLOW_ORIGIN is not set: ${risk}` };
    }
    default:
      return undefined;
  }
}
