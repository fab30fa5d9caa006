import { parseSize } from '../../../formats/size.ts';
import { at, isNothing, type Located, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';

/** The same limit in two places, which Compose requires to be equal (compose-go loader/validate.go). */
const DUPLICATE_LIMITS = [
  { key: 'mem_limit', block: 'limits', name: 'memory' },
  { key: 'mem_reservation', block: 'reservations', name: 'memory' },
  { key: 'cpus', block: 'limits', name: 'cpus' },
  { key: 'pids_limit', block: 'limits', name: 'pids' },
] as const;

export const resourceConflict: Rule<ComposeProject> = {
  id: 'resource-conflict',
  severity: 'error',
  summary: 'A limit is set next to a `deploy.resources` block in which it is different or missing.',
  why: "Compose rejects the project: `can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory'`. A block without the limit counts as a different value.",
  fix: 'Set each limit in only one of the two places.',
  evidence: 'Measured with Docker Compose 2.26.1; compose-go loader/validate.go',
  *check({ services }) {
    for (const service of services) yield* conflicts(service);
  },
};

function* conflicts({ map, name }: ComposeService): Generator<Problem> {
  for (const { key, block, name: inner } of DUPLICATE_LIMITS) {
    const limit = at(map, key);
    const resources = at(map, 'deploy', 'resources', block);
    if (!limit || isNothing(limit) || resources?.kind !== 'map') continue;
    const resource = at(resources, inner);
    if (sameAmount(limit, resource)) continue;
    yield {
      place: limit.place,
      message: `${name} has ${key} and deploy.resources.${block} ${resource === undefined ? `without ${inner}` : `with a different ${inner}`}: Compose rejects the project`,
    };
  }
}

/** Bytes for a size, the number itself otherwise; undefined if it is unknown. */
function amountOf(located: Located): number | undefined {
  const text = textOf(located);
  if (text === undefined) return undefined;
  return /^[\d.]+$/.test(text) ? Number(text) : parseSize(text);
}

/** Whether both limits are equal; unknown ones count as equal. */
function sameAmount(a: Located, b: Located | undefined): boolean {
  if (b === undefined) return false;
  const [one, other] = [amountOf(a), amountOf(b)];
  return one === undefined || other === undefined || one === other;
}
