import { roleOf, serviceOfContainer } from './containerName.ts';
import type { ServiceObservation } from './observation.ts';

/** `dependency failed to start: container bindstack-multi2vec-bind-1 exited (137)` (compose convergence.go). */
const VERDICT =
  /container (?<container>[\w.-]+) (?:(?<exited>exited \((?<code>\d{1,3})\))|(?<unhealthy>is unhealthy)|has no healthcheck configured)$/;

function verdictOf(line: string, names: readonly string[]): ServiceObservation | undefined {
  const groups = VERDICT.exec(line)?.groups;
  if (!groups) return undefined;
  const name = serviceOfContainer(groups['container'] ?? '', names);
  if (name === undefined) return undefined;
  const role = roleOf(name);
  if (groups['exited']) return { name, role, state: 'exited', exitCode: Number(groups['code']) };
  if (groups['unhealthy']) return { name, role, state: 'running', health: 'unhealthy' };
  return { name, role, state: 'running', hasHealthCheck: false };
}

function known<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/** The services with what Compose said of their containers, where it was not seen itself. */
export function withVerdicts(
  services: readonly ServiceObservation[],
  said: readonly string[],
): readonly ServiceObservation[] {
  const names = services.map(({ name }) => name);
  const all = new Map(services.map((service) => [service.name, service]));
  for (const line of said) {
    const verdict = verdictOf(line, names);
    if (verdict) all.set(verdict.name, { ...verdict, ...known(all.get(verdict.name) ?? verdict) });
  }
  return [...all.values()];
}
