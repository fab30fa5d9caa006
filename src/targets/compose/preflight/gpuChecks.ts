import type { Context } from '../../../context.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { EngineLook } from './engineLook.ts';
import { decideCapability, decideDriver, decideGpuCount } from './gpus.ts';
import { decideToolkit } from './gpuToolkit.ts';
import type { StackNeeds } from './needs.ts';
import { lookAtNvidia } from './nvidia.ts';

/** The checks of a stack that wants GPUs; none for one that does not. */
export async function gpuChecks(
  context: Pick<Context, 'run'>,
  { gpu, cudaCore }: StackNeeds,
  engine: EngineLook,
): Promise<CheckResult[]> {
  if (gpu === undefined) return [];
  const { info, place, platform } = engine;
  const isHere = place !== 'remote';
  const [nvidia, tool] = await Promise.all([
    isHere ? lookAtNvidia(context) : undefined,
    isHere ? context.run('nvidia-ctk', ['--version']) : undefined,
  ]);
  const skipped = (why: string) => ({
    driver: checking('gpu-driver', 'GPU driver', 'NVIDIA').skip(why),
    count: checking('gpu-count', 'GPUs', `${gpu.count}`).skip(why),
    capability: checking('gpu-capability', 'compute capability', '3.7 to 8.9').skip(why),
  });
  const elsewhere = skipped('the engine is on another machine');
  const unknown = skipped('the driver tells nothing of GPUs');
  const isFound = nvidia?.state === 'found';
  return [
    nvidia ? decideDriver(nvidia, platform) : elsewhere.driver,
    info
      ? decideToolkit(info, tool && !tool.notFound)
      : checking('gpu-toolkit', 'GPUs in containers', 'the NVIDIA Container Toolkit').skip(
          'no Docker engine answers',
        ),
    isFound ? decideGpuCount(gpu, nvidia.gpus) : (nvidia ? unknown : elsewhere).count,
    isFound ? decideCapability(gpu, nvidia.gpus, cudaCore) : (nvidia ? unknown : elsewhere).capability,
  ];
}
