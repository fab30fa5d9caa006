import { distance } from 'fastest-levenshtein';

/** Longer than any name; the distance takes the product of two lengths. */
const MAX_LENGTH = 200;

/** The known name nearest to a mistyped one, if one is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  const allowed = Math.max(2, Math.ceil(name.length * 0.4));
  let bestDistance = allowed + 1;
  const wanted = name.toLowerCase();
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    // A name that is so much longer or shorter is at least as far away.
    if (Math.abs(lower.length - wanted.length) >= bestDistance) continue;
    const d = distance(wanted, lower);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** ` (did you mean X?)` or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const near = nearest(name, known);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
