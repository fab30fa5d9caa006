import type { Context } from '../../../context.ts';
import type { Gpu } from '../../../stack/inference.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import type { EngineInfo, EngineProbe } from './engine.ts';
import { type NvidiaGpu, type NvidiaProbe, probeNvidia, toolkitVersion } from './nvidia.ts';
import type { StackRequirements } from './requirements.ts';

/** The checks of a stack that wants GPUs; none for one that does not. */
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
  const elsewhere = skipped('the engine is on another machine');
  const unknown = skipped('the driver tells nothing of GPUs');
  const isFound = nvidia?.state === 'found';
  return [
    nvidia ? checkDriver(nvidia, platform) : elsewhere.driver,
    info
      ? checkToolkit(info, tool && !tool.notFound)
      : defineCheck('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit').skip(
          'no Docker engine answers',
        ),
    isFound ? checkGpuCount(gpu, nvidia.gpus) : (nvidia ? unknown : elsewhere).count,
    isFound ? checkCapability(gpu, nvidia.gpus, cudaCore) : (nvidia ? unknown : elsewhere).capability,
  ];
}

const CONFIGURE_TOOLKIT =
  'sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker';

/**
 * Whether the engine can hand GPUs to containers; without it: `could not select device driver "nvidia" with
 * capabilities: [[gpu]]`.
 * @param hasTool whether nvidia-ctk is there, which is a part of the toolkit; undefined where that is not known
 */
export function checkToolkit(
  { runtimes, devices, kernel }: Pick<EngineInfo, 'runtimes' | 'devices' | 'kernel'>,
  hasTool: boolean | undefined,
): CheckResult {
  const check = defineCheck('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit');
  if (runtimes.includes('nvidia')) return check.pass('the engine has the runtime nvidia');
  if (devices.some((id) => id.startsWith('nvidia.com/gpu')))
    return check.pass('the engine knows the GPUs (CDI)');
  // On Windows the virtual machine of Docker Desktop brings what is needed, and no runtime of that name.
  if (/microsoft/i.test(kernel)) return check.pass('Docker Desktop on Windows has it in it');
  if (hasTool === true) {
    // Older engines find the toolkit's hook on their PATH, without a runtime (moby daemon/nvidia_linux.go).
    return check.warn('installed, and the engine is not configured for it', CONFIGURE_TOOLKIT);
  }
  return check.fail(
    'the engine has no runtime nvidia',
    `sudo apt-get install nvidia-container-toolkit && ${CONFIGURE_TOOLKIT}`,
  );
}

/** Oldest driver for CUDA 11.7, by minor version compatibility (CUDA Compatibility, table 1). */
const MINIMUM_DRIVER = [450, 80] as const;

const USE_CPU = 'bindstack generate --no-cuda, to run ImageBind on the CPU';

/** Whether the driver of NVIDIA is there and works. */
export function checkDriver(probe: NvidiaProbe, platform: NodeJS.Platform): CheckResult {
  const check = defineCheck('gpu-driver', 'GPU driver', `NVIDIA ${MINIMUM_DRIVER.join('.')} or newer`);
  if (platform === 'darwin') return check.fail('containers see no GPU on macOS', USE_CPU);
  if (probe.state === 'no-driver') {
    return check.fail('nvidia-smi is not installed', `sudo apt-get install nvidia-driver, or ${USE_CPU}`);
  }
  if (probe.state === 'broken') return check.fail(probe.why, `nvidia-smi shows what is wrong; or ${USE_CPU}`);
  const [major = 0, minor = 0] = probe.driver.split('.').map(Number);
  const isOld = major < MINIMUM_DRIVER[0] || (major === MINIMUM_DRIVER[0] && minor < MINIMUM_DRIVER[1]);
  return isOld
    ? check.fail(probe.driver, 'a newer driver of NVIDIA: sudo apt-get install --only-upgrade nvidia-driver')
    : check.pass(probe.driver);
}

/** The GPUs that the container gets: those that are named, or as many as are asked for, the first ones first. */
function assignedGpus({ devices, count }: Gpu, gpus: readonly NvidiaGpu[]): NvidiaGpu[] {
  if (devices.length === 0) return count === 'all' ? [...gpus] : gpus.slice(0, count);
  return gpus.filter(({ index, uuid }) => devices.some((id) => id === index || id === uuid));
}

function gpuNames(gpus: readonly NvidiaGpu[]): string {
  return gpus.map(({ index, name }) => `${index}: ${name}`).join(', ');
}

/** Whether there are as many GPUs as are asked for, or those that are named. */
export function checkGpuCount(gpu: Gpu, gpus: readonly NvidiaGpu[]): CheckResult {
  const { devices, count } = gpu;
  const isNamed = devices.length > 0;
  const wanted = isNamed
    ? `with the id ${devices.join(', ')}`
    : `${count === 'all' ? 'at least one' : count}`;
  const check = defineCheck('gpu-count', 'GPUs', isNamed ? `GPUs ${wanted}` : wanted);
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
      `no GPU ${missing}; there is ${gpuNames(gpus)}`,
      `bindstack generate --target compose --gpu-device ${other}`,
    );
  }
  if (unknown.length > 0)
    return check.warn(`${unknown[0]} is a part of a GPU, which is not looked into`, 'nvidia-smi -L');
  return check.pass(gpuNames(assignedGpus(gpu, gpus)));
}

/**
 * Whether torch 2.0.1 of the image has code for a GPU: it is built for sm_37 to sm_86. A minor version runs the code
 * of the smaller ones of its major, so 8.9 works, and 9.0 does not (`no kernel image is available for execution on
 * the device`; pytorch#90761).
 */
function isSupported(capability: string): boolean {
  const version = Number(capability);
  return version >= 3.7 && version < 9;
}

/** @param core `cuda:1`, the one of the container's GPUs that the model is put on */
export function checkCapability(gpu: Gpu, gpus: readonly NvidiaGpu[], core: string | undefined): CheckResult {
  const check = defineCheck(
    'gpu-capability',
    'compute capability',
    '3.7 to 8.9, which torch 2.0.1 of the image knows',
  );
  const used = assignedGpus(gpu, gpus)[Number(core?.replace('cuda:', '') ?? 0)];
  if (used === undefined) return check.skip('no such GPU');
  const { name, capability } = used;
  if (capability === undefined) return check.skip(`the driver is too old to tell it of ${name}`);
  const found = `${capability} (${name})`;
  if (isSupported(capability)) return check.pass(found);
  const better = gpus.find((other) => other.capability !== undefined && isSupported(other.capability));
  return check.fail(
    found,
    better ? `bindstack generate --target compose --gpu-device ${better.index}` : USE_CPU,
  );
}
