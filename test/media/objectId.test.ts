import { expect, it } from 'vitest';
import { objectId } from '../../src/media/objectId.ts';

it.each([
  // python -c 'from weaviate.util import generate_uuid5; print(generate_uuid5("Pictures/dog.jpg", "Media"))'
  ['Media', 'Pictures/dog.jpg', 0, 'b50e0ea9-0b68-5dc8-8677-931dcff39f12'],
  ['Media', 'Pictures/Straße 🐶\n.jpg', 0, '1f0f52f4-1620-569e-84f2-f047b5facc5c'],
  ['Media', 'Pictures/dog.mp4', 2, '769909a8-6f4d-56a7-b18e-683089bf5684'],
])('of %s, %j, part %i is that of generate_uuid5', (collection, path, part, id) => {
  expect(objectId(collection, path, part)).toBe(id);
});
