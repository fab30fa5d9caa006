import { INFERENCE_MEMORY_LEAST } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import type { Cause, Scene } from '../../cause.ts';
import { plainLines, tail } from '../../lines.ts';
import { holdsModel, type ServiceScene } from '../../situation.ts';
import { limitOf, meanwhile } from './memory.ts';

/** What shells, engines and the kernel mean by some exit codes (128 and the number of a signal). */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'It came to its end without an error.',
  126: 'Its program may not be executed.',
  127: 'Its program does not exist.',
  132: 'It met an instruction that this processor does not know (SIGILL).',
  134: 'It has broken itself off (SIGABRT).',
  139: 'It touched memory that is not its own (SIGSEGV), which is a fault of the program.',
  143: 'It was asked to end (SIGTERM), as docker stop does.',
};

/** Why it ended, as far as its exit code tells. */
function meaningOf(exitCode: number | undefined): string {
  const known = exitCode === undefined ? undefined : MEANINGS[exitCode];
  return known ?? 'Its program ended by itself; the end of its log is all that tells why.';
}

function killedBecause(service: ServiceScene): string {
  const { memoryLimit } = service;
  const tooLittle = memoryLimit !== undefined && memoryLimit > 0 && memoryLimit < INFERENCE_MEMORY_LEAST;
  if (holdsModel(service) && service.wasHealthy !== true && tooLittle) {
    return `Most likely for lack of memory: its limit is ${readableSize(memoryLimit)}, and the model needs ${readableSize(INFERENCE_MEMORY_LEAST)} to load.`;
  }
  return 'Most likely for lack of memory, of the machine or its virtual machine; or somebody killed it (docker kill, kubectl delete, or a stop after its patience).';
}

/** Twice may be chance. */
const TOO_OFTEN = 2;

/** Ends that may be wanted; of a local process that has ended, nobody knows the exit code. */
const STOPPED = new Set<number | undefined>([0, 143, undefined]);

/** Whether an end without an error is one that nobody wanted. */
function isMissed(service: ServiceScene, { observation, services }: Scene): boolean {
  if (service.role === 'other') return false;
  return observation.phase !== undefined || services.some(({ state }) => state === 'running');
}

/** Compose 2.40; 2.26 has no such word for what others depend on. */
const TIME_OVER = /timeout waiting for dependencies|application not healthy after/;

/** `docker pause` freezes every process of a container: its ports accept connections, and nothing answers. */
export const paused: Cause<ServiceScene> = {
  code: 'paused',
  weight: 'cause',
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
export const LIFECYCLE_CAUSES: readonly Cause<ServiceScene>[] = [
  // Signal 9. The engine forgets `OOMKilled` with the next start, and does not see a kill of the whole machine.
  {
    code: 'killed',
    weight: 'cause',
    find(service, scene) {
      if (service.exitCode !== 137 || service.isReady || service.state === 'running') return undefined;
      return {
        message: `${service.title} was killed with exit code 137${limitOf(service)}${service.role === 'inference' ? meanwhile(scene) : ''}`,
        cause: killedBecause(service),
        suggestion: `${scene.advice.killed(service)}; ${scene.advice.moreMemory(service)}`,
      };
    },
  },
  {
    code: 'crash-loop',
    weight: 'symptom',
    find(service, scene) {
      const { restarts = 0, exitCode, isReady, title } = service;
      if (restarts <= TOO_OFTEN || isReady) return undefined;
      const code = exitCode === undefined || exitCode === 0 ? '' : `, with exit code ${exitCode}`;
      return {
        message: `${title} ends again and again: it was started ${restarts + 1} times${code}`,
        cause:
          `Its restart policy starts it each time it ends. ${code === '' ? '' : meaningOf(exitCode)}`.trim(),
        evidence: tail(service.lines),
        suggestion: `${scene.advice.logs(service.name)} shows its ends; ${scene.advice.crashLoop(service)}`,
      };
    },
  },
  {
    code: 'exited',
    weight: 'symptom',
    find(service, scene) {
      if (!service.hasEnded) return undefined;
      const wasStopped = service.state !== 'dead' && STOPPED.has(service.exitCode);
      if (wasStopped && !isMissed(service, scene)) return undefined;
      const code = service.exitCode === undefined ? '' : ` with exit code ${service.exitCode}`;
      return {
        message: `${service.title} ended${code}`,
        cause: meaningOf(service.exitCode),
        evidence: tail(service.lines),
        suggestion: `${scene.advice.logs(service.name)} shows more`,
      };
    },
  },
  // Compose takes `unhealthy` for final, even where the container recovers later (docker/compose#12416).
  {
    code: 'unhealthy',
    weight: 'symptom',
    find(service, scene) {
      if (service.health !== 'unhealthy' || service.hasEnded) return undefined;
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
          : `${scene.advice.logs(service.name)}${service.role === 'inference' ? `; if it only loads for long: ${scene.advice.longerStart}` : ''}`,
      };
    },
  },
  {
    code: 'still-starting',
    weight: 'symptom',
    find(service, scene) {
      const { phase } = scene.observation;
      const isAwaited = phase === service.role || scene.output.some((line) => TIME_OVER.test(line));
      const isStarting = service.health === 'starting' || (phase === service.role && !service.health);
      if (!isAwaited || !isStarting || service.state !== 'running' || service.isReady) return undefined;
      const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
      return {
        message: `${service.title} was not ready when the time was over`,
        cause: `It runs and does not fail: it had too little time${service.role === 'inference' ? ', or too little CPU, to load the model' : ''}.`,
        evidence: check ?? tail(service.lines),
        suggestion: `${scene.advice.moreTime}${service.role === 'inference' ? ` (${scene.advice.withFlags('--start-period 1200s')})` : ''}; ${scene.advice.logs(service.name)} shows how far it is`,
      };
    },
  },
];
