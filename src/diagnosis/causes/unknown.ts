import { kubectl, whereLogs } from '../advice.ts';
import type { Finding } from '../cause.ts';
import type { Scene, ServiceScene } from '../scene.ts';
import { tail } from '../tail.ts';

export const UNKNOWN = 'unknown';

function seenOf({ name, state, health, exitCode, hasEnded }: ServiceScene): string {
  const details = [
    state ?? 'state unknown',
    ...(health === undefined || health === '' ? [] : [health]),
    ...(hasEnded && exitCode !== undefined ? [`exit code ${exitCode}`] : []),
  ];
  return `${name}: ${details.join(', ')}`;
}

function commandOf({ observation: { command } }: Scene): string[] {
  if (!command) return [];
  const end = command.exitCode === undefined ? 'without an exit code' : `with exit code ${command.exitCode}`;
  return [`${command.line ?? 'the command'} ended ${end}`];
}

/** The service whose log tells most: that of the step that failed, or one that does not serve. */
function closest({ observation, services }: Scene): ServiceScene | undefined {
  return (
    services.find(({ role, isReady }) => role === observation.phase && !isReady) ??
    services.find(({ isReady, lines }) => !isReady && lines.length > 0) ??
    services.find(({ isReady }) => !isReady)
  );
}

/** What was seen of a failure that no cause explains. It does not guess. */
export function unknown(scene: Scene): Finding {
  const { phase, target } = scene.observation;
  const service = closest(scene);
  const seen = [...commandOf(scene), ...scene.services.map(seenOf)];
  return {
    service: service?.name ?? null,
    message: phase === undefined ? 'something failed' : `the step ${phase} failed`,
    cause: `The reason is not known to bindstack. Seen: ${seen.length === 0 ? 'nothing more' : seen.join('; ')}.`,
    evidence: tail(scene.said.length > 0 ? scene.said : (service?.lines ?? [])),
    suggestion: service
      ? `${whereLogs(scene, service.name)} shows more`
      : target === 'compose'
        ? 'docker compose up shows what Compose says'
        : target === 'helm'
          ? `${kubectl(scene, 'get pods,events')} shows more`
          : 'see the logs in .bindstack/embedded',
  };
}
