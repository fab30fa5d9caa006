interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * The version in an image tag such as `1.39.3`, `v1.39.3`, `1.39.3-amd64` or `1.39.3@sha256:…`; undefined if the tag
 * contains none (`latest`, `stable`, only a digest).
 */
export function versionInTag(tag: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag)?.[1];
}

/** The minor series of a version: `1.39`. */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function parse(version: string): Version {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return { major, minor, patch };
}

/**
 * Whether a version has a feature: it is at least the minimum of its minor series or, if that series has no minimum,
 * newer than the newest of all minimums.
 * @param minimums the first release of each minor series with the feature, oldest first
 */
export function hasReached(version: string, minimums: readonly string[]): boolean {
  const have = parse(version);
  const same = minimums.map(parse).find((b) => b.major === have.major && b.minor === have.minor);
  if (same) return have.patch >= same.patch;
  const newest = parse(minimums.at(-1) ?? '0.0.0');
  return have.major > newest.major || (have.major === newest.major && have.minor > newest.minor);
}

/** Whether one version is newer than another. */
export function isNewer(version: string, than: string): boolean {
  const a = parse(version);
  const b = parse(than);
  return (
    a.major - b.major > 0 ||
    (a.major === b.major && (a.minor > b.minor || (a.minor === b.minor && a.patch > b.patch)))
  );
}
