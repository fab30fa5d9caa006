import type { DiagnosisContext, Explanation } from '../cause.ts';
import { tail } from '../lines.ts';
import type { AnalyzedService } from '../situation.ts';

export const INTERRUPTED = 'interrupted';

/** Compose 2.26 prints `canceled` and 2.40 nothing; both exit with 130. */
const INTERRUPTED_EXIT = 130;

/** If the user interrupted the launch, everything unfinished is explained. */
export function interrupted({ observation, advice }: DiagnosisContext): Explanation | undefined {
  if (observation.interrupted !== true && observation.command?.exitCode !== INTERRUPTED_EXIT)
    return undefined;
  return {
    service: null,
    message: 'the launch was interrupted',
    cause: 'It was stopped (Ctrl-C or a signal) before it was complete.',
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
  return [`${command.line ?? 'the command'} exited ${end}`];
}

/** The service whose log is most useful: that of the failed step, or one that is not ready. */
function mostRelevantService({ observation, services }: DiagnosisContext): AnalyzedService | undefined {
  return (
    services.find(({ role, isReady }) => role === observation.phase && !isReady) ??
    services.find(({ isReady, lines }) => !isReady && lines.length > 0) ??
    services.find(({ isReady }) => !isReady)
  );
}

/** What was observed of a failure that no cause explains, without a guess. */
export function unknown(context: DiagnosisContext): Explanation {
  const { phase } = context.observation;
  const service = mostRelevantService(context);
  const observed = [...describeCommand(context), ...context.services.map(describeService)];
  return {
    service: service?.name ?? null,
    message: phase === undefined ? 'something failed' : `the step ${phase} failed`,
    cause: `bindstack does not know the reason. Observed: ${observed.length === 0 ? 'nothing more' : observed.join('; ')}.`,
    evidence: tail(context.output.length > 0 ? context.output : (service?.lines ?? [])),
    suggestion: service
      ? `${context.advice.logs(service.name)}, which shows details`
      : context.advice.moreDetails,
  };
}
