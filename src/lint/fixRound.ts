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
export function oneRound(
  input: LintInput,
  findings: readonly LocatedFinding[],
  timesFor: (length: number) => number,
): LintInput {
  let text = input.text;
  const over = (input.over ?? []).map((file) => ({ ...file }));
  for (const { source, groups } of groupsOf(findings)) {
    const file = source.name === input.name ? undefined : over.find(({ name }) => name === source.name);
    if (!file && source.name !== input.name) continue;
    // What is removed may be the last of its block before the others have added to it.
    for (const some of [groups.filter((one) => !takes(one)), groups.filter(takes)]) {
      const before = file?.text ?? text;
      const attempts = Math.min(MAX_ATTEMPTS, timesFor(before.length));
      const after = some.length === 0 ? before : applyGroups(before, some, source.part, attempts).text;
      if (file) file.text = after;
      else text = after;
    }
  }
  if (text === input.text && over.every((file, i) => file.text === input.over?.[i]?.text)) return input;
  return { ...input, text, ...(input.over && { over }) };
}

/** To find the few fixes whose result is not proven among those whose result is. */
const MAX_ATTEMPTS = 50;

interface Groups {
  readonly source: Source;
  readonly touched: Touched;
  readonly groups: (readonly Change[])[];
}

/** The changes of the findings that can be fixed in one round, by the text that they are for. */
function groupsOf(findings: readonly LocatedFinding[]): Iterable<Groups> {
  // Paths of different parts of a file are different places.
  const found = new Map<string, Groups>();
  let removing: string | undefined;
  for (const { changes, source, rule } of findings) {
    if (!source || (takes(changes) && removing !== undefined && removing !== rule)) continue;
    const where = JSON.stringify([source.name, source.part]);
    const one = found.get(where) ?? { source, touched: new Touched(), groups: [] };
    if (changes.some(({ path }) => one.touched.has(path))) continue;
    found.set(where, one);
    one.groups.push(changes);
    for (const { path } of changes) one.touched.add(path);
    // What another rule would remove may be gone with what is removed.
    if (takes(changes)) removing = rule;
  }
  return found.values();
}

function takes(changes: readonly Change[]): boolean {
  return changes.some(({ op }) => op === 'remove' || op === 'rename');
}

/** Paths, each with whether another one is it, or lies in it, or has it in it. */
class Touched {
  readonly #below = new Map<string, Touched>();
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
    const next = this.#below.get(String(key)) ?? new Touched();
    this.#below.set(String(key), next);
    next.add(rest);
  }
}
