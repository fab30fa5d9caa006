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

export function sceneOf(observation: Observation): Scene {
  const { ready, command } = observation;
  const said = command === undefined || command.exitCode === 0 ? [] : plainLines(command.stderr);
  const services = withVerdicts(observation.services, said).map((service): ServiceScene => {
    const hasEnded = ENDED.has(service.state ?? '');
    const answers = service.role === 'weaviate' && ready?.status === 200;
    const logged = logLines(service.log ?? '');
    return {
      ...service,
      title: title(service),
      logged,
      lines: logged.map(({ text }) => text),
      isReady: !hasEnded && (answers || (service.state === 'running' && service.health === 'healthy')),
      hasEnded,
    };
  });
  const weaviate = services.find(({ role }) => role === 'weaviate');
  // Weaviate becomes ready only after its modules have seen the inference service ready (W: startup.go).
  const seen = services.map((service) =>
    service.role === 'inference' && weaviate?.isReady === true ? { ...service, wasHealthy: true } : service,
  );
  return {
    observation,
    said,
    services: seen,
    weaviate,
    inference: seen.find(({ role }) => role === 'inference'),
  };
}
