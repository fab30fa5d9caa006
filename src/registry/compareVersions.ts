import { MINIMUM_VERSION_MEANINGS, MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { hasReached } from '../formats/versionNumber.ts';
import type { Lookup } from './registryRequest.ts';

/** What was found out about one thing that has a version. */
export interface UpdateItem {
  readonly name: string;
  /** Key of bindstack.yaml that pins it; null where none does. */
  readonly key: string | null;
  readonly current: string;
  /** Undefined where nothing could be looked up, null where the current one is no version that can be compared. */
  readonly newest: string | null | undefined;
  /** The next version to go to; undefined where there is none. */
  readonly next: string | undefined;
  /** What changes on the way to it that matters here. */
  readonly changes: readonly string[];
  readonly suggestion: string | undefined;
  /** Why nothing could be looked up or compared. */
  readonly reason: string | undefined;
  /** There was no answer at all. */
  readonly isSilent?: true;
}

interface VersionedItem {
  readonly name: string;
  readonly key: string | null;
  /** As it is configured; of an image the tag, perhaps with a digest. */
  readonly current: string;
  /** The command that goes to a version. */
  readonly command: (version: string) => string;
  /** What changes between two versions that matters here. */
  readonly changes?: (from: string, to: string) => readonly string[];
}

/** Compares a version with those that are published. */
export function compareVersions(subject: VersionedItem, published: Lookup<readonly string[]>): UpdateItem {
  const { name, key, current, command, changes } = subject;
  const nothing = { name, key, current, next: undefined, changes: [], suggestion: undefined };
  if ('reason' in published) return { ...nothing, newest: undefined, ...published };
  const [tag = ''] = current.split('@');
  const version = parseNumberedVersion(tag);
  if (!version) {
    const reason = `${tag} is a tag that moves: what it names is not known by it`;
    return { ...nothing, newest: null, reason };
  }
  const way = upgradePath(version, published.found);
  const [next] = way;
  const newest = way.at(-1);
  if (!next || !newest) return { ...nothing, newest: version.text, reason: undefined };
  return {
    ...nothing,
    newest: newest.text,
    next: next.text,
    changes: [
      ...(changes?.(version.text, next.text) ?? []),
      ...(way.length > 1
        ? [`one minor version at a time: ${way.map(({ text }) => text).join(', then ')}`]
        : []),
    ],
    suggestion: command(next.text),
    reason: undefined,
  };
}

/** What changes between two versions of the Weaviate server for a stack with multi2vec-bind. */
export function weaviateChanges(from: string, to: string): string[] {
  const passed = Object.entries(MINIMUM_VERSIONS).filter(
    ([, minimums]) => !hasReached(from, minimums) && hasReached(to, minimums),
  );
  const [target, tested] = [parseNumberedVersion(to), parseNumberedVersion(WEAVIATE_VERSION)];
  const untested =
    target && tested && compareNumbers(target, tested) > 0 && target.numbers[1] !== tested.numbers[1]
      ? [`newer than what this bindstack is tested with (${WEAVIATE_VERSION})`]
      : [];
  return [
    ...passed.map(
      ([name]) => `${to} ${MINIMUM_VERSION_MEANINGS[name as keyof typeof MINIMUM_VERSION_MEANINGS]}`,
    ),
    ...untested,
  ];
}

/** What a new inference image may mean. */
export const MODEL_MAY_DIFFER =
  'another image may hold another model: old and new vectors would not fit together';

/** A tag that moves, pinned by the digest of what it named: whether it names that still. */
export function compareDigest(
  name: string,
  key: string,
  current: string,
  digest: Lookup<string>,
): UpdateItem {
  const [tag = '', pinned = ''] = current.split('@');
  const nothing = { name, key, current, next: undefined, changes: [], suggestion: undefined };
  if ('reason' in digest) return { ...nothing, newest: undefined, ...digest };
  const newest = `${tag}@${digest.found}`;
  if (digest.found === pinned) return { ...nothing, newest, reason: undefined };
  return {
    ...nothing,
    newest,
    next: newest,
    changes: [MODEL_MAY_DIFFER],
    suggestion: `bindstack generate --inference-tag ${newest}, then import the data again`,
    reason: undefined,
  };
}

/** A version in a tag or of a chart, with what stands in front of it: `1.39.3`, `imagebind-1.0.2`, `v3.1.0`. */
export interface NumberedVersion {
  readonly prefix: string;
  readonly numbers: readonly [number, number, number];
  readonly text: string;
}

/** The version that a text is, and nothing else; undefined for others, pre-releases among them. */
export function parseNumberedVersion(text: string): NumberedVersion | undefined {
  const match = /^([A-Za-z][\w.]*?-|v)?(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!match) return undefined;
  const [, prefix = '', major, minor, patch] = match;
  return { prefix, numbers: [Number(major), Number(minor), Number(patch)], text };
}

/** Below 0 where `a` is older than `b`. */
function compareNumbers(a: NumberedVersion, b: NumberedVersion): number {
  const [x, y] = [a.numbers, b.numbers];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/**
 * The way from a version to the newest: the newest patch of its own minor series, then of each that follows, as far
 * as there are such. Weaviate is upgraded one minor version at a time.
 */
export function upgradePath(current: NumberedVersion, published: readonly string[]): NumberedVersion[] {
  const newest = new Map<string, NumberedVersion>();
  for (const text of published) {
    const one = parseNumberedVersion(text);
    if (!one || one.prefix !== current.prefix || compareNumbers(one, current) <= 0) continue;
    const series = `${one.numbers[0]}.${one.numbers[1]}`;
    const known = newest.get(series);
    if (!known || compareNumbers(known, one) < 0) newest.set(series, one);
  }
  return [...newest.values()].sort(compareNumbers);
}
