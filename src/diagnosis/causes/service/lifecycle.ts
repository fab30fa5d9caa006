import { MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import type { Cause, DiagnosisContext } from '../../cause.ts';
import { plainLines, tail } from '../../lines.ts';
import { type AnalyzedService, holdsModel } from '../../situation.ts';
import { effectOnWeaviate, limitNote } from './memory.ts';

/** What shells, engines and the kernel mean by some exit codes (128 and the number of a signal). */
const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: 'It came to its end without an error.',
  126: 'Its program may not be executed.',
  127: 'Its program does not exist.',
  132: 'It met an instruction that this processor does not know (SIGILL).',
  134: 'It has broken itself off (SIGABRT).',
  139: 'It touched memory that is not its own (SIGSEGV), which is a fault of the program.',
  143: 'It was asked to end (SIGTERM), as docker stop does.',
};

/** Why it ended, as far as its exit code tells. */
function explainExitCode(exitCode: number | undefined): string {
  const known = exitCode === undefined ? undefined : EXIT_CODE_MEANINGS[exitCode];
  return known ?? 'Its program ended by itself; the end of its log is all that tells why.';
}

function explainKill(service: AnalyzedService): string {
  const { memoryLimit } = service;
  const tooLittle = memoryLimit !== undefined && memoryLimit > 0 && memoryLimit < MIN_INFERENCE_MEMORY;
  if (holdsModel(service) && service.wasHealthy !== true && tooLittle) {
    return `Most likely for lack of memory: its limit is ${readableSize(memoryLimit)}, and the model needs ${readableSize(MIN_INFERENCE_MEMORY)} to load.`;
  }
  return 'Most likely for lack of memory, of the machine or its virtual machine; or somebody killed it (docker kill, kubectl delete, or a stop after its patience).';
}

/** Twice may be chance. */
const TOLERATED_RESTARTS = 2;

/** Ends that may be wanted; of a local process that has ended, nobody knows the exit code. */
const CLEAN_EXIT_CODES = new Set<number | undefined>([0, 143, undefined]);

/** Whether an end without an error is one that nobody wanted. */
function isUnexpectedExit(service: AnalyzedService, { observation, services }: DiagnosisContext): boolean {
  if (service.role === 'other') return false;
  return observation.phase !== undefined || services.some(({ state }) => state === 'running');
}

/** Compose 2.40; 2.26 has no such word for what others depend on. */
const DEPENDENCY_TIMEOUT = /timeout waiting for dependencies|application not healthy after/;

/** `docker pause` freezes every process of a container: its ports accept connections, and nothing answers. */
export const paused: Cause<AnalyzedService> = {
  code: 'paused',
  rank: 'cause',
  find(service) {
    if (service.state !== 'paused') return undefined;
    return {
      message: `${service.title} is paused`,
      cause: 'Its processes are frozen (docker pause): connections are accepted, and nothing answers.',
      suggestion: `docker compose unpause ${service.name}`,
    };
  },
};

/** How a service ended or does not become ready, where nothing says why. */
export const LIFECYCLE_CAUSES: readonly Cause<AnalyzedService>[] = [
  // Signal 9. The engine forgets `OOMKilled` with the next start, and does not see a kill of the whole machine.
  {
    code: 'killed',
    rank: 'cause',
    find(service, context) {
      if (service.exitCode !== 137 || service.isReady || service.state === 'running') return undefined;
      return {
        message: `${service.title} was killed with exit code 137${limitNote(service)}${service.role === 'inference' ? effectOnWeaviate(context) : ''}`,
        cause: explainKill(service),
        suggestion: `${context.advice.killed(service)}; ${context.advice.moreMemory(service)}`,
      };
    },
  },
  {
    code: 'crash-loop',
    rank: 'symptom',
    find(service, context) {
      const { restarts = 0, exitCode, isReady, title } = service;
      if (restarts <= TOLERATED_RESTARTS || isReady) return undefined;
      const code = exitCode === undefined || exitCode === 0 ? '' : `, with exit code ${exitCode}`;
      return {
        message: `${title} ends again and again: it was started ${restarts + 1} times${code}`,
        cause:
          `Its restart policy starts it each time it ends. ${code === '' ? '' : explainExitCode(exitCode)}`.trim(),
        evidence: tail(service.lines),
        suggestion: `${context.advice.logs(service.name)} shows its ends; ${context.advice.crashLoop(service)}`,
      };
    },
  },
  {
    code: 'exited',
    rank: 'symptom',
    find(service, context) {
      if (!service.hasExited) return undefined;
      const wasStopped = service.state !== 'dead' && CLEAN_EXIT_CODES.has(service.exitCode);
      if (wasStopped && !isUnexpectedExit(service, context)) return undefined;
      const code = service.exitCode === undefined ? '' : ` with exit code ${service.exitCode}`;
      return {
        message: `${service.title} ended${code}`,
        cause: explainExitCode(service.exitCode),
        evidence: tail(service.lines),
        suggestion: `${context.advice.logs(service.name)} shows more`,
      };
    },
  },
  // Compose takes `unhealthy` for final, even where the container recovers later (docker/compose#12416).
  {
    code: 'unhealthy',
    rank: 'symptom',
    find(service, context) {
      if (service.health !== 'unhealthy' || service.hasExited) return undefined;
      const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
      const noTool = /executable file not found|: not found|no such file or directory/.test(check ?? '');
      return {
        message: `${service.title} runs, and its health check fails`,
        cause: noTool
          ? 'The program of the health check is not in the image: both images have wget, and neither has curl.'
          : `The check failed as often as its retries allow${check === undefined ? '' : `; the last time it said: ${check}`}.`,
        evidence: check ?? tail(service.lines),
        suggestion: noTool
          ? 'healthcheck.test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"]; bindstack validate --fix docker-compose.yml mends it'
          : `${context.advice.logs(service.name)}${service.role === 'inference' ? `; if it only loads for long: ${context.advice.longerStartPeriod}` : ''}`,
      };
    },
  },
  {
    code: 'still-starting',
    rank: 'symptom',
    find(service, context) {
      const { phase } = context.observation;
      const isAwaited =
        phase === service.role || context.output.some((line) => DEPENDENCY_TIMEOUT.test(line));
      const isStarting = service.health === 'starting' || (phase === service.role && !service.health);
      if (!isAwaited || !isStarting || service.state !== 'running' || service.isReady) return undefined;
      const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
      return {
        message: `${service.title} was not ready when the time was over`,
        cause: `It runs and does not fail: it had too little time${service.role === 'inference' ? ', or too little CPU, to load the model' : ''}.`,
        evidence: check ?? tail(service.lines),
        suggestion: `${context.advice.moreTime}${service.role === 'inference' ? ` (${context.advice.withFlags('--start-period 1200s')})` : ''}; ${context.advice.logs(service.name)} shows how far it is`,
      };
    },
  },
];
