import { beforeAll, expect, it } from 'vitest';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { startWeaviate } from '../support/weaviateByHand.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

const KEY = 'key-of-reader';
const OBJECTS = 200;

describeWith([weaviate], 'size --url', () => {
  const place = placeForSuite();
  let url = '';

  const send = async (path: string, body: unknown) => {
    const response = await weaviateRest(url, 'POST', path, { body, apiKey: KEY });
    expect(response.status).toBe(200);
  };

  const vector = (length: number, seed: number) =>
    Array.from({ length }, (_, index) => Math.sin(seed * 31 + index));

  beforeAll(async () => {
    await startWeaviate(place(), {
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: KEY,
      AUTHENTICATION_APIKEY_USERS: 'reader',
    });
    url = await place().url();
    await send('/v1/schema', {
      class: 'Media',
      vectorizer: 'none',
      vectorIndexType: 'hnsw',
      vectorIndexConfig: { rq: { enabled: true, bits: 8 } },
      properties: [{ name: 'image', dataType: ['blob'] }],
    });
    await send('/v1/schema', {
      class: 'ByTenant',
      vectorizer: 'none',
      vectorIndexType: 'flat',
      multiTenancyConfig: { enabled: true },
    });
    await send('/v1/schema/ByTenant/tenants', [{ name: 'one' }]);
    await send('/v1/batch/objects', {
      objects: Array.from({ length: OBJECTS }, (_, index) => ({
        class: 'Media',
        properties: { image: Buffer.alloc(3000).toString('base64') },
        vector: vector(1024, index),
      })),
    });
    await send('/v1/batch/objects', {
      objects: [{ class: 'ByTenant', tenant: 'one', vector: vector(384, 1) }],
    });
  });

  const size = (flags: string, env = { READER_KEY: KEY }) => place().run(`size --url ${url} ${flags}`, env);

  it('reads objects, indexes and dimensions, also of objects that are not yet on disk', async () => {
    const { stdout } = await size('--api-key-env READER_KEY --weaviate-memory 4g --growth 10k/d --json');
    const found = JSON.parse(stdout);
    expect(found.collections).toMatchObject([
      { name: 'ByTenant', vectors: [{ index: 'flat', compression: 'none' }], dimensions: 384 },
      {
        name: 'Media',
        objects: OBJECTS,
        vectors: [{ index: 'hnsw', compression: 'rq-8' }],
        dimensions: 1024,
        byNode: { node1: OBJECTS },
      },
    ]);
    // 3,000 bytes as base64.
    expect(found.collections[1].objectSize).toBeGreaterThan(4000);
    expect(found.limits).toEqual({ memory: 4 * 1024 ** 3, storage: null });
    expect(found.memoryUsed).toBeLessThan(0.1);
    expect(found.capacity).toBeGreaterThan(500_000);
    expect(found.growth.full / 86_400).toBeCloseTo((found.capacity - found.objects) / 10_000, 0);
  });

  it('says for people when the server is full, and what it could not know', async () => {
    const limited = await size('--api-key-env READER_KEY --weaviate-memory 4g --growth 10k/d');
    expect(limited.stdout).toMatch(/growth +10,000 objects per day: full in \d+ days/);
    expect(limited.stdout).toMatch(/which ByTenant does not have/);
    const unlimited = await size('--api-key-env READER_KEY');
    expect(unlimited.stdout).toMatch(/memory +the limit is not known/);
  });

  it('needs the key', async () => {
    const { exitCode, stderr } = await size('');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/401 [\s\S]*--api-key-env/);
  });
});
