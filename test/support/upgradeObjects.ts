import { weaviateRest } from './weaviateRest.ts';

const OBJECTS = 300;
const COLLECTION = 'Things';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** An integer below 1000 that follows no pattern: objects at the same distance have no order in search results. */
const scattered = (seed: number) => Math.trunc(Math.abs(Math.sin(seed) * 43_758_545.3)) % 1000;
const vectorOf = (n: number) =>
  Array.from({ length: 8 }, (_, i) => (scattered(n * 12.9898 + (i + 1) * 78.233) - 500) / 1000);

/** Fills a server with objects that bring their vectors. */
export async function fillWithObjects(url: string, count = OBJECTS): Promise<void> {
  await weaviateRest(url, 'POST', '/v1/schema', {
    body: { class: COLLECTION, vectorizer: 'none', properties: [{ name: 'n', dataType: ['int'] }] },
  });
  const objects = Array.from({ length: count }, (_, n) => ({
    class: COLLECTION,
    id: idOf(n),
    properties: { n },
    vector: vectorOf(n),
  }));
  await weaviateRest(url, 'POST', '/v1/batch/objects', { body: { objects } });
}

/** Deletes one of the objects. */
export async function deleteObject(url: string, n: number): Promise<void> {
  await weaviateRest(url, 'DELETE', `/v1/objects/${COLLECTION}/${idOf(n)}`);
}

/** Gives one of the objects the vector of another one. */
export async function changeVector(url: string, n: number): Promise<void> {
  await weaviateRest(url, 'PUT', `/v1/objects/${COLLECTION}/${idOf(n)}`, {
    body: { class: COLLECTION, id: idOf(n), properties: { n }, vector: vectorOf(n + 1) },
  });
}

/** The objects near which `stateOf` searches. */
const SEARCHED = [7, 100, 299];

/** The version of a server, its number of objects, how many vectors differ, and the nearest neighbors of some. */
export async function stateOf(url: string) {
  const { body: meta } = await weaviateRest(url, 'GET', '/v1/meta');
  const { body } = await weaviateRest(
    url,
    'GET',
    `/v1/objects?class=${COLLECTION}&include=vector&limit=1000`,
  );
  const { objects = [] } = body as { objects?: { properties: { n: number }; vector: number[] }[] };
  const different = objects.filter(({ properties: { n }, vector }) =>
    vectorOf(n).some((value, i) => Math.fround(value) !== Math.fround(vector[i] ?? 0)),
  );
  const searches = SEARCHED.map(
    (n) => `near${n}: ${COLLECTION}(limit:5,nearVector:{vector:${JSON.stringify(vectorOf(n))}}){n}`,
  );
  const { body: found } = await weaviateRest(url, 'POST', '/v1/graphql', {
    body: { query: `{Get{${searches.join(' ')}}}` },
  });
  const nearest = (found as { data?: { Get?: Record<string, { n: number }[]> } }).data?.Get;
  return {
    version: (meta as { version: string }).version,
    objects: objects.length,
    different: different.length,
    nearest: SEARCHED.map((n) => nearest?.[`near${n}`]?.map((one) => one.n)),
  };
}
