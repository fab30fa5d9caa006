import { CLOSED_CORS_ORIGIN, CORS_VARIABLE } from '../facts/weaviateVariables.ts';
import { isWebOrigin } from '../formats/addresses.ts';
import type { Capability, Variable } from './capability.ts';
import { use, words } from './message.ts';
import { type ConfigOf, optionalTextOption } from './option.ts';

const options = {
  weaviate: {
    corsOrigin: optionalTextOption({
      flag: '--cors-origin',
      label: 'Allowed web page',
      placeholder: 'ORIGIN',
      example: 'https://app.example.com',
      help: 'origin of the web page that may call Weaviate from a browser; * allows any, unset allows none',
      accepts: (origin) => origin === '*' || isWebOrigin(origin),
      expected: 'one origin such as https://app.example.com or http://localhost:3000 (no path), or *',
    }),
  },
};

export type CorsConfig = ConfigOf<typeof options>;

function variable(origin: string | undefined): Variable {
  if (origin === undefined) {
    const why = 'no web page may call Weaviate from a browser; if unset, any page may';
    return { name: CORS_VARIABLE, value: CLOSED_CORS_ORIGIN, why };
  }
  const why = origin === '*' ? 'any web page may call Weaviate' : 'only this web page may call Weaviate';
  return { name: CORS_VARIABLE, value: origin, why: `${why} from a browser` };
}

/** Which web pages may call Weaviate from a browser. */
export const cors = {
  options,
  owned: { [CORS_VARIABLE]: words`${use('weaviate.corsOrigin')}` },
  variables: ({ weaviate }) => [variable(weaviate.corsOrigin)],
} satisfies Capability<CorsConfig>;
