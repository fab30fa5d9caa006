import { parseSize } from '../../formats/size.ts';
import { at, isNothing, type Located, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';

/** The memory limit of a service, in either of its places. */
export interface MemoryLimit {
  /** Bytes; undefined where the text is none or not known. */
  readonly bytes: number | undefined;
  readonly located: Located;
}

/** Docker's units; a number alone is bytes. */
function bytesOf(located: Located): number | undefined {
  const text = textOf(located);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : parseSize(text);
}

/** `mem_limit`, else `deploy.resources.limits.memory`; 0 is no limit. */
export function memoryLimit({ map }: ComposeService): MemoryLimit | undefined {
  for (const located of [at(map, 'mem_limit'), at(map, 'deploy', 'resources', 'limits', 'memory')]) {
    if (!located || isNothing(located)) continue;
    const bytes = bytesOf(located);
    if (bytes !== 0) return { bytes, located };
  }
  return undefined;
}
