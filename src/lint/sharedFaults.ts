import type { Path } from '../yaml/located.ts';
import type { Problem } from './rule.ts';

interface Found extends Problem {
  readonly rule: string;
}

/**
 * Findings of a Compose file, with one fault in a block that several services share by an anchor as one finding: at one
 * place, or with one and the same fix. The others are named in its message.
 */
export function sharedFaults<T extends Found>(found: Iterable<T>, services: readonly string[]): T[] {
  const kept: { problem: T; others: string[] }[] = [];
  for (const problem of found) {
    const same = kept.find(({ problem: first }) => isSame(first, problem));
    const other = same && serviceThatDiffers(same.problem.message, problem.message, services);
    if (!same || other === undefined) kept.push({ problem, others: [] });
    else if (!same.others.includes(other)) same.others.push(other);
  }
  return kept.map(({ problem, others }) =>
    others.length === 0
      ? problem
      : { ...problem, message: `${problem.message} (the same for ${others.join(', ')})` },
  );
}

function isSame(one: Found, other: Found): boolean {
  if (one.rule !== other.rule || one.severity !== other.severity) return false;
  if (one.place.source === other.place.source && one.place.start === other.place.start) return true;
  const inServices = ({ changes = [] }: Found) =>
    changes.length > 0 && changes.every(({ path }) => isPartOfService(path));
  return (
    inServices(one) && inServices(other) && JSON.stringify(one.changes) === JSON.stringify(other.changes)
  );
}

/** What several services use, a volume say, has a place of its own in each of them. */
function isPartOfService([block]: Path): boolean {
  return block === 'services' || String(block).startsWith('x-');
}

/** The service that the second message names where the first names another; undefined where more differs. */
function serviceThatDiffers(first: string, second: string, services: readonly string[]): string | undefined {
  const named = (message: string) => services.filter((name) => without(message, name) !== message);
  for (const one of named(first))
    for (const other of named(second))
      if (one !== other && without(first, one) === without(second, other)) return other;
  return undefined;
}

/** A message without the name of a service, where it stands as a word. */
function without(message: string, name: string): string {
  return message
    .split(/(?<![\w.-])(?=[\w.-])|(?<=[\w-])(?![\w.-])/)
    .map((word) => (word === name ? '\0' : word))
    .join('');
}
