import { distance } from 'fastest-levenshtein';

/** Longer than any real name. The time to compute a distance grows with the product of both lengths. */
const MAX_LENGTH = 200;

/** Among more known names than this, none is suggested: they are generated and differ only in a number. */
const MAX_KNOWN = 1_000;

/** The known name that is most similar to a mistyped one, if one is similar enough. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  const allowed = Math.max(2, Math.ceil(name.length * 0.4));
  let bestDistance = allowed + 1;
  const wanted = name.toLowerCase();
  let compared = 0;
  for (const candidate of known) {
    compared += 1;
    if (compared > MAX_KNOWN) return undefined;
    const lower = candidate.toLowerCase();
    // The distance is at least the difference in length.
    if (Math.abs(lower.length - wanted.length) >= bestDistance) continue;
    const d = distance(wanted, lower);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** `did you mean X?`, or undefined if no known name is similar. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const near = nearest(name, known);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** At least as many as a report shows findings of a file. */
const MAX_SUGGESTIONS = 1_000;

/** A `nearest` that stops after the first thousand names: a hostile file has a hundred thousand. */
export function limitedNearest(): typeof nearest {
  let calls = 0;
  return (name, known) => {
    calls += 1;
    return calls > MAX_SUGGESTIONS ? undefined : nearest(name, known);
  };
}
