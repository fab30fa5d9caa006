import { readFile, statfs } from 'node:fs/promises';
import { MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { gigabytes, readableSize } from '../../../formats/size.ts';
import { type CheckResult, defineCheck } from './report.ts';

/** Names of the two architectures that the images are built for (multi2vec-bind-inference cicd/docker_push.sh). */
const IMAGE_ARCHITECTURES: Readonly<Record<string, 'amd64' | 'arm64'>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** The name that images have for an architecture; undefined for one that they are not built for. */
export function imageArchitecture(architecture: string): 'amd64' | 'arm64' | undefined {
  return Object.hasOwn(IMAGE_ARCHITECTURES, architecture) ? IMAGE_ARCHITECTURES[architecture] : undefined;
}

export interface Hardware {
  /** As `uname -m`, Docker or Node name it. */
  readonly architecture: string;
  readonly osType: string;
}

export function checkArchitecture({ architecture, osType }: Hardware, wantsGpu: boolean): CheckResult {
  const check = defineCheck(
    'architecture',
    'architecture',
    wantsGpu ? 'amd64: the image for arm64 has a torch for CPUs only' : 'amd64 or arm64',
  );
  const name = imageArchitecture(architecture);
  if (osType === 'windows') {
    return check.fail('containers of Windows', 'Docker Desktop > Switch to Linux containers');
  }
  if (name === undefined) {
    return check.fail(architecture, 'an engine on amd64 or arm64: docker context create, docker context use');
  }
  // PyPI's wheel of torch 2.0.1 for arm64 has no CUDA, so ENABLE_CUDA ends the container.
  if (wantsGpu && name === 'arm64') return check.fail(name, 'bindstack generate --no-cuda');
  return check.pass(name);
}

/** A file system. */
export interface DiskSpace {
  /** Bytes for programs without privileges. */
  readonly free: number;
  /** Share of what is in use as Weaviate computes it: of all blocks, with those kept for root (disk_use_unix.go). */
  readonly used: number;
}

/** The file system of a directory; undefined where it cannot be asked. */
export async function probeDisk(directory: string): Promise<DiskSpace | undefined> {
  return statfs(directory).then(
    ({ bavail, bfree, blocks, bsize }) => ({
      free: bavail * bsize,
      used: blocks > 0 ? 1 - bfree / blocks : 0,
    }),
    () => undefined,
  );
}

/** Percent of use from which Weaviate makes its data read-only (DISK_USE_READONLY_PERCENTAGE, config_handler.go). */
const READ_ONLY_PERCENT = 90;

export interface RequiredDisk {
  /** For people: `images`, `the Weaviate server and data`. */
  readonly purpose: string;
  /** Bytes below which it cannot work. */
  readonly minimum: number;
  /** Bytes that leave room while it works. */
  readonly recommended: number;
  /** What makes room. */
  readonly suggestion: string;
}

/** Whether there is room for what comes, and for data after it. */
export function checkDisk(
  space: DiskSpace,
  { purpose, minimum, recommended, suggestion }: RequiredDisk,
): CheckResult {
  const needed =
    minimum === recommended ? gigabytes(minimum) : `${gigabytes(minimum)}, better ${gigabytes(recommended)}`;
  const check = defineCheck('disk', 'free disk', `${needed} for ${purpose}`);
  const found = `${gigabytes(space.free)} free`;
  if (space.free < minimum) return check.fail(found, suggestion);
  if (space.free < recommended) return check.warn(found, suggestion);
  const used = 100 * space.used;
  return used > READ_ONLY_PERCENT
    ? check.warn(
        `${found}, ${Math.round(used)} % used: Weaviate stops writing above ${READ_ONLY_PERCENT} %`,
        suggestion,
      )
    : check.pass(found);
}

/** Bytes. */
export interface FreeMemory {
  readonly available: number;
  readonly swap: number;
}

/** What /proc/meminfo says (proc_meminfo(5)): MemAvailable is what programs can have without swapping. */
export function parseMemInfo(text: string): FreeMemory | undefined {
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
  const available = kib('MemAvailable') * 1024;
  return Number.isNaN(available) ? undefined : { available, swap: (kib('SwapFree') || 0) * 1024 };
}

/** Undefined where there is no /proc. */
export async function probeFreeMemory(): Promise<FreeMemory | undefined> {
  return readFile('/proc/meminfo', 'utf8').then(parseMemInfo, () => undefined);
}

/** @param least bytes that the stack needs to start */
export function checkFreeMemory(
  free: FreeMemory | undefined,
  least: number,
  isRunning: boolean,
): CheckResult {
  const check = defineCheck('free-memory', 'free memory', `${readableSize(least)} now`);
  if (isRunning) return check.skip('the stack runs already, and has its memory');
  if (free === undefined) return check.skip('this system does not tell how much is free');
  const found = `${readableSize(free.available)} free${free.swap > 0 ? `, ${readableSize(free.swap)} of swap` : ''}`;
  const end = 'end programs that use much: ps aux --sort=-rss | head';
  if (free.available >= least) return check.pass(found);
  return free.available + free.swap < least ? check.fail(found, end) : check.warn(found, end);
}

/** What a service of a stack is: `model` is the real ImageBind. */
export type ServiceKind = 'weaviate' | 'model' | 'stub' | 'other';

const MIB = 1024 ** 2;

/** Bytes without which a service does not start, whatever its limit. */
const MINIMUM_MEMORY: Readonly<Record<ServiceKind, number>> = {
  model: MIN_INFERENCE_MEMORY,
  // Killed again and again at 512 MiB once there are data (apecloud/kubeblocks-addons#727); empty it starts.
  weaviate: 512 * MIB,
  stub: 128 * MIB,
  other: 0,
};

/** Bytes that a service needs to start. */
export function minimumMemory({ kind }: { readonly kind: ServiceKind }): number {
  return MINIMUM_MEMORY[kind];
}

/** What Weaviate's memory-mapped segments are recommended; its chart sets twice as much (weaviate/weaviate#2945). */
const RECOMMENDED_MAP_COUNT = 262_144;

/** Undefined on a system without it. */
export async function probeMapCount(): Promise<number | undefined> {
  return readFile('/proc/sys/vm/max_map_count', 'utf8').then(Number, () => undefined);
}

/** Whether a process may map enough files. Containers have the value of their kernel, and cannot set it. */
export function checkMapCount(count: number | undefined): CheckResult {
  const check = defineCheck(
    'max-map-count',
    'vm.max_map_count',
    `${RECOMMENDED_MAP_COUNT} for large collections`,
  );
  if (count === undefined || Number.isNaN(count)) return check.skip('not on this system');
  return count < RECOMMENDED_MAP_COUNT
    ? check.warn(
        `${count}`,
        `sudo sysctl -w vm.max_map_count=${RECOMMENDED_MAP_COUNT} (for good: a line in /etc/sysctl.d/99-weaviate.conf)`,
      )
    : check.pass(`${count}`);
}
