import { inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';

export interface RunningCase {
  readonly when: string;
  readonly observation: Observation;
  readonly code: string;
  readonly service: string | null;
  readonly explains: string;
  readonly suggests: string;
}

const running = (facts: Partial<Observation>) => observed([inference(), weaviate()], facts);
const unauthorized = (message: string) =>
  running({ meta: { status: 401, text: `{"code":401,"message":"${message}"}` } });
const meta = (modules: object) => ({ status: 200, text: JSON.stringify({ version: '1.38.11', modules }) });
const ready = { status: 200 };

/** A Weaviate that answers. All texts measured on 1.38.11; that of the disk is from its source. */
export const RUNNING_CASES: readonly RunningCase[] = [
  {
    when: 'the key is wrong',
    observation: unauthorized('unauthorized: invalid api key'),
    code: 'key-invalid',
    service: 'weaviate',
    explains: 'does not accept the API key',
    suggests: '.env',
  },
  {
    when: 'no key was sent',
    observation: unauthorized(
      'anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]',
    ),
    code: 'key-missing',
    service: 'weaviate',
    explains: 'none was sent',
    suggests: 'WEAVIATE_API_KEY',
  },
  {
    when: 'a key was sent although access is anonymous',
    observation: unauthorized(
      "no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided",
    ),
    code: 'key-unwanted',
    service: 'weaviate',
    explains: 'does not use keys',
    suggests: 'send no key',
  },
  {
    when: 'the key has no permission',
    observation: running({ meta: { status: 403, text: 'forbidden' } }),
    code: 'key-refused',
    service: 'weaviate',
    explains: '403',
    suggests: '--api-key-env',
  },
  {
    when: 'the module is misspelled',
    observation: running({ ready, meta: meta({ 'generative-openai': {} }) }),
    code: 'module-missing',
    service: 'weaviate',
    explains: 'ignores unknown names',
    suggests: 'ENABLE_MODULES',
  },
  {
    when: 'there is no module',
    observation: running({ ready, meta: meta({}) }),
    code: 'module-missing',
    service: 'weaviate',
    explains: 'without the module',
    suggests: 'bindstack add',
  },
  {
    when: 'the model fails',
    observation: running({ ready, meta: meta({ 'multi2vec-bind': { error: 'model exploded' } }) }),
    code: 'model-error',
    service: 'multi2vec-bind',
    explains: 'model exploded',
    suggests: 'docker compose restart multi2vec-bind',
  },
  {
    when: 'the inference service is gone',
    observation: running({
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
    explains: 'cannot be reached now',
    suggests: 'docker compose up -d',
  },
  {
    when: 'the inference service hangs',
    observation: observed([inference(), weaviate({ health: 'unhealthy' })], { ready: { hung: true } }),
    code: 'inference-hangs',
    service: 'multi2vec-bind',
    explains: 'never responds',
    suggests: 'MODULES_CLIENT_TIMEOUT',
  },
  {
    when: 'the disk is almost full',
    observation: observed(
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
    explains: '91.23% full',
    suggests: 'DISK_USE_READONLY_PERCENTAGE',
  },
];
