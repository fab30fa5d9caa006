import type { Capability } from './capability.ts';
import { booleanOption, type ConfigOf } from './option.ts';

const options = {
  weaviate: {
    telemetry: booleanOption({
      flag: '--telemetry',
      help: "Weaviate's own usage reports to its makers",
      default: false,
    }),
  },
};

export type TelemetryConfig = ConfigOf<typeof options>;

/** Weaviate's usage reports. */
export const telemetry = {
  options,
  owned: { DISABLE_TELEMETRY: '--telemetry or --no-telemetry' },
  variables: ({ weaviate }) => (weaviate.telemetry ? [] : [{ name: 'DISABLE_TELEMETRY', value: 'true' }]),
} satisfies Capability<TelemetryConfig>;
