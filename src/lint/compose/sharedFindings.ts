import type { Path } from '../../yaml/located.ts';
import type { Source } from '../../yaml/source.ts';
import type { Problem } from '../rule.ts';

interface RuleProblem extends Problem {
  readonly rule: string;
}

/**
 * Merges findings that have one cause: a block that several services share through an anchor. Such findings have the
 * same place or the same fix. The message of the merged finding names the other services.
 */
export function mergeSharedFindings<T extends RuleProblem>(
  found: Iterable<T>,
  services: readonly string[],
): T[] {
  const kept: { problem: T; others: Set<string> }[] = [];
  // An index by key: comparing every pair would be too slow for tens of thousands of findings.
  const indexByKey = new Map<string, number>();
  const order = new Map(services.map((name, index) => [name, index]));
  const sources = new Map<Source, number>();
  for (const problem of found) {
    const keys = keysOf(problem, sources);
    const indexes = keys.flatMap((key) => indexByKey.get(key) ?? []);
    const earlier = indexes.length > 0 ? kept[Math.min(...indexes)] : undefined;
    const other = earlier && differingService(earlier.problem.message, problem.message, order);
    if (earlier && other !== undefined) {
      earlier.others.add(other);
      continue;
    }
    for (const key of keys) if (!indexByKey.has(key)) indexByKey.set(key, kept.length);
    kept.push({ problem, others: new Set() });
  }
  return kept.map(({ problem, others }) =>
    others.size === 0
      ? problem
      : { ...problem, message: `${problem.message} (the same for ${[...others].join(', ')})` },
  );
}

/** Findings with the same cause share at least one of these keys: their place, or the fix in a service. */
function keysOf(
  { rule, severity, place, changes = [] }: RuleProblem,
  sources: Map<Source, number>,
): string[] {
  const source = sources.get(place.source) ?? sources.size;
  sources.set(place.source, source);
  const keys = [JSON.stringify([rule, severity, source, place.start])];
  if (changes.length > 0 && changes.every(({ path }) => isPartOfService(path)))
    keys.push(JSON.stringify([rule, severity, changes]));
  return keys;
}

/** Whether a change is in a service. The same fix elsewhere, such as defining a volume, does not make findings one. */
function isPartOfService([block]: Path): boolean {
  return block === 'services' || String(block).startsWith('x-');
}

/** The service that the second message names instead of the one in the first; undefined if more differs. */
function differingService(
  first: string,
  second: string,
  services: ReadonlyMap<string, number>,
): string | undefined {
  const [before, after] = [wordsOf(first), wordsOf(second)];
  const named = (words: readonly string[]) =>
    [...new Set(words)]
      .filter((word) => services.has(word))
      .sort((a, b) => (services.get(a) ?? 0) - (services.get(b) ?? 0));
  for (const one of named(before))
    for (const other of named(after))
      if (one !== other && withoutName(before, one) === withoutName(after, other)) return other;
  return undefined;
}

/** A message split so that a service name is always one part. */
function wordsOf(message: string): string[] {
  return message.split(/(?<![\w.-])(?=[\w.-])|(?<=[\w-])(?![\w.-])/);
}

/** A message with every occurrence of a service name blanked out. */
function withoutName(words: readonly string[], name: string): string {
  return words.map((word) => (word === name ? '\0' : word)).join('');
}
