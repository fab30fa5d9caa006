import { planOf } from '../capabilities/size.ts';
import { periodText } from '../formats/period.ts';
import { diskSize, readableSize } from '../formats/size.ts';
import type { StackConfig } from '../options/table.ts';
import { importTime, MEASURED_CORES } from '../sizing/importTime.ts';
import type { SizePlan } from '../sizing/plan.ts';

/** What the number of objects takes, in a few words; undefined if it is unset. */
export function objectsNeed(config: StackConfig): string | undefined {
  const plan = planOf(config);
  if (!plan) return undefined;
  return [nodesNeed(plan, config.weaviate.memory), importWords(plan, config)].filter(Boolean).join('; ');
}

/** @param memory the limit of one Weaviate, in bytes */
function nodesNeed({ input, compression, disk, cluster }: SizePlan, memory: number): string {
  const vectors = `compression ${compression}`;
  if (cluster) {
    const { replicas, memory: needed, disk: each } = cluster;
    return `more than one machine holds: ${replicas} pods with ${readableSize(needed.recommended)} of memory and ${diskSize(each.total)} of disk each, ${vectors}`;
  }
  const each = input.replicas > 1 ? ' per pod' : '';
  return `${readableSize(memory)} of memory and ${diskSize(disk.total)} of disk${each}, ${vectors}`;
}

/** Only times on CPUs were measured: those of a GPU or of another server are not known. */
function importWords(plan: SizePlan, { inference, gpu, targets }: StackConfig): string | undefined {
  if (inference.mode !== 'container' || gpu.enabled) return undefined;
  const servers = targets.includes('compose') ? 1 : inference.replicas;
  const each = servers === 1 ? '' : ` for each of ${servers} inference servers`;
  const { total } = importTime(plan, { servers, rate: undefined });
  return `importing takes about ${periodText(total)} with ${MEASURED_CORES} CPU cores${each}`;
}
