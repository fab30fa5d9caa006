import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { type Line, logLines, plainLines } from './lines.ts';
import type { Observation, ServiceObservation } from './observation.ts';
import { roleOf, serviceOfContainer } from './serviceNames.ts';

/** A service as it is judged. */
export interface AnalyzedService extends ServiceObservation {
  /** Subject of messages. */
  readonly title: string;
  readonly logEntries: readonly Line[];
  /** The texts of `logged`. */
  readonly lines: readonly string[];
  /** It serves: what its log says of the time before is over. */
  readonly isReady: boolean;
  readonly hasExited: boolean;
  /** The kernel has killed it for lack of memory, also where its restart policy has just started it again. */
  readonly isOutOfMemory: boolean;
}

/** An observation with its texts read. */
export interface Situation {
  readonly observation: Observation;
  /** What the failed command wrote, line by line. */
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

/** Whether the inference service must have been ready before, where nobody has noted it. */
function hasServed(
  { hasHealthCheck }: AnalyzedService,
  { phase }: Observation,
  weaviate: AnalyzedService | undefined,
): boolean {
  // Weaviate becomes ready only after its modules have seen the inference service ready (W: startup.go).
  if (weaviate?.isReady === true || phase === 'module') return true;
  // The launch comes to Weaviate when the inference service is healthy.
  return phase === 'weaviate' && hasHealthCheck === true;
}

/** `dependency failed to start: container bindstack-multi2vec-bind-1 exited (137)` (compose convergence.go). */
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

/** The services with what Compose said of their containers, where it was not seen itself. */
function withComposeReports(
  services: readonly ServiceObservation[],
  output: readonly string[],
): readonly ServiceObservation[] {
  const names = services.map(({ name }) => name);
  const all = new Map(services.map((service) => [service.name, service]));
  for (const line of output) {
    const verdict = dependencyFailure(line, names);
    if (verdict) all.set(verdict.name, { ...verdict, ...definedFields(all.get(verdict.name) ?? verdict) });
  }
  return [...all.values()];
}

/** Reads the texts of an observation. */
export function situationOf(observation: Observation): Situation {
  const { ready, command } = observation;
  const output = command === undefined || command.exitCode === 0 ? [] : plainLines(command.stderr);
  const services = withComposeReports(observation.services, output).map((service): AnalyzedService => {
    const hasExited = EXITED_STATES.has(service.state ?? '');
    const answers = service.role === 'weaviate' && ready?.status === 200;
    const logEntries = logLines(service.log ?? '');
    const isReady = !hasExited && (answers || (service.state === 'running' && service.health === 'healthy'));
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
  const seen = services.map((service) =>
    service.role === 'inference' && hasServed(service, observation, weaviate)
      ? { ...service, wasHealthy: true }
      : service,
  );
  return {
    observation,
    output,
    services: seen,
    weaviate,
    inference: seen.find(({ role }) => role === 'inference'),
  };
}

/** The name of the inference service, or what it is called in the documentation. */
export function inferenceName({ inference }: Pick<Situation, 'inference'>): string {
  return inference?.name ?? BIND_MODULE;
}

/** Whether a service holds the model itself; the stub, which is an image of Node, needs next to nothing. */
export function holdsModel({ role, image }: AnalyzedService): boolean {
  return role === 'inference' && (image === undefined || image.includes('multi2vec-bind'));
}
