import { totalmem } from 'node:os';
import { readableSize } from '../../../formats/size.ts';
import { leastMemory, type ServiceNeeds } from '../../compose/preflight/needs.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';

/** Bytes that programs here may have: the machine's, or less inside a container. */
export function memoryHere(): number {
  // Zero or beyond all measure where there is no limit.
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Bytes that the processes of a stack need to start. */
export function leastEmbedded(mode: string): number {
  const kinds: ServiceNeeds['kind'][] = mode === 'stub' ? ['weaviate', 'stand-in'] : ['weaviate'];
  return kinds.reduce((sum, kind) => sum + leastMemory({ kind }), 0);
}

/** Whether the machine has the memory that Weaviate may use (GOMEMLIMIT). */
export function decideMemoryHere(total: number, least: number, limit: number): CheckResult {
  const check = checking(
    'memory',
    'memory',
    `${readableSize(least)} to start, ${readableSize(Math.max(limit, least))} as configured`,
  );
  const found = readableSize(total);
  const less = `--weaviate-memory ${Math.max(1, Math.floor(total / 2 / 1024 ** 3))}g, or a machine with more`;
  if (total < least) return check.fail(found, less);
  return total < limit ? check.warn(found, less) : check.pass(found);
}
