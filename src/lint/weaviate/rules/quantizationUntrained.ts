import type { WeaviateRule } from '../weaviateSettings.ts';
import { isKnownOff } from '../weaviateSettings.ts';

export const quantizationUntrained: WeaviateRule = {
  id: 'quantization-untrained',
  severity: 'warning',
  summary: '`DEFAULT_QUANTIZATION` of pq or sq without `ASYNC_INDEXING`.',
  why: 'pq and sq learn from the first vectors, and only asynchronous indexing starts that for a collection that was created with them. Without it, `/v1/nodes?output=verbose` says `"compressed": false` for ever, and memory is that of no compression.',
  fix: 'Set `ASYNC_INDEXING: "true"`, or use rq-8, rq-1 or bq, which compress from the first object on.',
  evidence:
    'measured with Weaviate 1.38.11: sq and pq of 3,000 objects with trainingLimit 1,000, and sq of 50,000 with 20,000, are not compressed with ASYNC_INDEXING off, and are with it on; rq and bq compress at once',
  *check(weaviate) {
    const entry = weaviate.variable('DEFAULT_QUANTIZATION');
    const word = entry?.value?.trim().toLowerCase();
    if (!entry || (word !== 'pq' && word !== 'sq')) return;
    if (!isKnownOff(weaviate, 'ASYNC_INDEXING')) return;
    yield {
      place: entry.place,
      message: `DEFAULT_QUANTIZATION of ${word} compresses nothing while ASYNC_INDEXING is off`,
    };
  },
};
