import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { diffArrays } from 'diff';

/**
 * An example of each rule from its first test case: the bad file with its findings, and the good file without any.
 * @param {string} directory test/lint/cases
 * @param {(text: string, wanted: Iterable<number>) => string} excerpt
 * @returns {Map<string, {language: string, bad: string, good: string, reported: string[]}>}
 */
export function ruleExamples(directory, excerpt) {
  const examples = new Map();
  for (const kind of readdirSync(directory)) {
    for (const rule of readdirSync(join(directory, kind)).filter((name) => !/\.\d+$/.test(name))) {
      const read = (/** @type {string} */ name) => readFileSync(join(directory, kind, rule, name), 'utf8');
      const files = readdirSync(join(directory, kind, rule));
      const bad = files.find((name) => name.startsWith('bad.')) ?? '';
      // A case without a good file uses the result of the fix.
      const good = ['good.', 'fixed.'].flatMap((start) => files.filter((name) => name.startsWith(start)))[0];
      if (good === undefined) throw new Error(`${kind}/${rule} has no good file`);
      const found = read('expected.txt').trimEnd().split('\n');
      const changed = changedLines(read(bad), read(good));
      const places = found.map((line) => Number.parseInt(line, 10) - 1);
      examples.set(rule, {
        language: extname(bad) === '.json' ? 'json' : 'yaml',
        bad: excerpt(read(bad), [...places, ...changed.before]),
        good: excerpt(read(good), changed.after),
        reported: found.map((line) => line.replace(/^\S+ /, '')),
      });
    }
  }
  return examples;
}

/**
 * Indexes of the lines that are in only one of two texts.
 * @param {string} before
 * @param {string} after
 */
function changedLines(before, after) {
  const lines = { before: new Set(), after: new Set() };
  let [i, j] = [0, 0];
  for (const { count, added, removed } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (removed) for (let n = 0; n < count; n += 1) lines.before.add(i + n);
    // A missing line is shown by its position in the other text.
    else if (added) lines.before.add(Math.max(0, i - 1));
    if (added) for (let n = 0; n < count; n += 1) lines.after.add(j + n);
    else if (removed) lines.after.add(Math.max(0, j - 1));
    if (!added) i += count;
    if (!removed) j += count;
  }
  return lines;
}
