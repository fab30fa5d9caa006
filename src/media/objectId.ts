import { createHash } from 'node:crypto';

/** The DNS namespace (RFC 9562), which `generate_uuid5` of weaviate-client uses too. */
const NAMESPACE = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/**
 * The id of the object for a file, or for a part of it. The generated clients compute the same: `generate_uuid5(path,
 * collection)` hashes the collection, then the path.
 * @param path as in the property `path`
 * @param part 0 for the first part, or for the whole file. The number of any other follows a NUL, which no path contains
 */
export function objectId(collection: string, path: string, part = 0): string {
  return uuid5(collection + (part === 0 ? path : `${path}\0${part}`));
}

function uuid5(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
