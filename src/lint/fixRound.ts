import { applyGroups } from '../yaml/apply.ts';
import type { Change } from '../yaml/change.ts';
import type { Path } from '../yaml/located.ts';
import type { Source } from '../yaml/source.ts';
import type { LintInput } from './lint.ts';
import type { LocatedFinding } from './rule.ts';

/**
 * The files with as many of the fixes as can be made without reading them again: one that touches what another has
 * touched was worked out for a text that is gone, and waits for the next round.
 * @param timesFor how often a text of a length may be read
 */
export function fixRound(
  input: LintInput,
  findings: readonly LocatedFinding[],
  timesFor: (length: number) => number,
): LintInput {
  let text = input.text;
  const overrides = (input.overrides ?? []).map((file) => ({ ...file }));
  for (const { source, groups } of compatibleFixes(findings)) {
    const file = source.name === input.name ? undefined : overrides.find(({ name }) => name === source.name);
    if (!file && source.name !== input.name) continue;
    // What is removed may be the last of its block before the others have added to it.
    for (const some of [groups.filter((one) => !removesOrRenames(one)), groups.filter(removesOrRenames)]) {
      const before = file?.text ?? text;
      const attempts = Math.min(MAX_ATTEMPTS, timesFor(before.length));
      const after = some.length === 0 ? before : applyGroups(before, some, source.part, attempts).text;
      if (file) file.text = after;
      else text = after;
    }
  }
  if (text === input.text && overrides.every((file, i) => file.text === input.overrides?.[i]?.text))
    return input;
  return { ...input, text, ...(input.overrides && { overrides }) };
}

/** To find the few fixes whose result is not proven among those whose result is. */
const MAX_ATTEMPTS = 50;

interface FileFixes {
  readonly source: Source;
  readonly touched: PathSet;
  readonly groups: (readonly Change[])[];
}

/** The changes of the findings that can be fixed in one round, by the text that they are for. */
function compatibleFixes(findings: readonly LocatedFinding[]): Iterable<FileFixes> {
  // Paths of different parts of a file are different places.
  const found = new Map<string, FileFixes>();
  let removing: string | undefined;
  for (const { changes, source, rule } of findings) {
    if (!source || (removesOrRenames(changes) && removing !== undefined && removing !== rule)) continue;
    const where = JSON.stringify([source.name, source.part]);
    const one = found.get(where) ?? { source, touched: new PathSet(), groups: [] };
    if (changes.some(({ path }) => one.touched.has(path))) continue;
    found.set(where, one);
    one.groups.push(changes);
    for (const { path } of changes) one.touched.add(path);
    // What another rule would remove may be gone with what is removed.
    if (removesOrRenames(changes)) removing = rule;
  }
  return found.values();
}

function removesOrRenames(changes: readonly Change[]): boolean {
  return changes.some(({ op }) => op === 'remove' || op === 'rename');
}

/** Paths, each with whether another one is it, or lies in it, or has it in it. */
class PathSet {
  readonly #below = new Map<string, PathSet>();
  #isEnd = false;

  has(path: Path): boolean {
    const [key, ...rest] = path;
    if (this.#isEnd) return true;
    if (key === undefined) return this.#below.size > 0;
    return this.#below.get(String(key))?.has(rest) ?? false;
  }

  add(path: Path): void {
    const [key, ...rest] = path;
    if (key === undefined) {
      this.#isEnd = true;
      return;
    }
    const next = this.#below.get(String(key)) ?? new PathSet();
    this.#below.set(String(key), next);
    next.add(rest);
  }
}
