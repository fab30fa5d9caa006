import { distance } from 'fastest-levenshtein';

/** Longer than any name; the distance takes the product of two lengths. */
const MAX_LENGTH = 200;

/** Among more names than these none is looked for: they were made by a program, and differ in a number. */
const MAX_KNOWN = 1_000;

/** The known name nearest to a mistyped one, if one is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  const allowed = Math.max(2, Math.ceil(name.length * 0.4));
  let bestDistance = allowed + 1;
  const wanted = name.toLowerCase();
  let looked = 0;
  for (const candidate of known) {
    looked += 1;
    if (looked > MAX_KNOWN) return undefined;
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

/** More suggestions than a report shows findings of a file. */
const MAX_SUGGESTIONS = 1_000;

/** The same for the first thousand names of a file: a hostile one has a hundred thousand. */
export function limitedNearest(): typeof nearest {
  let asked = 0;
  return (name, known) => {
    asked += 1;
    return asked > MAX_SUGGESTIONS ? undefined : nearest(name, known);
  };
}
