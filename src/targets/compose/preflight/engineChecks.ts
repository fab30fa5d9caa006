import type { Context } from '../../../context.ts';
import { DOCUMENTED_MEMORY, MEMORY_TO_LOAD, MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import {
  checkArchitecture,
  checkDisk,
  checkFreeMemory,
  checkMapCount,
  imageArchitecture,
  minimumMemory,
  probeDisk,
  probeFreeMemory,
  probeMapCount,
} from '../../shared/preflight/machine.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import type { EngineInfo, EngineProbe } from './engine.ts';
import {
  checkImages,
  checkRegistries,
  diskForImages,
  isReachable,
  probeDownloads,
  probeImages,
  probeRegistries,
  willBePulled,
} from './images.ts';
import type { RequiredService, StackRequirements } from './requirements.ts';

/** What is asked of an engine, by id and title: also where there is none to be asked. */
const ENGINE_CHECKS = [
  ['images', 'images', 'the images of the stack'],
  ['registry', 'registry', 'an answer, where something must be pulled'],
  ['disk', 'free disk', 'room for the images'],
  ['engine-memory', 'engine memory', 'what the services need'],
  ['free-memory', 'free memory', 'what the services need'],
  ['architecture', 'architecture', 'amd64 or arm64'],
  ['max-map-count', 'vm.max_map_count', 'enough for large collections'],
] as const;

/** What only an engine can tell: images, and the machine that it runs on. */
export async function engineChecks(
  context: Pick<Context, 'run' | 'signal'>,
  needs: StackRequirements,
  engine: EngineProbe,
  isRunning: boolean,
): Promise<CheckResult[]> {
  const { info } = engine;
  if (info) return checkRunningEngine(context, needs, { ...engine, info }, isRunning);
  return ENGINE_CHECKS.map(([id, title, needed]) =>
    defineCheck(id, title, needed).skip('no Docker engine answers'),
  );
}

async function checkRunningEngine(
  context: Pick<Context, 'run' | 'signal'>,
  needs: StackRequirements,
  engine: EngineProbe & { readonly info: EngineInfo },
  isRunning: boolean,
): Promise<CheckResult[]> {
  const { info, location } = engine;
  const isHere = location === 'here';
  const elsewhere =
    location === 'virtual' ? 'the engine is in a virtual machine' : 'the engine is on another machine';
  const [present, space, free, mapCount] = await Promise.all([
    probeImages(context, needs.services),
    isHere ? probeDisk(info.imageDirectory) : undefined,
    isHere ? probeFreeMemory() : undefined,
    isHere ? probeMapCount() : undefined,
  ]);
  const toPull = present.filter(willBePulled).map(({ image }) => image);
  const registries = await probeRegistries(context, toPull);
  const images = await probeDownloads(
    context,
    present,
    imageArchitecture(info.architecture) ?? 'amd64',
    (name) => registries.some((probe) => probe.registry === name && isReachable(probe)),
  );
  const disk = diskForImages(images);
  const unless = (id: (typeof ENGINE_CHECKS)[number][0], decide: () => CheckResult): CheckResult => {
    if (isHere) return decide();
    const [, title, needed] = ENGINE_CHECKS.find(([other]) => other === id) ?? [id, id, ''];
    return defineCheck(id, title, needed).skip(elsewhere);
  };
  return [
    checkImages(images),
    checkRegistries(registries, { otherWay: location === 'remote' || info.hasProxy }),
    unless('disk', () =>
      space
        ? checkDisk(space, disk)
        : defineCheck('disk', 'free disk', 'room for the images').skip(
            `${info.imageDirectory} cannot be asked`,
          ),
    ),
    checkEngineMemory(info.memory, needs.services, engine),
    unless('free-memory', () => checkFreeMemory(free, requiredMemory(needs.services).least, isRunning)),
    checkArchitecture(info, needs.gpu !== undefined),
    unless('max-map-count', () => checkMapCount(mapCount)),
  ];
}

/** Bytes that services need to start, and those that they may use. */
export function requiredMemory(services: readonly RequiredService[]): { least: number; limits: number } {
  const least = services.map(minimumMemory);
  return {
    least: sum(least),
    limits: sum(services.map(({ memory }, i) => Math.max(memory ?? 0, least[i] ?? 0))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What makes an engine's memory larger, or the need smaller. */
function memorySuggestion(
  { location, platform }: Pick<EngineProbe, 'location' | 'platform'>,
  services: readonly RequiredService[],
): string {
  const more =
    location === 'virtual'
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
export function checkEngineMemory(
  total: number,
  services: readonly RequiredService[],
  engine: Pick<EngineProbe, 'location' | 'platform'>,
): CheckResult {
  const { least, limits } = requiredMemory(services);
  const check = defineCheck(
    'engine-memory',
    'engine memory',
    `${readableSize(least)} to start, ${readableSize(limits)} for all limits together`,
  );
  const small = services.find(
    ({ kind, memory }) => kind === 'model' && (memory ?? Infinity) < MIN_INFERENCE_MEMORY,
  );
  if (small) {
    return check.fail(
      `${small.name} is limited to ${readableSize(small.memory ?? 0)}, and loading ImageBind takes ${MEMORY_TO_LOAD}`,
      `bindstack generate --inference-memory ${DOCUMENTED_MEMORY}`,
    );
  }
  const found = readableSize(total);
  if (total < least) return check.fail(found, memorySuggestion(engine, services));
  return total < limits ? check.warn(found, memorySuggestion(engine, services)) : check.pass(found);
}
