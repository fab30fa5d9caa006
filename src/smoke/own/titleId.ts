import { createHash } from 'node:crypto';

/** The namespace of domain names (RFC 9562), which `generate_uuid5` of weaviate-client uses too. */
const NAMESPACE = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** The id of a title, as the generated clients make it: what they import later replaces, and does not double. */
export function titleId(title: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(title).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
