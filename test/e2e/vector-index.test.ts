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

  /** The definition of a collection with an index and a compression. */
  const definitionOf = (name: string, index: string, compression: string) =>
    collectionDefinition(
      configOf(`--collection ${name} --modalities image --index ${index} --compression ${compression}`),
    );

  // What generate refuses to change by accident.
  it.each([
    ['hnsw', 'none', 'hnsw', 'rq-8', 200, 'hnsw'],
    ['hnsw', 'rq-8', 'hnsw', 'rq-1', 422, 'hnsw'],
    ['hnsw', 'none', 'flat', 'none', 200, 'hnsw'],
    ['flat', 'none', 'hnsw', 'rq-8', 200, 'flat'],
    ['hnsw', 'none', 'hfresh', 'rq-1', 422, 'hnsw'],
    ['flat', 'none', 'flat', 'bq', 422, 'flat'],
    ['dynamic', 'none', 'dynamic', 'rq-8', 422, 'dynamic'],
  ])(
    'changes an existing %s, %s to %s, %s: %d, then %s',
    async (index, compression, next, other, status, kept) => {
      const url = await place().url();
      const name = 'Changed';
      await weaviateRest(url, 'DELETE', `/v1/schema/${name}`);
      const body = definitionOf(name, index, compression);
      expect((await weaviateRest(url, 'POST', '/v1/schema', { body })).status).toBe(200);
      const change = { body: definitionOf(name, next, other) };
      expect((await weaviateRest(url, 'PUT', `/v1/schema/${name}`, change)).status).toBe(status);
      const found = await weaviateRest(url, 'GET', `/v1/schema/${name}`);
      expect(found.body).toMatchObject({ vectorConfig: { default: { vectorIndexType: kept } } });
    },
  );

  it.each(PAIRS)('creates %s with %s as collection.json says', async (index, compression) => {
    const name = `Try${index}${compression}`.replaceAll('-', '_');
    const definition = definitionOf(name, index, compression);
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
