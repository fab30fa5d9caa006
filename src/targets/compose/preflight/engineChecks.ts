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

/** The checks that need an engine: id, title and requirement. They are skipped if no engine responds. */
const ENGINE_CHECKS = [
  ['images', 'images', 'the images of the stack'],
  ['registry', 'registry', 'a reachable registry if an image must be pulled'],
  ['disk', 'free disk', 'space for the images'],
  ['engine-memory', 'engine memory', 'what the services need'],
  ['free-memory', 'free memory', 'what the services need'],
  ['architecture', 'architecture', 'amd64 or arm64'],
  ['max-map-count', 'vm.max_map_count', 'enough for large collections'],
] as const;

/** The checks that need an engine: of its images, and of the machine that it runs on. */
export async function engineChecks(
  context: Pick<Context, 'env' | 'run' | 'signal'>,
  needs: StackRequirements,
  engine: EngineProbe,
  isRunning: Promise<boolean>,
): Promise<CheckResult[]> {
  const { info } = engine;
  if (info) return checkRunningEngine(context, needs, { ...engine, info }, isRunning);
  return ENGINE_CHECKS.map(([id, title, needed]) =>
    defineCheck(id, title, needed).skip('no Docker engine responds'),
  );
}

async function checkRunningEngine(
  context: Pick<Context, 'env' | 'run' | 'signal'>,
  needs: StackRequirements,
  engine: EngineProbe & { readonly info: EngineInfo },
  isRunning: Promise<boolean>,
): Promise<CheckResult[]> {
  const { info, location } = engine;
  const isHere = location === 'here';
  const elsewhere =
    location === 'virtual' ? 'the engine runs in a virtual machine' : 'the engine runs on another machine';
  const [present, space, free, mapCount, runsAlready] = await Promise.all([
    probeImages(context, needs.services),
    isHere ? probeDisk(info.imageDirectory) : undefined,
    isHere ? probeFreeMemory() : undefined,
    isHere ? probeMapCount() : undefined,
    isRunning,
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
  const checkIfHere = (id: (typeof ENGINE_CHECKS)[number][0], decide: () => CheckResult): CheckResult => {
    if (isHere) return decide();
    const [, title, needed] = ENGINE_CHECKS.find(([other]) => other === id) ?? [id, id, ''];
    return defineCheck(id, title, needed).skip(elsewhere);
  };
  return [
    checkImages(images),
    checkRegistries(registries, { hasOtherRoute: location === 'remote' || info.hasProxy }),
    checkIfHere('disk', () =>
      space
        ? checkDisk(space, disk)
        : defineCheck('disk', 'free disk', 'space for the images').skip(
            `cannot read the free space of ${info.imageDirectory}`,
          ),
    ),
    checkEngineMemory(info.memory, needs.services, engine),
    checkIfHere('free-memory', () =>
      checkFreeMemory(free, requiredMemory(needs.services).least, runsAlready),
    ),
    checkArchitecture(info, needs.gpu !== undefined),
    checkIfHere('max-map-count', () => checkMapCount(mapCount)),
  ];
}

/** Bytes that services need to start, and the sum of their limits. */
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

/** How to get more memory, or need less. */
function memorySuggestion(
  { location, platform }: Pick<EngineProbe, 'location' | 'platform'>,
  services: readonly RequiredService[],
): string {
  const more =
    location === 'virtual'
      ? platform === 'linux'
        ? "give Docker's virtual machine more memory"
        : 'Docker Desktop > Settings > Resources > Memory limit'
      : 'use a machine with more memory';
  const hasModel = services.some(({ kind }) => kind === 'model');
  return hasModel
    ? `${more}, or --inference stub (no ImageBind) or --inference external`
    : `${more}, or a lower --weaviate-memory`;
}

/** Checks that the memory of the engine (on a desktop, of its virtual machine) is enough for the services. */
export function checkEngineMemory(
  total: number,
  services: readonly RequiredService[],
  engine: Pick<EngineProbe, 'location' | 'platform'>,
): CheckResult {
  const { least, limits } = requiredMemory(services);
  const check = defineCheck(
    'engine-memory',
    'engine memory',
    `${readableSize(least)} to start, ${readableSize(limits)} for all services at their limits`,
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
