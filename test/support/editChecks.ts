import { diffArrays } from 'diff';
import { isAlias, isCollection, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { LintResult } from '../../src/lint/lint.ts';
import { SEVERITIES } from '../../src/lint/rule.ts';

const OPTIONS = { merge: false, prettyErrors: false, logLevel: 'silent', keepSourceTokens: true } as const;

/** Rules about files that Compose or Helm refuses to read. */
const UNREADABLE = new Set([
  'yaml-syntax',
  'duplicate-key',
  'compose-schema',
  'compose-variable',
  'undefined-reference',
  'resource-conflict',
  'values-schema',
  'values-null',
]);

export function isLoadable({ findings }: LintResult): boolean {
  return !findings.some(({ rule, severity }) => severity === 'error' && UNREADABLE.has(rule));
}

/**
 * Rules with more findings than before, at a severity whose total has not dropped: after an error is fixed, a warning
 * that it hid may appear.
 * @param infos whether to count infos
 */
export function introduced(after: LintResult, before: LintResult, infos: boolean): string[] {
  const count = ({ findings }: LintResult, level: number, rule?: string) =>
    findings.filter(
      (one) => SEVERITIES.indexOf(one.severity) <= level && (rule === undefined || one.rule === rule),
    ).length;
  const levels = infos ? [0, 1, 2] : [0, 1];
  const better = levels.find((level) => count(after, level) < count(before, level)) ?? levels.length;
  const rules = new Set(after.findings.map(({ rule }) => rule));
  return [...rules].filter((rule) =>
    levels.some((level) => level <= better && count(after, level, rule) > count(before, level, rule)),
  );
}

const textOfPath = (path: readonly unknown[]) => path.map(String).join('/');

/** Text of each key and value of a file by path, with its lines. */
function leaves(text: string): Map<string, { said: string; from: number; to: number; flow: boolean }> {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const found = new Map<string, { said: string; from: number; to: number; flow: boolean }>();
  const walk = (node: Node | null, path: readonly string[], start: number) => {
    const [from = start, to = start] = node?.range ?? [];
    const where = { from: lines.linePos(start).line, to: lines.linePos(Math.max(from, to - 1)).line };
    if (isCollection(node)) {
      found.set(textOfPath(path), {
        said: JSON.stringify(node.toJS(document)),
        ...where,
        flow: node.flow === true,
      });
      for (const [index, item] of node.items.entries()) {
        if (isPair(item)) {
          const key = item.key as Node;
          const name = isScalar(key) ? String(key.value) : String(key);
          walk(item.value as Node | null, [...path, name], key.range?.[0] ?? from);
        } else walk(item as Node, [...path, String(index)], (item as Node).range?.[0] ?? from);
      }
      return;
    }
    const said = isAlias(node) ? `*${node.source}` : JSON.stringify(isScalar(node) ? node.value : null);
    found.set(textOfPath(path), { said, ...where, flow: false });
  };
  walk(document.contents as Node | null, [], 0);
  return found;
}

/**
 * Lines that an edit removed or changed although their values are the same, and comments that it lost.
 */
export function needlessChanges(before: string, after: string): string[] {
  const old = leaves(before);
  const now = leaves(after);
  const allowed = new Set<number>();
  for (const [path, { said, from, to, flow }] of old) {
    const other = now.get(path);
    if (other?.said === said) continue;
    // For a block that changed inside, only the line of its key is listed; a one-line block changes as a whole.
    const block = said.startsWith('{') || said.startsWith('[');
    if (block && !flow && other !== undefined && /^[[{]/.test(other.said)) continue;
    for (let line = from; line <= (block && !flow && other ? from : to); line += 1) allowed.add(line);
  }
  const removed: string[] = [];
  const spare: string[] = [];
  let line = 1;
  const ended = (text: string) =>
    /\n$/.test(text) ? text : `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`;
  for (const part of diffArrays(ended(before).split('\n'), ended(after).split('\n'))) {
    if (part.added) continue;
    for (const text of part.value) {
      if (part.removed && !allowed.has(line)) removed.push(text);
      else if (!part.removed && allowed.has(line)) spare.push(text);
      line += 1;
    }
  }
  // Among identical lines, the diff may name a different one than the one that was removed.
  return removed.filter((text) => {
    const index = spare.indexOf(text);
    if (index >= 0) spare.splice(index, 1);
    return index < 0 && text.trim() !== '';
  });
}

/** Comments that an edit lost, except those on lines of removed keys and items. */
export function lostComments(before: string, after: string): string[] {
  const now = leaves(after);
  const gone = new Set<number>();
  for (const [path, { from, to }] of leaves(before))
    if (!now.has(path)) for (let line = from; line <= to; line += 1) gone.add(line);
  const kept = commentsOf(after).map(({ comment }) => comment);
  return commentsOf(before)
    .filter(({ line, comment }) => !gone.has(line) && !kept.includes(comment))
    .map(({ comment }) => comment);
}

/** A `#` inside a string starts no comment. */
function commentsOf(text: string): { comment: string; line: number }[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const quoted: [number, number][] = [];
  visit(document, {
    Scalar(_, { range, type }) {
      if (range && type !== 'PLAIN') quoted.push([range[0], range[1]]);
    },
  });
  return [...text.matchAll(/(?<=^|[ \t])#[^\r\n]*/gm)]
    .filter(({ index }) => !quoted.some(([from, to]) => index > from && index < to))
    .map(({ 0: comment, index }) => ({ comment: comment.trimEnd(), line: lines.linePos(index).line }));
}

/** Paths of the keys of a file, with aliases and merge keys resolved. */
export function resolvedPaths(text: string): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, path: readonly string[]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) {
        found.add([...path, key].join('/'));
        walk(inner, [...path, key]);
      }
    }
  };
  walk(parseDocument(text, { ...OPTIONS, merge: true }).toJS(), []);
  return found;
}
