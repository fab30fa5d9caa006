import { Failure } from '../errors.ts';
import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { NEWEST_WEAVIATE_RELEASES } from '../facts/weaviateReleases.ts';
import { hasReached, isNewer, minorOf, versionInTag } from '../formats/versionNumber.ts';
import { parseNumberedVersion, upgradePath } from '../registry/compareVersions.ts';

export interface LadderRequest {
  /** The version of the running server, or of the configured tag. */
  readonly from: string;
  /** `--to`; undefined for the version that this bindstack is tested with. */
  readonly to: string | undefined;
  /** `--via`: releases to use instead of the newest of their minor series. */
  readonly via: readonly string[];
  /** What the registry has; undefined if it cannot be asked. */
  readonly published: readonly string[] | undefined;
}

/** The versions to go through, without the first; empty if there is nothing to do. */
export interface Ladder {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly string[];
}

const numberOfMinor = (version: string) => Number(version.split('.')[1]);

/**
 * The ladder of an upgrade: the newest patch release of the current minor series, then of each later one. Weaviate
 * neither tests nor supports upgrades that skip a minor version (docs.weaviate.io/deploy/migration).
 * @throws Failure (usage, refused)
 */
export function ladderOf({ from, to, via, published }: LadderRequest): Ladder {
  const target = to === undefined ? WEAVIATE_VERSION : versionGiven('--to', to);
  if (from === target || (to === undefined && isNewer(from, target))) return { from, to: from, steps: [] };
  if (isNewer(from, target)) throw downgrade(from, target);
  const chosen = via.map((text) => versionGiven('--via', text));
  const outside = chosen.find((version) => isNewer(from, version) || isNewer(version, target));
  if (outside !== undefined) throw notBetween(outside, from, target);
  const fixed = [...chosen, target];
  const isFixed = (version: string) => fixed.some((one) => minorOf(one) === minorOf(version));
  const others = (published ?? NEWEST_WEAVIATE_RELEASES).filter(
    (version) => parseNumberedVersion(version)?.prefix === '' && !isFixed(version),
  );
  const current = parseNumberedVersion(from);
  if (!current) throw new Error(`not a version: ${from}`);
  const steps = upgradePath(current, [...others, ...fixed])
    .map(({ text }) => text)
    .filter((version) => !isNewer(version, target));
  const gap = firstGap([from, ...steps]);
  if (gap !== undefined) throw unknownRelease(gap, target, published !== undefined);
  return { from, to: target, steps };
}

/** The first minor series that is left out; the major version has never changed. */
function firstGap(path: readonly string[]): string | undefined {
  for (const [index, version] of path.slice(1).entries()) {
    const before = path[index] ?? version;
    if (numberOfMinor(version) - numberOfMinor(before) > 1)
      return `${version.split('.')[0]}.${numberOfMinor(before) + 1}`;
  }
  return undefined;
}

function versionGiven(flag: string, text: string): string {
  const version = /^v?\d+\.\d+\.\d+$/.test(text) ? versionInTag(text) : undefined;
  if (version !== undefined && hasReached(version, [NEWEST_WEAVIATE_RELEASES[0]])) return version;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `${flag}: ${JSON.stringify(text)} is not a release of Weaviate such as ${WEAVIATE_VERSION}`,
    suggestion: `${flag} ${WEAVIATE_VERSION}`,
  });
}

function downgrade(from: string, to: string): Failure {
  return new Failure('refused', {
    code: 'downgrade',
    message: `Weaviate ${from} cannot be turned into ${to}`,
    detail: 'A server cannot read the data of a newer version. Nothing was changed.',
    suggestion: `use a backup that ${to} or an older version has made: in a new directory, bindstack generate --weaviate-tag ${to}, then start it and restore the backup`,
  });
}

function notBetween(version: string, from: string, to: string): Failure {
  return new Failure('usage', {
    code: 'bad-value',
    message: `--via: ${version} is not between ${from} and ${to}`,
    suggestion: 'leave out --via, or use it with releases on the way',
  });
}

function unknownRelease(minor: string, to: string, isListed: boolean): Failure {
  return new Failure('refused', {
    code: 'unknown-release',
    message: isListed
      ? `the registry has no release of Weaviate ${minor}, which is on the way to ${to}`
      : `this bindstack knows no release of Weaviate ${minor}, which is on the way to ${to}`,
    detail: 'Weaviate does not support upgrades that skip a minor version. Nothing was changed.',
    suggestion: `name a release with --via, such as --via ${minor}.5`,
  });
}

/**
 * The tag of an image with another version: a prefix and a suffix (`v1.39.3-amd64`) stay. A tag without a version, such
 * as `latest`, is replaced. Without the digest, which belongs to the old image.
 */
export function tagWithVersion(tag: string, version: string): string {
  const [name = ''] = tag.split('@');
  const old = versionInTag(name);
  return old === undefined ? version : name.replace(old, version);
}
