import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, type LintResult, lint } from '../../src/lint/lint.ts';
import { applyChanges } from '../../src/yaml/apply.ts';
import { introduced } from '../support/editChecks.ts';
import { isThorough } from '../support/properties.ts';

/*
 * Every pair of rules with a fix, with both problems in one file: the difference between the bad file and the fixed file
 * of one case is added to the bad file of the other.
 */
const ROOT = join(import.meta.dirname, 'cases');
type Kind = 'compose' | 'values' | 'collection';
type Step = readonly [path: readonly string[], value: unknown];

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly bad: unknown;
  /** The changes that cause the problem; undefined removes a key. */
  readonly problem: readonly Step[];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* difference(from: unknown, to: unknown, path: readonly string[] = []): Generator<Step> {
  if (isMap(from) && isMap(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
      yield* difference(from[key], to[key], [...path, key]);
  } else if (JSON.stringify(from) !== JSON.stringify(to)) yield [path, to];
}

/** A document with the problem added; undefined if it does not fit into the document. */
function withProblem(document: unknown, problem: readonly Step[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const [path, value] of problem) {
    let map: unknown = copy;
    for (const key of path.slice(0, -1)) {
      if (!isMap(map)) return undefined;
      map[key] ??= {};
      map = map[key];
    }
    const last = path.at(-1);
    if (!isMap(map) || last === undefined) return undefined;
    if (value === undefined) delete map[last];
    else map[last] = structuredClone(value);
  }
  return copy;
}

function casesOf(kind: Kind): Case[] {
  return readdirSync(join(ROOT, kind)).flatMap((name) => {
    const ending = ['yml', 'yaml', 'json'].find((end) => existsSync(join(ROOT, kind, name, `fixed.${end}`)));
    if (ending === undefined) return [];
    const read = (which: string): unknown =>
      parse(readFileSync(join(ROOT, kind, name, `${which}.${ending}`), 'utf8'), { merge: true });
    const bad = read('bad');
    return [{ name, rule: name.replace(/\.\d+$/, ''), bad, problem: [...difference(read('fixed'), bad)] }];
  });
}

const rulesIn = ({ findings }: LintResult) =>
  new Set(findings.filter((one) => one.fixable).map(({ rule }) => rule));

describe.each<[Kind, string, number]>([
  ['compose', 'docker-compose.yml', 200],
  ['values', 'values.yaml', 100],
  ['collection', 'collection.json', 10],
])('two rules of %s files, both problems in one file', (kind, name, minimum) => {
  // In thorough runs every case of a rule, otherwise only the first one.
  const cases = casesOf(kind).filter(({ name: one, rule }) => isThorough || one === rule);
  const input = (text: string): LintInput => ({ name, text, kind });

  /** Whether each remaining fix would cause another finding that has no fix. */
  function isLeftOnPurpose(result: LintResult, rule: string): boolean {
    return result.findings
      .filter((finding) => finding.rule === rule && finding.fixable)
      .every(({ changes, source }) => {
        const changed = applyChanges(source?.text ?? '', changes);
        return changed === undefined || introduced(lint(input(changed)), result, true).length > 0;
      });
  }

  it('both are fixed by --fix, without new findings, and a second run changes nothing', () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const [index, one] of cases.entries()) {
      for (const other of cases.slice(index + 1)) {
        if (one.rule === other.rule) continue;
        const document = withProblem(one.bad, other.problem);
        if (document === undefined) continue;
        const text = name.endsWith('.json') ? `${JSON.stringify(document, null, 2)}\n` : stringify(document);
        const before = lint(input(text));
        const found = rulesIn(before);
        if (!found.has(one.rule) || !found.has(other.rule)) continue;
        tried += 1;
        const { texts, result } = fix(input(text), () => true);
        const pair = `${one.name} and ${other.name}`;
        const left = rulesIn(result);
        for (const { rule } of [one, other])
          if (left.has(rule) && !isLeftOnPurpose(result, rule)) wrong.push(`${pair}: ${rule} remains`);
        for (const rule of introduced(result, before, true)) wrong.push(`${pair}: ${rule} is new`);
        if (fix(input(texts.get(name) ?? text), () => true).texts.size > 0)
          wrong.push(`${pair}: not fixed in one run`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(minimum);
  }, 300_000);
});
