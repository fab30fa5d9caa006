import * as z from 'zod/mini';
import {
  anything,
  duration,
  keys,
  mapOrList,
  number,
  oneOf,
  options,
  sizeText,
  text,
  texts,
} from './composeTypes.ts';

/** A request for devices; `capabilities` is required. */
const device = z.strictObject({
  capabilities: texts,
  count: z.optional(number),
  device_ids: z.optional(texts),
  driver: z.optional(text),
  options: z.optional(z.union([options, texts])),
});

export const gpus = z.union([
  z.literal('all', { error: 'is neither "all" nor a list of devices' }),
  z.array(z.partial(device)),
]);

const updates = keys({
  parallelism: number,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: number,
  order: oneOf(['start-first', 'stop-first']),
});

export const deploy = z.union([
  z.null(),
  keys({
    mode: text,
    endpoint_mode: text,
    replicas: number,
    labels: mapOrList,
    rollback_config: updates,
    update_config: updates,
    resources: keys({
      limits: keys({ cpus: number, memory: sizeText, pids: number }),
      reservations: keys({
        cpus: number,
        memory: sizeText,
        generic_resources: z.array(anything),
        devices: z.array(device),
      }),
    }),
    restart_policy: keys({ condition: text, delay: duration, max_attempts: number, window: duration }),
    placement: keys({
      constraints: texts,
      preferences: z.array(keys({ spread: text })),
      max_replicas_per_node: number,
    }),
  }),
]);
