import type { Capability } from './capability.ts';
import { booleanOption, type ConfigOf } from './option.ts';

const options = {
  weaviate: {
    telemetry: booleanOption({
      flag: '--telemetry',
      help: 'send usage data to the Weaviate developers',
      question: 'Send usage data to the Weaviate developers?',
      default: false,
    }),
  },
};

export type TelemetryConfig = ConfigOf<typeof options>;

/** Usage data that Weaviate sends to its developers. */
export const telemetry = {
  options,
  owned: { DISABLE_TELEMETRY: 'use --telemetry or --no-telemetry' },
  variables: ({ weaviate }) => (weaviate.telemetry ? [] : [{ name: 'DISABLE_TELEMETRY', value: 'true' }]),
} satisfies Capability<TelemetryConfig>;
