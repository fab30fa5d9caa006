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

/** The name of an architecture in image manifests; undefined if there are no images for it. */
export function imageArchitecture(architecture: string): 'amd64' | 'arm64' | undefined {
  return Object.hasOwn(IMAGE_ARCHITECTURES, architecture) ? IMAGE_ARCHITECTURES[architecture] : undefined;
}

export interface Hardware {
  /** As reported by `uname -m`, Docker or Node. */
  readonly architecture: string;
  readonly osType: string;
}

export function checkArchitecture({ architecture, osType }: Hardware, wantsGpu: boolean): CheckResult {
  const check = defineCheck(
    'architecture',
    'architecture',
    wantsGpu ? 'amd64: PyTorch in the arm64 image supports only the CPU' : 'amd64 or arm64',
  );
  const name = imageArchitecture(architecture);
  if (osType === 'windows') {
    return check.fail('Windows containers', 'Docker Desktop > Switch to Linux containers');
  }
  if (name === undefined) {
    return check.fail(
      architecture,
      'use an engine on amd64 or arm64: docker context create, docker context use',
    );
  }
  // PyPI's arm64 wheel of torch 2.0.1 has no CUDA, so the container exits with ENABLE_CUDA.
  if (wantsGpu && name === 'arm64') return check.fail(name, 'bindstack generate --no-cuda');
  return check.pass(name);
}

/** The space of a file system. */
export interface DiskSpace {
  /** Bytes in total. */
  readonly size: number;
  /** Bytes available to unprivileged programs. */
  readonly free: number;
  /** Used share as Weaviate computes it: of all blocks, including those reserved for root (disk_use_unix.go). */
  readonly used: number;
}

/** The file system of a directory; undefined if it cannot be read. */
export async function probeDisk(directory: string): Promise<DiskSpace | undefined> {
  return statfs(directory).then(
    ({ bavail, bfree, blocks, bsize }) => ({
      size: blocks * bsize,
      free: bavail * bsize,
      used: blocks > 0 ? 1 - bfree / blocks : 0,
    }),
    () => undefined,
  );
}

/** Usage in percent above which Weaviate makes its data read-only (DISK_USE_READONLY_PERCENTAGE, config_handler.go). */
const READ_ONLY_PERCENT = 90;

export interface RequiredDisk {
  /** What the space is for: `images`, `the Weaviate server and data`. */
  readonly purpose: string;
  /** Bytes; the check fails below. */
  readonly minimum: number;
  /** Bytes; the check warns below. */
  readonly recommended: number;
  /** How to free space. */
  readonly suggestion: string;
}

/** Checks that there is enough space for now, and that Weaviate can keep writing. */
export function checkDisk(
  space: Pick<DiskSpace, 'free' | 'used'>,
  { purpose, minimum, recommended, suggestion }: RequiredDisk,
): CheckResult {
  const needed =
    minimum === recommended
      ? gigabytes(minimum)
      : `${gigabytes(minimum)} (${gigabytes(recommended)} recommended)`;
  const check = defineCheck('disk', 'free disk', `${needed} for ${purpose}`);
  const found = `${gigabytes(space.free)} free`;
  if (space.free < minimum) return check.fail(found, suggestion);
  if (space.free < recommended) return check.warn(found, suggestion);
  const used = 100 * space.used;
  return used > READ_ONLY_PERCENT
    ? check.warn(
        `${found}, ${Math.round(used)}% used: Weaviate stops writing above ${READ_ONLY_PERCENT}%`,
        suggestion,
      )
    : check.pass(found);
}

/** Bytes. */
export interface FreeMemory {
  readonly available: number;
  readonly swap: number;
}

/** Parses /proc/meminfo (proc_meminfo(5)): MemAvailable is what programs can use without swapping. */
export function parseMemInfo(text: string): FreeMemory | undefined {
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
  const available = kib('MemAvailable') * 1024;
  return Number.isNaN(available) ? undefined : { available, swap: (kib('SwapFree') || 0) * 1024 };
}

/** Undefined without /proc. */
export async function probeFreeMemory(): Promise<FreeMemory | undefined> {
  return readFile('/proc/meminfo', 'utf8').then(parseMemInfo, () => undefined);
}

/** @param minimum bytes that the stack needs to start */
export function checkFreeMemory(
  free: FreeMemory | undefined,
  minimum: number,
  isRunning: boolean,
): CheckResult {
  const check = defineCheck('free-memory', 'free memory', `${readableSize(minimum)} now`);
  if (isRunning) return check.skip('the stack is already running');
  if (free === undefined) return check.skip('this system does not report free memory');
  const found = `${readableSize(free.available)} free${free.swap > 0 ? `, ${readableSize(free.swap)} of swap` : ''}`;
  const stop = 'stop programs that use a lot of memory: ps aux --sort=-rss | head';
  if (free.available >= minimum) return check.pass(found);
  return free.available + free.swap < minimum ? check.fail(found, stop) : check.warn(found, stop);
}

/** The kind of a service; `model` is the real ImageBind. */
export type ServiceKind = 'weaviate' | 'model' | 'stub' | 'other';

const MIB = 1024 ** 2;

/** Bytes that a service needs to start, whatever its limit. */
const MINIMUM_MEMORY: Readonly<Record<ServiceKind, number>> = {
  model: MIN_INFERENCE_MEMORY,
  // Starts without data; with data it is killed repeatedly at 512 MiB (apecloud/kubeblocks-addons#727).
  weaviate: 512 * MIB,
  stub: 128 * MIB,
  other: 0,
};

/** Bytes that a service needs to start. */
export function minimumMemory({ kind }: { readonly kind: ServiceKind }): number {
  return MINIMUM_MEMORY[kind];
}

/** Recommended for Weaviate's memory-mapped segments; its chart sets twice as much (weaviate/weaviate#2945). */
const RECOMMENDED_MAP_COUNT = 262_144;

/** Undefined on systems without this setting. */
export async function probeMapCount(): Promise<number | undefined> {
  return readFile('/proc/sys/vm/max_map_count', 'utf8').then(Number, () => undefined);
}

/** Checks that a process may map enough files. Containers use the kernel's value and cannot change it. */
export function checkMapCount(count: number | undefined): CheckResult {
  const check = defineCheck(
    'max-map-count',
    'vm.max_map_count',
    `${RECOMMENDED_MAP_COUNT} for large collections`,
  );
  if (count === undefined || Number.isNaN(count)) return check.skip('not available on this system');
  return count < RECOMMENDED_MAP_COUNT
    ? check.warn(
        `${count}`,
        `sudo sysctl -w vm.max_map_count=${RECOMMENDED_MAP_COUNT} (permanently: in /etc/sysctl.d/99-weaviate.conf)`,
      )
    : check.pass(`${count}`);
}
