import { isRunning } from '../embedded/detached.ts';
import type { ProcessRecord } from '../embedded/record.ts';
import type { Look } from './waitFor.ts';

/** A look that also sees when one of the processes has ended that the layer needs. */
export async function orEnded(processes: readonly ProcessRecord[], look: () => Promise<Look>): Promise<Look> {
  for (const process of [...processes].reverse()) {
    if (!(await isRunning(process))) {
      return { state: 'failed', seen: `the process of ${process.service} has ended` };
    }
  }
  return look();
}
