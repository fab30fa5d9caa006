import { diffArrays } from 'diff';

/** Numbers of the lines, from 0, that are not in the earlier text. */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  const changed = new Set<number>();
  let line = 0;
  for (const { added, removed, count } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (removed) continue;
    if (added) for (let i = 0; i < count; i += 1) changed.add(line + i);
    line += count;
  }
  return changed;
}
