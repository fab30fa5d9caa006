import type { Context } from '../../../context.ts';
import { decideFreeMemory, lookAtFreeMemory } from '../../embedded/preflight/freeMemory.ts';
import { decideArchitecture, imageArchitecture } from '../../shared/preflight/architecture.ts';
import { decideDisk, lookAtDisk } from '../../shared/preflight/disk.ts';
import { decideMapCount, lookAtMapCount } from '../../shared/preflight/mapCount.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { EngineInfo } from './engineInfo.ts';
import type { EngineLook } from './engineLook.ts';
import { decideEngineMemory, memoryOf } from './engineMemory.ts';
import { decideImages, diskForImages, lookAtDownloads, lookAtImages, willBePulled } from './images.ts';
import type { StackNeeds } from './needs.ts';
import { decideRegistries, isReachable, lookAtRegistries } from './registry.ts';

/** What is asked of an engine, by id and title: also where there is none to be asked. */
const QUESTIONS = [
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
  needs: StackNeeds,
  engine: EngineLook,
  isRunning: boolean,
): Promise<CheckResult[]> {
  const { info } = engine;
  if (info) return askEngine(context, needs, { ...engine, info }, isRunning);
  return QUESTIONS.map(([id, title, needed]) => checking(id, title, needed).skip('no Docker engine answers'));
}

async function askEngine(
  context: Pick<Context, 'run' | 'signal'>,
  needs: StackNeeds,
  engine: EngineLook & { readonly info: EngineInfo },
  isRunning: boolean,
): Promise<CheckResult[]> {
  const { info, place } = engine;
  const isHere = place === 'here';
  const elsewhere =
    place === 'virtual' ? 'the engine is in a virtual machine' : 'the engine is on another machine';
  const [present, space, free, mapCount] = await Promise.all([
    lookAtImages(context, needs.services),
    isHere ? lookAtDisk(info.imageDirectory) : undefined,
    isHere ? lookAtFreeMemory() : undefined,
    isHere ? lookAtMapCount() : undefined,
  ]);
  const toPull = present.filter(willBePulled).map(({ image }) => image);
  const registries = await lookAtRegistries(context, toPull);
  const images = await lookAtDownloads(
    context,
    present,
    imageArchitecture(info.architecture) ?? 'amd64',
    (name) => registries.some((look) => look.registry === name && isReachable(look)),
  );
  const disk = diskForImages(images);
  const unless = (id: (typeof QUESTIONS)[number][0], decide: () => CheckResult): CheckResult => {
    if (isHere) return decide();
    const [, title, needed] = QUESTIONS.find(([other]) => other === id) ?? [id, id, ''];
    return checking(id, title, needed).skip(elsewhere);
  };
  return [
    decideImages(images),
    decideRegistries(registries, { otherWay: place === 'remote' || info.hasProxy }),
    unless('disk', () =>
      space
        ? decideDisk(space, disk)
        : checking('disk', 'free disk', 'room for the images').skip(`${info.imageDirectory} cannot be asked`),
    ),
    decideEngineMemory(info.memory, needs.services, engine),
    unless('free-memory', () => decideFreeMemory(free, memoryOf(needs.services).least, isRunning)),
    decideArchitecture(info, needs.gpu !== undefined),
    unless('max-map-count', () => decideMapCount(mapCount)),
  ];
}
