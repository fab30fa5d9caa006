import { type Line, logLines, plainLines } from './lines.ts';
import type { Observation, ServiceObservation } from './observation.ts';
import { withVerdicts } from './verdicts.ts';

/** A service as it is judged. */
export interface ServiceScene extends ServiceObservation {
  /** Subject of messages. */
  readonly title: string;
  readonly logged: readonly Line[];
  /** The texts of `logged`. */
  readonly lines: readonly string[];
  /** It serves: what its log says of the time before is over. */
  readonly isReady: boolean;
  readonly hasEnded: boolean;
  /** The kernel has killed it for lack of memory, also where its restart policy has just started it again. */
  readonly isOutOfMemory: boolean;
}

/** An observation with its texts read. */
export interface Scene {
  readonly observation: Observation;
  /** What the failed command said. */
  readonly said: readonly string[];
  readonly services: readonly ServiceScene[];
  readonly inference: ServiceScene | undefined;
  readonly weaviate: ServiceScene | undefined;
}

const ENDED = new Set(['exited', 'dead', 'restarting', 'removing']);

function title({ role, name }: ServiceObservation): string {
  if (role === 'weaviate') return 'Weaviate';
  return role === 'inference' ? 'the inference service' : `the service ${name}`;
}

/** Whether the inference service must have been ready before, where nobody has noted it. */
function hasServed(
  { hasHealthCheck }: ServiceScene,
  { phase }: Observation,
  weaviate: ServiceScene | undefined,
): boolean {
  // Weaviate becomes ready only after its modules have seen the inference service ready (W: startup.go).
  if (weaviate?.isReady === true || phase === 'module') return true;
  // The launch comes to Weaviate when the inference service is healthy.
  return phase === 'weaviate' && hasHealthCheck === true;
}

export function sceneOf(observation: Observation): Scene {
  const { ready, command } = observation;
  const said = command === undefined || command.exitCode === 0 ? [] : plainLines(command.stderr);
  const services = withVerdicts(observation.services, said).map((service): ServiceScene => {
    const hasEnded = ENDED.has(service.state ?? '');
    const answers = service.role === 'weaviate' && ready?.status === 200;
    const logged = logLines(service.log ?? '');
    const isReady = !hasEnded && (answers || (service.state === 'running' && service.health === 'healthy'));
    const wasRestarted = (service.restarts ?? 0) > 0;
    return {
      ...service,
      title: title(service),
      logged,
      lines: logged.map(({ text }) => text),
      isReady,
      hasEnded,
      isOutOfMemory: service.oomKilled === true && !isReady && (hasEnded || wasRestarted),
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
    said,
    services: seen,
    weaviate,
    inference: seen.find(({ role }) => role === 'inference'),
  };
}
