import type { DiagnosisContext, Explanation } from '../cause.ts';
import { tail } from '../lines.ts';
import type { AnalyzedService } from '../situation.ts';

export const INTERRUPTED = 'interrupted';

/** Compose 2.26 says `canceled` then, and 2.40 nothing; the exit code is 130 in both. */
const INTERRUPTED_EXIT = 130;

/** That the user ended the launch explains all that is unfinished. */
export function interrupted({ observation, advice }: DiagnosisContext): Explanation | undefined {
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

function describeService({ name, state, health, exitCode, hasExited }: AnalyzedService): string {
  const details = [
    state ?? 'state unknown',
    ...(health === undefined || health === '' ? [] : [health]),
    ...(hasExited && exitCode !== undefined ? [`exit code ${exitCode}`] : []),
  ];
  return `${name}: ${details.join(', ')}`;
}

function describeCommand({ observation: { command } }: DiagnosisContext): string[] {
  if (!command) return [];
  const end = command.exitCode === undefined ? 'without an exit code' : `with exit code ${command.exitCode}`;
  return [`${command.line ?? 'the command'} ended ${end}`];
}

/** The service whose log tells most: that of the step that failed, or one that does not serve. */
function mostRelevantService({ observation, services }: DiagnosisContext): AnalyzedService | undefined {
  return (
    services.find(({ role, isReady }) => role === observation.phase && !isReady) ??
    services.find(({ isReady, lines }) => !isReady && lines.length > 0) ??
    services.find(({ isReady }) => !isReady)
  );
}

/** What was seen of a failure that no cause explains. It does not guess. */
export function unknown(context: DiagnosisContext): Explanation {
  const { phase } = context.observation;
  const service = mostRelevantService(context);
  const seen = [...describeCommand(context), ...context.services.map(describeService)];
  return {
    service: service?.name ?? null,
    message: phase === undefined ? 'something failed' : `the step ${phase} failed`,
    cause: `The reason is not known to bindstack. Seen: ${seen.length === 0 ? 'nothing more' : seen.join('; ')}.`,
    evidence: tail(context.output.length > 0 ? context.output : (service?.lines ?? [])),
    suggestion: service ? `${context.advice.logs(service.name)} shows more` : context.advice.moreDetails,
  };
}
