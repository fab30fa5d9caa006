import { beforeAll, expect, it } from 'vitest';
import { COMPRESSIONS, compressionOutcome, VECTOR_INDEXES } from '../../src/facts/vectorIndexes.ts';
import { WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { collectionDefinition } from '../../src/stack/collection.ts';
import { configOf } from '../support/config.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

const PAIRS = VECTOR_INDEXES.flatMap((index) =>
  COMPRESSIONS.filter((name) => compressionOutcome(index, name, WEAVIATE_VERSION) === 'works').map(
    (compression) => [index, compression] as const,
  ),
);

describeWith([weaviate], 'a real server', () => {
  const place = placeForSuite();

  // A dynamic index needs ASYNC_INDEXING, which follows from the option.
  beforeAll(async () => {
    await place().succeed(await place().embedded('--modalities image --index dynamic --compression sq'));
  });

  it.each(PAIRS)('creates %s with %s as collection.json says', async (index, compression) => {
    const name = `Try${index}${compression}`.replaceAll('-', '_');
    const definition = collectionDefinition(
      configOf(`--collection ${name} --modalities image --index ${index} --compression ${compression}`),
    );
    const url = await place().url();
    const created = await weaviateRest(url, 'POST', '/v1/schema', { body: definition });
    expect(created).toMatchObject({ status: 200 });
    const { body } = await weaviateRest(url, 'GET', `/v1/schema/${name}`);
    expect(body).toMatchObject({
      vectorConfig: {
        default: {
          vectorIndexType: index,
          vectorIndexConfig: definition.vectorConfig?.['default']?.vectorIndexConfig,
        },
      },
    });
  });
});
