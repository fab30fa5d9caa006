import { MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import type { Cause, DiagnosisContext } from '../../cause.ts';
import { plainLines, tail } from '../../lines.ts';
import { type AnalyzedService, holdsModel } from '../../situation.ts';
import { effectOnWeaviate, limitNote } from './memory.ts';

/** Exit codes of shells, engines and the kernel (128 plus the number of a signal). */
const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: 'It exited without an error.',
  126: 'Its program is not executable.',
  127: 'Its program does not exist.',
  132: 'It used an instruction that this CPU does not support (SIGILL).',
  134: 'It aborted (SIGABRT).',
  139: 'It accessed memory that it does not own (SIGSEGV), which is a bug in the program.',
  143: 'It received SIGTERM, as from docker stop.',
};

/** Why a service exited, judged by its exit code. */
function explainExitCode(exitCode: number | undefined): string {
  const known = exitCode === undefined ? undefined : EXIT_CODE_MEANINGS[exitCode];
  return known ?? 'Its program exited by itself; only the end of its log can show why.';
}

function explainKill(service: AnalyzedService): string {
  const { memoryLimit } = service;
  const tooLittle = memoryLimit !== undefined && memoryLimit > 0 && memoryLimit < MIN_INFERENCE_MEMORY;
  if (holdsModel(service) && service.wasHealthy !== true && tooLittle) {
    return `Most likely it ran out of memory: its limit is ${readableSize(memoryLimit)}, and the model needs ${readableSize(MIN_INFERENCE_MEMORY)} to load.`;
  }
  return 'Most likely the machine or its virtual machine ran out of memory. Other reasons: docker kill, kubectl delete, or a stop that timed out.';
}

/** More restarts than this are a crash loop; two may be chance. */
const TOLERATED_RESTARTS = 2;

/** Exit codes of a normal stop; undefined because the exit code of a local process is not known. */
const CLEAN_EXIT_CODES = new Set<number | undefined>([0, 143, undefined]);

/** Whether a service that exited without an error should still be running. */
function isUnexpectedExit(service: AnalyzedService, { observation, services }: DiagnosisContext): boolean {
  if (service.role === 'other') return false;
  return observation.phase !== undefined || services.some(({ state }) => state === 'running');
}

/** The messages of Compose 2.40; 2.26 reports no timeout for dependencies. */
const DEPENDENCY_TIMEOUT = /timeout waiting for dependencies|application not healthy after/;

/** `docker pause` freezes all processes of a container: its ports accept connections, but nothing responds. */
export const paused: Cause<AnalyzedService> = {
  code: 'paused',
  rank: 'cause',
  find(service) {
    if (service.state !== 'paused') return undefined;
    return {
      message: `${service.title} is paused`,
      cause: 'Its processes are frozen (docker pause): connections are accepted, but nothing responds.',
      suggestion: `docker compose unpause ${service.name}`,
    };
  },
};

/** A service exited or does not become ready, and nothing shows why. */
export const LIFECYCLE_CAUSES: readonly Cause<AnalyzedService>[] = [
  // Signal 9. The engine resets `OOMKilled` at the next start, and does not notice when the whole machine runs out of memory.
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
        message: `${title} keeps exiting: it was started ${restarts + 1} times${code}`,
        cause:
          `Its restart policy starts it again each time. ${code === '' ? '' : explainExitCode(exitCode)}`.trim(),
        evidence: tail(service.lines),
        suggestion: `${context.advice.logs(service.name)}, which shows why it exits; ${context.advice.crashLoop(service)}`,
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
        message: `${service.title} exited${code}`,
        cause: explainExitCode(service.exitCode),
        evidence: tail(service.lines),
        suggestion: `${context.advice.logs(service.name)}, which shows details`,
      };
    },
  },
  // Compose treats `unhealthy` as final, even if the container recovers later (docker/compose#12416).
  {
    code: 'unhealthy',
    rank: 'symptom',
    find(service, context) {
      // The launch waits for both: a response and the health check.
      const isOnlyCheck =
        service.health === 'starting' && service.isReady && context.observation.phase === service.role;
      if ((service.health !== 'unhealthy' && !isOnlyCheck) || service.hasExited) return undefined;
      const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
      const noTool = /executable file not found|: not found|no such file or directory/.test(check ?? '');
      return {
        message: `${service.title} is running, but its health check fails`,
        cause: noTool
          ? 'The image does not have the program that the health check uses: both images have wget, and neither has curl.'
          : `${isOnlyCheck ? 'It responds, but the check still fails' : 'The check failed as often as its retries allow'}${check === undefined ? '' : `; its last output: ${check}`}.`,
        evidence: check ?? tail(service.lines),
        suggestion: noTool
          ? 'healthcheck.test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"]; to fix it: bindstack validate --fix docker-compose.yml'
          : `${context.advice.logs(service.name)}, which shows details${service.role === 'inference' ? `; if it only needs more time to load: ${context.advice.longerStartPeriod}` : ''}`,
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
        message: `${service.title} was not ready in time`,
        cause: `It is running without an error: it had too little time${service.role === 'inference' ? ', or too little CPU, to load the model' : ''}.`,
        evidence: check ?? tail(service.lines),
        suggestion: `${context.advice.moreTime}${service.role === 'inference' ? ` (${context.advice.withFlags('--start-period 1200s')})` : ''}; ${context.advice.logs(service.name)}, which shows its progress`,
      };
    },
  },
];
