import type { Context } from '../context.ts';
import { isRunning, stopDetached } from '../engines/embedded/detached.ts';
import { readRecord, removeRecord } from '../engines/embedded/record.ts';

/**
 * Stops the local processes that were recorded in a directory, Weaviate first; its data stay.
 * @returns names of the services that were stopped
 */
export async function downEmbedded({ cwd, out }: Pick<Context, 'cwd' | 'out'>): Promise<string[]> {
  const record = await readRecord(cwd);
  const stopped: string[] = [];
  for (const process of [...(record?.processes ?? [])].reverse()) {
    if (!(await isRunning(process))) continue;
    const step = out.step(`stopping ${process.service}`);
    await stopDetached(process);
    step.done(`stopped ${process.service}`);
    stopped.push(process.service);
  }
  await removeRecord(cwd);
  return stopped;
}
