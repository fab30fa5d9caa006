import type { CollectionContents } from './record.ts';

const count = (number: number) => number.toLocaleString('en-US');

/** `1,300 objects in 2 collections`. */
export function contentsText(collections: readonly CollectionContents[]): string {
  const known = collections.filter(({ objects }) => objects !== undefined);
  const objects = known.reduce((sum, one) => sum + (one.objectsAfter ?? one.objects ?? 0), 0);
  const places = `${count(collections.length)} ${collections.length === 1 ? 'collection' : 'collections'}`;
  return known.length === 0
    ? places
    : `${count(objects)} ${objects === 1 ? 'object' : 'objects'} in ${places}`;
}

/** What a backup holds, from its contents before and after it was made: objects may change meanwhile. */
export function recordedContents(
  before: readonly CollectionContents[],
  after: readonly CollectionContents[],
): CollectionContents[] {
  return before.map((collection) => {
    const later = after.find(({ name }) => name === collection.name);
    if (later === undefined) return { ...collection, samples: [] };
    const same = new Set(later.samples.map(({ id, vectors }) => `${id} ${vectors}`));
    return {
      ...collection,
      ...(later.objects !== collection.objects && { objectsAfter: later.objects }),
      samples: collection.samples.filter(({ id, vectors }) => same.has(`${id} ${vectors}`)),
    };
  });
}

/**
 * How restored collections differ from what was recorded, one sentence without a period per problem. A number between
 * those before and after the backup is right.
 */
export function countDifferences(
  expected: readonly CollectionContents[],
  found: readonly CollectionContents[],
): string[] {
  return expected.flatMap(({ name, objects, objectsAfter = objects, tenants }) => {
    const restored = found.find((one) => one.name === name);
    if (restored === undefined) return [`${name} is missing`];
    if (tenants !== undefined && restored.tenants !== tenants)
      return [`${name} has ${count(restored.tenants ?? 0)} of ${count(tenants)} tenants`];
    if (objects === undefined || objectsAfter === undefined || restored.objects === undefined) return [];
    const lowest = Math.min(objects, objectsAfter);
    const highest = Math.max(objects, objectsAfter);
    if (restored.objects >= lowest && restored.objects <= highest) return [];
    const wanted = lowest === highest ? count(lowest) : `${count(lowest)} to ${count(highest)}`;
    return [`${name} has ${count(restored.objects)} of ${wanted} objects`];
  });
}
