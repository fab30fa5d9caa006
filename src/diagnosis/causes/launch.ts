import type { Explanation, Scene } from '../cause.ts';
import { tail } from '../lines.ts';
import type { ServiceScene } from '../situation.ts';

export const INTERRUPTED = 'interrupted';

/** Compose 2.26 says `canceled` then, and 2.40 nothing; the exit code is 130 in both. */
const INTERRUPTED_EXIT = 130;

/** That the user ended the launch explains all that is unfinished. */
export function interrupted({ observation, advice }: Scene): Explanation | undefined {
  const { interrupted: isSo, command } = observation;
  if (isSo !== true && command?.exitCode !== INTERRUPTED_EXIT) return undefined;
  return {
    service: null,
    message: 'the launch was interrupted',
    cause: 'Somebody ended it (Ctrl-C, or a signal) before it was done.',
    suggestion: advice.afterInterruption,
  };
}

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
export function unknown(scene: Scene): Explanation {
  const { phase } = scene.observation;
  const service = closest(scene);
  const seen = [...commandOf(scene), ...scene.services.map(seenOf)];
  return {
    service: service?.name ?? null,
    message: phase === undefined ? 'something failed' : `the step ${phase} failed`,
    cause: `The reason is not known to bindstack. Seen: ${seen.length === 0 ? 'nothing more' : seen.join('; ')}.`,
    evidence: tail(scene.output.length > 0 ? scene.output : (service?.lines ?? [])),
    suggestion: service ? `${scene.advice.logs(service.name)} shows more` : scene.advice.more,
  };
}
