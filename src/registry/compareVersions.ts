import { MINIMUM_VERSION_MEANINGS, MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { hasReached } from '../formats/versionNumber.ts';
import type { Lookup } from './registryRequest.ts';

/** The update status of one thing that has a version. */
export interface UpdateItem {
  readonly name: string;
  /** Key of bindstack.yaml that pins the version; null if no key does. */
  readonly key: string | null;
  readonly current: string;
  /** Undefined if nothing could be looked up; null if the current version cannot be compared. */
  readonly newest: string | null | undefined;
  /** The next version to upgrade to; undefined if the current one is the newest. */
  readonly next: string | undefined;
  /** Changes up to that version that matter to the stack. */
  readonly changes: readonly string[];
  readonly suggestion: string | undefined;
  /** Why nothing could be looked up or compared. */
  readonly reason: string | undefined;
  /** The server did not respond at all. */
  readonly isSilent?: true;
}

interface VersionedItem {
  readonly name: string;
  readonly key: string | null;
  /** As configured; for an image its tag, optionally with a digest. */
  readonly current: string;
  /** The command that upgrades to a version. */
  readonly command: (version: string) => string;
  /** Changes between two versions that matter to the stack. */
  readonly changes?: (from: string, to: string) => readonly string[];
}

/** Compares a version with the published versions. */
export function compareVersions(subject: VersionedItem, published: Lookup<readonly string[]>): UpdateItem {
  const { name, key, current, command, changes } = subject;
  const nothing = { name, key, current, next: undefined, changes: [], suggestion: undefined };
  if ('reason' in published) return { ...nothing, newest: undefined, ...published };
  const [tag = ''] = current.split('@');
  const version = parseNumberedVersion(tag);
  if (!version) {
    const reason = `${tag} is a moving tag: it does not say which version it is`;
    return { ...nothing, newest: null, reason };
  }
  const path = upgradePath(version, published.value);
  const [next] = path;
  const newest = path.at(-1);
  if (!next || !newest) return { ...nothing, newest: version.text, reason: undefined };
  return {
    ...nothing,
    newest: newest.text,
    next: next.text,
    changes: [
      ...(changes?.(version.text, next.text) ?? []),
      ...(path.length > 1
        ? [`one minor version at a time: ${path.map(({ text }) => text).join(', then ')}`]
        : []),
    ],
    suggestion: command(next.text),
    reason: undefined,
  };
}

/** Changes between two versions of Weaviate that matter to a stack with multi2vec-bind. */
export function weaviateChanges(from: string, to: string): string[] {
  const gained = Object.entries(MINIMUM_VERSIONS).filter(
    ([, minimums]) => !hasReached(from, minimums) && hasReached(to, minimums),
  );
  const [target, tested] = [parseNumberedVersion(to), parseNumberedVersion(WEAVIATE_VERSION)];
  const untested =
    target && tested && compareNumbers(target, tested) > 0 && target.numbers[1] !== tested.numbers[1]
      ? [`newer than the version that this bindstack is tested with (${WEAVIATE_VERSION})`]
      : [];
  return [
    ...gained.map(
      ([name]) => `${to} ${MINIMUM_VERSION_MEANINGS[name as keyof typeof MINIMUM_VERSION_MEANINGS]}`,
    ),
    ...untested,
  ];
}

/** The risk of a new inference image. */
export const MODEL_MAY_DIFFER =
  'the new image may contain a different model: old and new vectors would not be comparable';

/** Compares a moving tag that is pinned by digest with the digest that it has now. */
export function compareDigest(
  name: string,
  key: string,
  current: string,
  digest: Lookup<string>,
): UpdateItem {
  const [tag = '', pinned = ''] = current.split('@');
  const nothing = { name, key, current, next: undefined, changes: [], suggestion: undefined };
  if ('reason' in digest) return { ...nothing, newest: undefined, ...digest };
  const newest = `${tag}@${digest.value}`;
  if (digest.value === pinned) return { ...nothing, newest, reason: undefined };
  return {
    ...nothing,
    newest,
    next: newest,
    changes: [MODEL_MAY_DIFFER],
    suggestion: `bindstack generate --inference-tag ${newest}, then import the data again`,
    reason: undefined,
  };
}

/** A version in a tag or of a chart, with its prefix: `1.39.3`, `imagebind-1.0.2`, `v3.1.0`. */
export interface NumberedVersion {
  readonly prefix: string;
  readonly numbers: readonly [number, number, number];
  readonly text: string;
}

/** Parses a text that is a version; undefined for any other text, including pre-releases. */
export function parseNumberedVersion(text: string): NumberedVersion | undefined {
  const match = /^([A-Za-z][\w.]*?-|v)?(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!match) return undefined;
  const [, prefix = '', major, minor, patch] = match;
  return { prefix, numbers: [Number(major), Number(minor), Number(patch)], text };
}

/** Negative if `a` is older than `b`. */
function compareNumbers(a: NumberedVersion, b: NumberedVersion): number {
  const [x, y] = [a.numbers, b.numbers];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/**
 * The versions to go through up to the newest: the newest patch of the current minor version, then of each later one.
 * Weaviate must be upgraded one minor version at a time.
 */
export function upgradePath(current: NumberedVersion, published: readonly string[]): NumberedVersion[] {
  const newest = new Map<string, NumberedVersion>();
  for (const text of published) {
    const version = parseNumberedVersion(text);
    if (!version || version.prefix !== current.prefix || compareNumbers(version, current) <= 0) continue;
    const minor = `${version.numbers[0]}.${version.numbers[1]}`;
    const known = newest.get(minor);
    if (!known || compareNumbers(known, version) < 0) newest.set(minor, version);
  }
  return [...newest.values()].sort(compareNumbers);
}
