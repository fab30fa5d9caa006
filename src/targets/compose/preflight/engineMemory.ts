import { INFERENCE_MEMORY_LEAST, MEMORY_TO_LOAD } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { EngineLook } from './engineLook.ts';
import { leastMemory, type ServiceNeeds } from './needs.ts';

/** Bytes that services need to start, and those that they may use. */
export function memoryOf(services: readonly ServiceNeeds[]): { least: number; limits: number } {
  const least = services.map(leastMemory);
  return {
    least: sum(least),
    limits: sum(services.map(({ memory }, i) => Math.max(memory ?? 0, least[i] ?? 0))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What makes an engine's memory larger, or the need smaller. */
function enlarge(
  { place, platform }: Pick<EngineLook, 'place' | 'platform'>,
  services: readonly ServiceNeeds[],
): string {
  const more =
    place === 'virtual'
      ? platform === 'linux'
        ? 'give the virtual machine of Docker more memory'
        : 'Docker Desktop > Settings > Resources > Memory limit'
      : 'a machine with more memory';
  const hasModel = services.some(({ kind }) => kind === 'model');
  return hasModel
    ? `${more}, or --inference stub (no ImageBind) or external`
    : `${more}, or a smaller --weaviate-memory`;
}

/** Whether the memory of the engine, a virtual machine's on a desktop, is enough for the services. */
export function decideEngineMemory(
  total: number,
  services: readonly ServiceNeeds[],
  engine: Pick<EngineLook, 'place' | 'platform'>,
): CheckResult {
  const { least, limits } = memoryOf(services);
  const check = checking(
    'engine-memory',
    'engine memory',
    `${readableSize(least)} to start, ${readableSize(limits)} for all limits together`,
  );
  const small = services.find(
    ({ kind, memory }) => kind === 'model' && (memory ?? Infinity) < INFERENCE_MEMORY_LEAST,
  );
  if (small) {
    return check.fail(
      `${small.name} is limited to ${readableSize(small.memory ?? 0)}, and loading ImageBind takes ${MEMORY_TO_LOAD}`,
      'bindstack generate --inference-memory 12g',
    );
  }
  const found = readableSize(total);
  if (total < least) return check.fail(found, enlarge(engine, services));
  return total < limits ? check.warn(found, enlarge(engine, services)) : check.pass(found);
}
