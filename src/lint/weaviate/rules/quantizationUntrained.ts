import { TRAINED_COMPRESSIONS } from '../../../facts/vectorIndexes.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';
import { isKnownOff } from '../weaviateSettings.ts';

export const quantizationUntrained: WeaviateRule = {
  id: 'quantization-untrained',
  severity: 'warning',
  summary: '`DEFAULT_QUANTIZATION` is pq or sq, but `ASYNC_INDEXING` is off.',
  why: 'pq and sq are trained on the first vectors, and in a collection created with them only asynchronous indexing starts the training. Without it, `/v1/nodes?output=verbose` reports `"compressed": false` forever, and no memory is saved.',
  fix: 'Set `ASYNC_INDEXING: "true"`, or use rq-8, rq-1 or bq, which compress from the first object.',
  evidence:
    'Measured with Weaviate 1.38.11: sq and pq of 3,000 objects with trainingLimit 1,000, and sq of 50,000 with 20,000, are not compressed with ASYNC_INDEXING off, and are with it on; rq and bq compress at once',
  *check(weaviate) {
    const entry = weaviate.variable('DEFAULT_QUANTIZATION');
    const word = entry?.value?.trim().toLowerCase();
    if (!entry || !TRAINED_COMPRESSIONS.some((name) => name === word)) return;
    if (!isKnownOff(weaviate, 'ASYNC_INDEXING')) return;
    yield {
      place: entry.place,
      message: `DEFAULT_QUANTIZATION ${word} compresses nothing while ASYNC_INDEXING is off`,
    };
  },
};
