import { inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';

export interface RunningCase {
  readonly when: string;
  readonly seen: Observation;
  readonly code: string;
  readonly service: string | null;
  readonly tells: string;
  readonly advises: string;
}

const running = (facts: Partial<Observation>) => observed([inference(), weaviate()], facts);
const unauthorized = (message: string) =>
  running({ meta: { status: 401, text: `{"code":401,"message":"${message}"}` } });
const meta = (modules: object) => ({ status: 200, text: JSON.stringify({ version: '1.38.11', modules }) });
const ready = { status: 200 };

/** A Weaviate that answers; all texts measured on 1.38.11, that of the disk from its source. */
export const RUNNING_CASES: readonly RunningCase[] = [
  {
    when: 'the key is wrong',
    seen: unauthorized('unauthorized: invalid api key'),
    code: 'key-invalid',
    service: 'weaviate',
    tells: 'does not know the API key',
    advises: '.env',
  },
  {
    when: 'no key was sent',
    seen: unauthorized(
      'anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]',
    ),
    code: 'key-missing',
    service: 'weaviate',
    tells: 'none was sent',
    advises: 'WEAVIATE_API_KEY',
  },
  {
    when: 'a key was sent to all',
    seen: unauthorized(
      "no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided",
    ),
    code: 'key-unwanted',
    service: 'weaviate',
    tells: 'knows no keys',
    advises: 'send no key',
  },
  {
    when: 'the key may not',
    seen: running({ meta: { status: 403, text: 'forbidden' } }),
    code: 'key-refused',
    service: 'weaviate',
    tells: '403',
    advises: '--api-key-env',
  },
  {
    when: 'the module is misspelt',
    seen: running({ ready, meta: meta({ 'generative-openai': {} }) }),
    code: 'module-missing',
    service: 'weaviate',
    tells: 'ignores names',
    advises: 'ENABLE_MODULES',
  },
  {
    when: 'there is no module',
    seen: running({ ready, meta: meta({}) }),
    code: 'module-missing',
    service: 'weaviate',
    tells: 'without the module',
    advises: 'bindstack add',
  },
  {
    when: 'the model fails',
    seen: running({ ready, meta: meta({ 'multi2vec-bind': { error: 'model exploded' } }) }),
    code: 'model-error',
    service: 'multi2vec-bind',
    tells: 'model exploded',
    advises: 'docker compose restart multi2vec-bind',
  },
  {
    when: 'the inference service is gone',
    seen: running({
      ready,
      meta: meta({
        'multi2vec-bind': {
          error:
            'send GET meta request: Get "http://multi2vec-bind:8080/meta": dial tcp 172.18.0.2:8080: connect: connection refused',
        },
      }),
    }),
    code: 'inference-gone',
    service: 'multi2vec-bind',
    tells: 'cannot be reached now',
    advises: 'docker compose up -d',
  },
  {
    when: 'the inference service hangs',
    seen: observed([inference(), weaviate({ health: 'unhealthy' })], { ready: { hung: true } }),
    code: 'inference-hangs',
    service: 'multi2vec-bind',
    tells: 'never answers',
    advises: 'MODULES_CLIENT_TIMEOUT',
  },
  {
    when: 'the disk is almost full',
    seen: observed(
      [
        inference(),
        weaviate({
          log: weaviateLine(
            'warning',
            'Set READONLY, disk usage currently at 91.23%, threshold set to 90.00%',
          ),
        }),
      ],
      { ready },
    ),
    code: 'read-only',
    service: 'weaviate',
    tells: '91.23 % full',
    advises: 'DISK_USE_READONLY_PERCENTAGE',
  },
];
