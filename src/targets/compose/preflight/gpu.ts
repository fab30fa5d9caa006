import type { Context } from '../../../context.ts';
import type { Gpu } from '../../../stack/inference.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import type { EngineInfo, EngineProbe } from './engine.ts';
import { type NvidiaGpu, type NvidiaProbe, probeNvidia, toolkitVersion } from './nvidia.ts';
import type { StackRequirements } from './requirements.ts';

/** The checks of a stack that uses GPUs; none for one that does not. */
export async function gpuChecks(
  context: Pick<Context, 'run'>,
  { gpu, cudaCore }: StackRequirements,
  engine: EngineProbe,
): Promise<CheckResult[]> {
  if (gpu === undefined) return [];
  const { info, location, platform } = engine;
  const isHere = location !== 'remote';
  const [nvidia, tool] = await Promise.all([
    isHere ? probeNvidia(context) : undefined,
    isHere ? runProgram(context.run, toolkitVersion) : undefined,
  ]);
  const skipped = (why: string) => ({
    driver: defineCheck('gpu-driver', 'GPU driver', 'NVIDIA').skip(why),
    count: defineCheck('gpu-count', 'GPUs', `${gpu.count}`).skip(why),
    capability: defineCheck('gpu-capability', 'compute capability', '3.7 to 8.9').skip(why),
  });
  const elsewhere = skipped('the engine runs on another machine');
  const unknown = skipped('the driver reports no GPUs');
  const isFound = nvidia?.state === 'found';
  return [
    nvidia ? checkDriver(nvidia, platform) : elsewhere.driver,
    info
      ? checkToolkit(info, tool && !tool.notFound)
      : defineCheck('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit').skip(
          'no Docker engine responds',
        ),
    isFound ? checkGpuCount(gpu, nvidia.gpus) : (nvidia ? unknown : elsewhere).count,
    isFound ? checkCapability(gpu, nvidia.gpus, cudaCore) : (nvidia ? unknown : elsewhere).capability,
  ];
}

const CONFIGURE_TOOLKIT =
  'sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker';

/**
 * Checks that the engine can give GPUs to containers. If it cannot, Docker fails with `could not select device driver
 * "nvidia" with capabilities: [[gpu]]`.
 * @param hasTool whether nvidia-ctk, a part of the toolkit, is installed; undefined if unknown
 */
export function checkToolkit(
  { runtimes, devices, kernel }: Pick<EngineInfo, 'runtimes' | 'devices' | 'kernel'>,
  hasTool: boolean | undefined,
): CheckResult {
  const check = defineCheck('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit');
  if (runtimes.includes('nvidia')) return check.pass('the engine has the runtime nvidia');
  if (devices.some((id) => id.startsWith('nvidia.com/gpu')))
    return check.pass('the engine knows the GPUs (CDI)');
  // On Windows, Docker Desktop's virtual machine includes what is needed, but has no runtime of that name.
  if (/microsoft/i.test(kernel)) return check.pass('included in Docker Desktop on Windows');
  if (hasTool === true) {
    // Older engines find the toolkit's hook on their PATH and need no runtime (moby daemon/nvidia_linux.go).
    return check.warn('installed, but the engine is not configured for it', CONFIGURE_TOOLKIT);
  }
  return check.fail(
    'the engine has no runtime nvidia',
    `sudo apt-get install nvidia-container-toolkit && ${CONFIGURE_TOOLKIT}`,
  );
}

/** Oldest driver that supports CUDA 11.7, through minor version compatibility (CUDA Compatibility, table 1). */
const MINIMUM_DRIVER = [450, 80] as const;

const USE_CPU = 'bindstack generate --no-cuda, to run ImageBind on the CPU';

