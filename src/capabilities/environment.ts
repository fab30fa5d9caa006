import type { Capability } from './capability.ts';
import { type ConfigOf, mapOption } from './option.ts';

const options = {
  weaviate: {
    env: mapOption({
      flag: '--env',
      label: 'Weaviate environment',
      example: { LOG_LEVEL: 'debug' },
      help: 'additional environment variable for Weaviate',
      question: 'Additional environment variables for Weaviate',
      acceptsName: (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
      expected: 'an environment variable given as KEY=VALUE',
      // An environment cannot hold a NUL, and half a surrogate pair has no encoding in UTF-8.
      acceptsValue: (value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value),
      expectedValue: 'has a value that an environment cannot hold (a NUL, or half a character)',
    }),
  },
};

export type EnvironmentConfig = ConfigOf<typeof options>;

/** Additional variables of Weaviate. */
export const environment = {
  options,
} satisfies Capability<EnvironmentConfig>;
