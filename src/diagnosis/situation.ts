import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { type Line, logLines, plainLines } from './lines.ts';
import type { Observation, ServiceObservation } from './observation.ts';
import { roleOf, serviceOfContainer } from './serviceNames.ts';

/** A service with what the causes need to know about it. */
export interface AnalyzedService extends ServiceObservation {
  /** How messages name it. */
  readonly title: string;
  readonly logEntries: readonly Line[];
  /** The texts of `logEntries`. */
  readonly lines: readonly string[];
  /** It is ready; faults in its log are then in the past. */
  readonly isReady: boolean;
  readonly hasExited: boolean;
  /** The kernel killed it because it ran out of memory, even if its restart policy has just restarted it. */
  readonly isOutOfMemory: boolean;
}

/** An observation whose texts have been parsed. */
export interface Situation {
  readonly observation: Observation;
  /** The output of the failed command, line by line. */
  readonly output: readonly string[];
  readonly services: readonly AnalyzedService[];
  readonly inference: AnalyzedService | undefined;
  readonly weaviate: AnalyzedService | undefined;
}

const EXITED_STATES = new Set(['exited', 'dead', 'restarting', 'removing']);

function title({ role, name }: ServiceObservation): string {
  if (role === 'weaviate') return 'Weaviate';
  return role === 'inference' ? 'the inference service' : `the service ${name}`;
}

/** Whether the inference service must have been ready before, judged by what happened later. */
function hasServed(
  { hasHealthCheck }: AnalyzedService,
  { phase }: Observation,
  weaviate: AnalyzedService | undefined,
): boolean {
  // Weaviate becomes ready only after its modules have found the inference service ready (Weaviate, startup.go).
  if (weaviate?.isReady === true || phase === 'module') return true;
  // The launch waits for a healthy inference service before it starts Weaviate.
  return phase === 'weaviate' && hasHealthCheck === true;
}

/** `dependency failed to start: container bindstack-multi2vec-bind-1 exited (137)` (Compose, convergence.go). */
const DEPENDENCY_FAILURE =
  /container (?<container>[\w.-]+) (?:(?<exited>exited \((?<code>\d{1,3})\))|(?<unhealthy>is unhealthy)|has no healthcheck configured)$/;

function dependencyFailure(line: string, names: readonly string[]): ServiceObservation | undefined {
  const groups = DEPENDENCY_FAILURE.exec(line)?.groups;
  if (!groups) return undefined;
  const name = serviceOfContainer(groups['container'] ?? '', names);
  if (name === undefined) return undefined;
  const role = roleOf(name);
  if (groups['exited']) return { name, role, state: 'exited', exitCode: Number(groups['code']) };
  if (groups['unhealthy']) return { name, role, state: 'running', health: 'unhealthy' };
  return { name, role, state: 'running', hasHealthCheck: false };
}

function definedFields<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/** The services, completed with what Compose reported about their containers. */
function withComposeReports(
  services: readonly ServiceObservation[],
  output: readonly string[],
): readonly ServiceObservation[] {
  const names = services.map(({ name }) => name);
  const all = new Map(services.map((service) => [service.name, service]));
  for (const line of output) {
    const report = dependencyFailure(line, names);
    if (report) all.set(report.name, { ...report, ...definedFields(all.get(report.name) ?? report) });
  }
  return [...all.values()];
}

/** Parses the texts of an observation. */
export function situationOf(observation: Observation): Situation {
  const { ready, command } = observation;
  const output = command === undefined || command.exitCode === 0 ? [] : plainLines(command.stderr);
  const services = withComposeReports(observation.services, output).map((service): AnalyzedService => {
    const hasExited = EXITED_STATES.has(service.state ?? '');
    const reportsReady = service.role === 'weaviate' && ready?.status === 200;
    const logEntries = logLines(service.log ?? '');
    const isReady =
      !hasExited && (reportsReady || (service.state === 'running' && service.health === 'healthy'));
    const wasRestarted = (service.restarts ?? 0) > 0;
    return {
      ...service,
      title: title(service),
      logEntries,
      lines: logEntries.map(({ text }) => text),
      isReady,
      hasExited,
      isOutOfMemory: service.oomKilled === true && !isReady && (hasExited || wasRestarted),
    };
  });
  const weaviate = services.find(({ role }) => role === 'weaviate');
  const allServices = services.map((service) =>
    service.role === 'inference' && hasServed(service, observation, weaviate)
      ? { ...service, wasHealthy: true }
      : service,
  );
  return {
    observation,
    output,
    services: allServices,
    weaviate,
    inference: allServices.find(({ role }) => role === 'inference'),
  };
}

/** The name of the inference service; if it is not known, the name in Weaviate's documentation. */
export function inferenceName({ inference }: Pick<Situation, 'inference'>): string {
  return inference?.name ?? BIND_MODULE;
}

/** Whether a service loads the real model; the stub runs in a Node image and needs hardly any memory. */
export function holdsModel({ role, image }: AnalyzedService): boolean {
  return role === 'inference' && (image === undefined || image.includes('multi2vec-bind'));
}
