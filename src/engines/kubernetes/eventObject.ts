import * as z from 'zod';
import type { EventObservation } from '../../diagnosis/cluster.ts';

const text = z.string().nullish();

const event = z.object({
  type: z.string().default('Normal'),
  reason: z.string().default(''),
  message: z.string().default(''),
  count: z.number().nullish(),
  series: z.object({ count: z.number(), lastObservedTime: text }).nullish(),
  lastTimestamp: text,
  eventTime: text,
  metadata: z.object({ creationTimestamp: text }),
  involvedObject: z.object({
    kind: z.string().default(''),
    name: z.string().default(''),
    uid: z.string().optional(),
    fieldPath: z.string().optional(),
  }),
});

/** An event and when it was seen last. */
export interface TimedEvent {
  /** As RFC 3339, which sorts as text. */
  readonly at: string;
  readonly event: EventObservation;
}

/** An Event of `kubectl get -o json`; the scheduler fills other fields than the kubelet. @throws ZodError */
export function eventObject(item: unknown): TimedEvent {
  const { type, reason, message, count, series, involvedObject, ...times } = event.parse(item);
  const container = /\{([^}]+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1];
  return {
    at:
      series?.lastObservedTime ??
      times.lastTimestamp ??
      times.eventTime ??
      times.metadata.creationTimestamp ??
      '',
    event: {
      kind: involvedObject.kind,
      name: involvedObject.name,
      uid: involvedObject.uid,
      reason,
      message,
      isWarning: type === 'Warning',
      count: series?.count ?? count ?? 1,
      container,
    },
  };
}
