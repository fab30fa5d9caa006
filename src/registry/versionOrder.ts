/** A version in a tag or of a chart, with what stands in front of it: `1.39.3`, `imagebind-1.0.2`, `v3.1.0`. */
export interface Numbered {
  readonly prefix: string;
  readonly numbers: readonly [number, number, number];
  readonly text: string;
}

/** The version that a text is, and nothing else; undefined for others, pre-releases among them. */
export function numbered(text: string): Numbered | undefined {
  const match = /^([A-Za-z][\w.]*?-|v)?(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!match) return undefined;
  const [, prefix = '', major, minor, patch] = match;
  return { prefix, numbers: [Number(major), Number(minor), Number(patch)], text };
}

/** Below 0 where `a` is older than `b`. */
export function order(a: Numbered, b: Numbered): number {
  const [x, y] = [a.numbers, b.numbers];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/**
 * The way from a version to the newest: the newest patch of its own minor series, then of each that follows, as far
 * as there are such. Weaviate is upgraded one minor version at a time.
 */
export function steps(current: Numbered, published: readonly string[]): Numbered[] {
  const newest = new Map<string, Numbered>();
  for (const text of published) {
    const one = numbered(text);
    if (!one || one.prefix !== current.prefix || order(one, current) <= 0) continue;
    const series = `${one.numbers[0]}.${one.numbers[1]}`;
    const known = newest.get(series);
    if (!known || order(known, one) < 0) newest.set(series, one);
  }
  return [...newest.values()].sort(order);
}
