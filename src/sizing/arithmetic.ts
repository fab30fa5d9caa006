import { gigabytes, readableSize } from '../formats/size.ts';
import { MEDIA_MARGIN, mediaPerObject, type SizePlan } from './plan.ts';
import {
  BASE64,
  COMFORTABLE_SHARE,
  COMFORTABLE_SHARE_AT_REST,
  DISK_READONLY_SHARE,
  GO_SHARE,
  REFUSAL_SHARE,
} from './predict.ts';

/** The arithmetic of a plan, one step per line. */
export function planArithmetic({ input, objects, vectorCount, variant, memory, disk }: SizePlan): string[] {
  const { replicas, copies } = input;
  const perObject = mediaPerObject(input);
  return [
    ...(replicas > 1
      ? [
          `objects per Weaviate: ${thousands(input.objects)} × ${copies} copies / ${replicas} replicas = ${thousands(objects)}`,
        ]
      : []),
    ...(vectorCount === objects
      ? []
      : [`vectors: ${thousands(objects)} × ${input.modalities.length} = ${thousands(vectorCount)}`]),
    `measured for ${variant}: ${readableSize(memory.importing)} live heap while importing ${thousands(vectorCount)} vectors`,
    `minimum limit: live heap without write buffers / (${GO_SHARE} GOMEMLIMIT × ${REFUSAL_SHARE} refusal) = ${readableSize(memory.minimum)}`,
    `recommended limit: ${readableSize(memory.importing)} / ${COMFORTABLE_SHARE} for Go's garbage collector, or ${readableSize(memory.atRest)} at rest / ${COMFORTABLE_SHARE_AT_REST}, whichever is more, / ${GO_SHARE} GOMEMLIMIT, rounded up = ${readableSize(memory.recommended)}`,
    `disk for vectors and objects: ${gigabytes(disk.vectors)}`,
    `disk for media: ${thousands(objects)} × ${thousands(Math.round(perObject))} B × ${BASE64.toFixed(2)} (base64), and text = ${gigabytes(disk.media)}`,
    `volume: twice the vectors for compaction, ${MEDIA_MARGIN} × the media, at most ${DISK_READONLY_SHARE * 100}% full = ${readableSize(disk.recommended)}`,
  ];
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
