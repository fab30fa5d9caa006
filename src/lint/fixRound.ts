import { applyGroups } from '../yaml/apply.ts';
import type { Change } from '../yaml/change.ts';
import type { Path } from '../yaml/located.ts';
import type { Source } from '../yaml/source.ts';
import type { LintInput } from './lint.ts';
import type { LocatedFinding } from './rule.ts';

/**
 * Applies as many fixes as possible without parsing the files again. A fix that touches the same place as another one
 * waits for the next round, because its changes refer to a text that no longer exists.
 * @param readsLeft how often a text of this length may be read
 */
export function fixRound(
  input: LintInput,
  findings: readonly LocatedFinding[],
  readsLeft: (length: number) => number,
): LintInput {
  let text = input.text;
  const overrides = (input.overrides ?? []).map((file) => ({ ...file }));
  for (const { source, groups } of compatibleFixes(findings)) {
    const file = source.name === input.name ? undefined : overrides.find(({ name }) => name === source.name);
    if (!file && source.name !== input.name) continue;
    // Additions come first: removing the last key of a block would remove the block they add to.
    for (const batch of [groups.filter((one) => !removesOrRenames(one)), groups.filter(removesOrRenames)]) {
      const before = file?.text ?? text;
      const attempts = Math.min(MAX_ATTEMPTS, readsLeft(before.length));
      const after = batch.length === 0 ? before : applyGroups(before, batch, source.part, attempts).text;
      if (file) file.text = after;
      else text = after;
    }
  }
  if (text === input.text && overrides.every((file, i) => file.text === input.overrides?.[i]?.text))
    return input;
  return { ...input, text, ...(input.overrides && { overrides }) };
}

/** Attempts to find the few fixes that cannot be verified among those that can. */
const MAX_ATTEMPTS = 50;

interface FileFixes {
  readonly source: Source;
  readonly touched: PathSet;
  readonly groups: (readonly Change[])[];
}

/** The fixes that can be applied in one round, by the text they apply to. */
function compatibleFixes(findings: readonly LocatedFinding[]): Iterable<FileFixes> {
  // The same path in two parts of a file (such as two documents) means two places.
  const found = new Map<string, FileFixes>();
  let removingRule: string | undefined;
  for (const { changes, source, rule } of findings) {
    if (!source || (removesOrRenames(changes) && removingRule !== undefined && removingRule !== rule))
      continue;
    const where = JSON.stringify([source.name, source.part]);
    const one = found.get(where) ?? { source, touched: new PathSet(), groups: [] };
    if (changes.some(({ path }) => one.touched.has(path))) continue;
    found.set(where, one);
    one.groups.push(changes);
    for (const { path } of changes) one.touched.add(path);
    // Only one rule removes per round: a removal may include what another rule wants to remove.
    if (removesOrRenames(changes)) removingRule = rule;
  }
  return found.values();
}

function removesOrRenames(changes: readonly Change[]): boolean {
  return changes.some(({ op }) => op === 'remove' || op === 'rename');
}

/** A set of paths that also finds paths above and below those in it. */
class PathSet {
  readonly #below = new Map<string, PathSet>();
  #isEnd = false;

  /** Whether the path, one above it or one below it is in the set. */
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
