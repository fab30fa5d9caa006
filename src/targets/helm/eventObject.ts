import type { EventObservation } from '../../diagnosis/cluster.ts';
import { eventSchema } from './objects.ts';

/** An event and when it was seen last. */
export interface TimedEvent {
  /** As RFC 3339, which sorts as text. */
  readonly at: string;
  readonly event: EventObservation;
}

/** An Event of `kubectl get -o json`; the scheduler fills other fields than the kubelet. @throws ZodError */
export function eventObject(item: unknown): TimedEvent {
  const { type, reason, message, count, series, involvedObject, ...times } = eventSchema.parse(item);
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
