import { CORS_VARIABLE } from '../facts/weaviateVariables.ts';
import { isWebOrigin } from '../formats/webOrigin.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, optionalText } from './option.ts';

const options = {
  weaviate: {
    corsOrigin: optionalText({
      flag: '--cors-origin',
      placeholder: 'ORIGIN',
      example: 'https://app.example.com',
      help: 'web page that may call Weaviate from a browser, by its origin; * lets any page in, unset none',
      accepts: (origin) => origin === '*' || isWebOrigin(origin),
      expected: 'one origin such as https://app.example.com or http://localhost:3000 (no path), or *',
    }),
  },
};

export type CorsConfig = ConfigOf<typeof options>;

/** Which web pages may call Weaviate from a browser. */
export const cors = {
  options,
  owned: { [CORS_VARIABLE]: '--cors-origin' },
} satisfies Capability<CorsConfig>;
