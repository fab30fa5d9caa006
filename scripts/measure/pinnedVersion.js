import { readFileSync } from 'node:fs';

/** The version of Weaviate that src/facts/versions.ts pins. */
export function pinnedVersion() {
  const facts = readFileSync(new URL('../../src/facts/versions.ts', import.meta.url), 'utf8');
  const [, version] = /\bWEAVIATE_VERSION = '([^']+)'/.exec(facts) ?? [];
  if (!version) throw new Error('src/facts/versions.ts has no WEAVIATE_VERSION');
  return version;
}
