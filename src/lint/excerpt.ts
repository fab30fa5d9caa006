/** Lines around one that matters. */
const AROUND = 1;

/** A file of no more lines is shown whole, and so is one of which this much would be left out. */
const SHORT = 12;
const FEW_LEFT_OUT = 3;

const indentOf = (line: string) => line.length - line.trimStart().length;

/** The keys that a line stands under, from the innermost. */
function keysAbove(lines: readonly string[], index: number): number[] {
  const above: number[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let i = index - 1; i >= 0 && indent > 0; i -= 1) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    above.push(i);
    indent = indentOf(line);
  }
  return above;
}

/**
 * A file of YAML or JSON without the parts that do not matter, each left-out part as `…`: what is shown are the
 * lines that were asked for (by index), their neighbours, and the keys that they stand under.
 */
export function excerpt(text: string, wanted: Iterable<number>): string {
  const lines = text.trimEnd().split('\n');
  const shown = new Set<number>();
  for (const index of wanted) {
    for (let i = Math.max(0, index - AROUND); i <= Math.min(lines.length - 1, index + AROUND); i += 1) {
      shown.add(i);
      for (const key of keysAbove(lines, i)) shown.add(key);
    }
  }
  if (lines.length <= SHORT || lines.length - shown.size <= FEW_LEFT_OUT) return lines.join('\n');
  const kept = [...shown].sort((a, b) => a - b);
  return kept
    .flatMap((index, n) => {
      const line = lines[index] ?? '';
      const before = n === 0 ? -1 : (kept[n - 1] ?? -1);
      return index === before + 1 ? [line] : [`${' '.repeat(indentOf(line))}…`, line];
    })
    .concat((kept.at(-1) ?? 0) < lines.length - 1 ? ['…'] : [])
    .join('\n');
}
