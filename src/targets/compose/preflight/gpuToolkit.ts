import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { EngineInfo } from './engineInfo.ts';

const CONFIGURE = 'sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker';

/**
 * Whether the engine can hand GPUs to containers; without it: `could not select device driver "nvidia" with
 * capabilities: [[gpu]]`.
 * @param hasTool whether nvidia-ctk is there, which is a part of the toolkit; undefined where that is not known
 */
export function decideToolkit(
  { runtimes, devices, kernel }: Pick<EngineInfo, 'runtimes' | 'devices' | 'kernel'>,
  hasTool: boolean | undefined,
): CheckResult {
  const check = checking('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit');
  if (runtimes.includes('nvidia')) return check.pass('the engine has the runtime nvidia');
  if (devices.some((id) => id.startsWith('nvidia.com/gpu')))
    return check.pass('the engine knows the GPUs (CDI)');
  // On Windows the virtual machine of Docker Desktop brings what is needed, and no runtime of that name.
  if (/microsoft/i.test(kernel)) return check.pass('Docker Desktop on Windows has it in it');
  if (hasTool === true) {
    // Older engines find the toolkit's hook on their PATH, without a runtime (moby daemon/nvidia_linux.go).
    return check.warn('installed, and the engine is not configured for it', CONFIGURE);
  }
  return check.fail(
    'the engine has no runtime nvidia',
    `sudo apt-get install nvidia-container-toolkit && ${CONFIGURE}`,
  );
}
