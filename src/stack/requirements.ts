import { planOf } from '../capabilities/size.ts';
import { IMAGE_SIZES } from '../facts/resources.ts';
import { diskSize, gigabytes, readableSize } from '../formats/size.ts';
import type { StackConfig } from '../options/table.ts';
import type { InferenceService } from './inference.ts';
import { stackOf } from './stack.ts';

/** A resource that a stack needs from the machine or cluster it runs on. */
export interface Requirement {
  readonly title: 'Memory' | 'Disk' | 'GPU';
  /** The total, in a word or two. */
  readonly amount: string;
  /** How the total is made up. */
  readonly detail: string;
}

const NAMES: Readonly<Record<InferenceService['kind'], string>> = {
  model: 'ImageBind',
  stub: 'the stub',
};

/** What a stack needs: memory limits, disk space for images and data, GPUs. Compose runs one replica of each. */
export function requirementsOf(config: StackConfig): Requirement[] {
  const isHelm = config.targets.includes('helm');
  const { weaviate, inference } = stackOf(config, isHelm ? 'helm' : 'compose');
  const weaviates = isHelm ? config.weaviate.replicas : 1;
  const models = isHelm ? config.inference.replicas : 1;
  const parts = [
    ...(inference ? [{ times: models, bytes: inference.memory, what: NAMES[inference.kind] }] : []),
    { times: weaviates, bytes: weaviate.memory, what: 'Weaviate' },
  ];
  const sizes = [IMAGE_SIZES.weaviate, ...(inference ? [IMAGE_SIZES[inference.kind]] : [])];
  const images = sizes.reduce((sum, { unpacked }) => sum + unpacked, 0);
  const downloads = sizes.reduce((sum, { download }) => sum + download, 0);
  // With Compose, a volume has no size of its own.
  const planned = isHelm ? undefined : planOf(config)?.disk.total;
  const claims = isHelm
    ? [`${times(weaviates, config.weaviate.storageSize)} for data in the cluster`]
    : planned === undefined
      ? []
      : [`${diskSize(planned)} for data`];
  return [
    {
      title: 'Memory',
      amount: readableSize(parts.reduce((sum, part) => sum + part.times * part.bytes, 0)),
      detail: parts.map((part) => `${times(part.times, part.bytes)} ${part.what}`).join(', '),
    },
    {
      title: 'Disk',
      amount: `about ${diskSize(images + (planned ?? 0))}`,
      detail: [
        `for images; ${gigabytes(downloads)} to download, ${gigabytes(images + downloads)} used while they are unpacked`,
        ...claims,
      ].join('; '),
    },
    gpuRequirement(config, inference, models),
  ];
}

function times(count: number, bytes: number): string {
  return count === 1 ? readableSize(bytes) : `${count} × ${readableSize(bytes)}`;
}

function gpuRequirement(
  { inference: { mode } }: StackConfig,
  inference: InferenceService | undefined,
  models: number,
): Requirement {
  const gpu = inference?.gpu;
  if (!gpu) {
    const detail = mode === 'container' ? 'ImageBind runs on the CPU' : 'this stack needs none';
    return { title: 'GPU', amount: 'none', detail };
  }
  const detail = 'NVIDIA, with the NVIDIA Container Toolkit';
  if (gpu.devices.length > 0) return { title: 'GPU', amount: gpu.devices.join(', '), detail };
  const amount = gpu.count === 'all' ? 'all' : `${gpu.count * models}`;
  return { title: 'GPU', amount, detail };
}
