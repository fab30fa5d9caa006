import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBeside } from '../../src/files/lintInputs.ts';
import { RULE_GROUPS } from '../../src/lint/allRules.ts';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import type { Kind } from '../../src/lint/rule.ts';

/*
 * cases/KIND/RULE/ has bad.* with the findings of the rule (expected.txt: line, column, severity, message), good.*, the
 * same file without the problem, and fixed.* if `--fix` fixes it. Without good.*, fixed.* is used as the good file.
 * RULE.2 is another case of the same rule.
 */
const ROOT = join(import.meta.dirname, 'cases');
const KINDS: readonly Kind[] = ['compose', 'values', 'collection', 'config'];

const cases = KINDS.flatMap((kind) =>
  readdirSync(join(ROOT, kind)).map((name) => ({ kind, name, rule: name.replace(/\.\d+$/, '') })),
);

function input(kind: Kind, name: string, which: 'bad' | 'good' | 'fixed'): LintInput | undefined {
  const files = readdirSync(join(ROOT, kind, name));
  const file = files.find((candidate) => candidate.startsWith(`${which}.`));
  if (file === undefined) return undefined;
  const [, weaviateVersion] =
    /weaviate (\d+\.\d+\.\d+)/.exec(
      files.includes('version.txt') ? readFileSync(join(ROOT, kind, name, 'version.txt'), 'utf8') : '',
    ) ?? [];
  const folder = join(ROOT, kind, name);
  return {
    name: file,
    text: readFileSync(join(folder, file), 'utf8'),
    kind,
    weaviateVersion,
    beside: filesBeside(folder),
  };
}

function given(kind: Kind, name: string, which: 'bad' | 'good'): LintInput {
  const found = input(kind, name, which) ?? (which === 'good' ? input(kind, name, 'fixed') : undefined);
  if (!found) throw new Error(`${kind}/${name} has no ${which} file`);
  return found;
}

describe('every rule has a case', () => {
  const all = RULE_GROUPS.flatMap(({ rules }) => rules).map(({ id }) => id);
  // unreadable-file is about files that are missing or not text: validate.test.ts.
  it.each(all.filter((id) => id !== 'unreadable-file'))('%s', (id) => {
    expect(cases.map(({ rule }) => rule)).toContain(id);
  });

  it('every case belongs to a rule', () => {
    expect(cases.filter(({ rule }) => !all.includes(rule))).toEqual([]);
  });
});

describe.each(cases)('$kind $name', ({ kind, name, rule }) => {
  const bad = given(kind, name, 'bad');
  const found = lint(bad).findings.filter((finding) => finding.rule === rule);

  it('reports the problem at its place', () => {
    const lines = found.map(
      ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}\n`,
    );
    const expected = readFileSync(join(ROOT, kind, name, 'expected.txt'), 'utf8');
    expect(lines.join('')).toBe(expected);
    expect(expected).not.toBe('');
  });

  it('reports nothing in the good file, and neither does any other rule', () => {
    const { findings } = lint(given(kind, name, 'good'));
    expect(findings.filter((finding) => finding.severity !== 'info' || finding.rule === rule)).toEqual([]);
  });

  const fixed = input(kind, name, 'fixed');
  it(fixed ? '--fix fixes it' : '--fix leaves it alone', () => {
    const { texts, result } = fix(bad, (id) => id === rule);
    expect(texts.get(bad.name)).toBe(fixed?.text);
    if (!fixed) return;
    expect(result.findings.filter((finding) => finding.rule === rule && finding.fixable)).toEqual([]);
    expect(fix({ ...bad, text: fixed.text }, (id) => id === rule).texts.size).toBe(0);
    // If both are the same, the case has only the fixed file.
    expect(fixed.text).not.toBe(input(kind, name, 'good')?.text);
  });
});

it('exactly the rules with a fixed file are marked as fixable', () => {
  const fixable = new Set(
    cases.filter(({ kind, name }) => input(kind, name, 'fixed')).map(({ rule }) => rule),
  );
  const marked = RULE_GROUPS.flatMap(({ rules }) => rules).filter(
    (rule) => rule.fixable && cases.some((c) => c.rule === rule.id),
  );
  expect(marked.map(({ id }) => id).sort()).toEqual([...fixable].sort());
});
