import type { Capability } from './capability.ts';
import { use, words } from './message.ts';
import { booleanOption, type ConfigOf } from './option.ts';

const options = {
  weaviate: {
    telemetry: booleanOption({
      flag: '--telemetry',
      label: 'Usage data',
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
  owned: { DISABLE_TELEMETRY: words`${use('weaviate.telemetry')}` },
  variables: ({ weaviate }) => (weaviate.telemetry ? [] : [{ name: 'DISABLE_TELEMETRY', value: 'true' }]),
} satisfies Capability<TelemetryConfig>;