/** Checks that the NVIDIA driver is installed and works. */
export function checkDriver(probe: NvidiaProbe, platform: NodeJS.Platform): CheckResult {
  const check = defineCheck('gpu-driver', 'GPU driver', `NVIDIA ${MINIMUM_DRIVER.join('.')} or newer`);
  if (platform === 'darwin') return check.fail('containers cannot use a GPU on macOS', USE_CPU);
  if (probe.state === 'no-driver') {
    return check.fail('nvidia-smi is not installed', `sudo apt-get install nvidia-driver, or ${USE_CPU}`);
  }
  if (probe.state === 'broken')
    return check.fail(probe.why, `run nvidia-smi to see what is wrong, or ${USE_CPU}`);
  const [major = 0, minor = 0] = probe.driver.split('.').map(Number);
  const isOld = major < MINIMUM_DRIVER[0] || (major === MINIMUM_DRIVER[0] && minor < MINIMUM_DRIVER[1]);
  return isOld
    ? check.fail(probe.driver, 'update the NVIDIA driver: sudo apt-get install --only-upgrade nvidia-driver')
    : check.pass(probe.driver);
}

/** The GPUs that the container gets: those with the given IDs, or the first ones up to the given count. */
function assignedGpus({ devices, count }: Gpu, gpus: readonly NvidiaGpu[]): NvidiaGpu[] {
  if (devices.length === 0) return count === 'all' ? [...gpus] : gpus.slice(0, count);
  return gpus.filter(({ index, uuid }) => devices.some((id) => id === index || id === uuid));
}

function gpuNames(gpus: readonly NvidiaGpu[]): string {
  return gpus.map(({ index, name }) => `${index}: ${name}`).join(', ');
}

/** Checks that there are enough GPUs, or the GPUs with the given IDs. */
export function checkGpuCount(gpu: Gpu, gpus: readonly NvidiaGpu[]): CheckResult {
  const { devices, count } = gpu;
  const isNamed = devices.length > 0;
  const needed = isNamed
    ? `GPUs with ID ${devices.join(', ')}`
    : `${count === 'all' ? 'at least one' : count}`;
  const check = defineCheck('gpu-count', 'GPUs', needed);
  if (!isNamed) {
    const enough = count === 'all' || gpus.length >= count;
    return enough
      ? check.pass(gpuNames(gpus))
      : check.fail(`only ${gpus.length}: ${gpuNames(gpus)}`, `bindstack generate --gpus ${gpus.length}`);
  }
  const unknown = devices.filter((id) => !gpus.some(({ index, uuid }) => id === index || id === uuid));
  const [missing] = unknown.filter((id) => !id.startsWith('MIG-'));
  if (missing !== undefined) {
    const other = gpus[0]?.index ?? '0';
    return check.fail(
      `no GPU ${missing}; found ${gpuNames(gpus)}`,
      `bindstack generate --target compose --gpu-device ${other}`,
    );
  }
  if (unknown.length > 0)
    return check.warn(`${unknown[0]} is a part of a GPU (MIG), which cannot be checked`, 'nvidia-smi -L');
  return check.pass(gpuNames(assignedGpus(gpu, gpus)));
}

/**
 * Whether torch 2.0.1 in the image supports a GPU. It is built for sm_37 to sm_86, and a GPU runs code for lower minor
 * versions of its major version: 8.9 works, 9.0 does not (`no kernel image is available for execution on the device`;
 * pytorch#90761).
 */
function isSupported(capability: string): boolean {
  const version = Number(capability);
  return version >= 3.7 && version < 9;
}

/** @param core the GPU of the container that the model is loaded on: `cuda:1` */
export function checkCapability(gpu: Gpu, gpus: readonly NvidiaGpu[], core: string | undefined): CheckResult {
  const check = defineCheck(
    'gpu-capability',
    'compute capability',
    '3.7 to 8.9, which torch 2.0.1 in the image supports',
  );
  const used = assignedGpus(gpu, gpus)[Number(core?.replace('cuda:', '') ?? 0)];
  if (used === undefined) return check.skip('no such GPU');
  const { name, capability } = used;
  if (capability === undefined) return check.skip(`the driver is too old to report it for ${name}`);
  const found = `${capability} (${name})`;
  if (isSupported(capability)) return check.pass(found);
  const better = gpus.find((other) => other.capability !== undefined && isSupported(other.capability));
  return check.fail(
    found,
    better ? `bindstack generate --target compose --gpu-device ${better.index}` : USE_CPU,
  );
}
