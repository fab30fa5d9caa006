import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { EMBEDDED_DIRECTORY, type StackRecord } from '../../saved/localStack.ts';
import { probeDisk } from '../shared/preflight/machine.ts';
import { runProgram } from '../shared/program.ts';
import { memoryOf, type ResourceUse, USE_TIMEOUT } from '../shared/resourceUse.ts';

/** What the process of Weaviate and the folder of its data use. */
export async function processUse(
  { cwd, run }: Pick<Context, 'cwd' | 'run'>,
  { processes, config }: StackRecord,
): Promise<ResourceUse> {
  const data = join(cwd, EMBEDDED_DIRECTORY, 'data');
  const pid = processes.find(({ service }) => service === 'weaviate')?.pid;
  const [used, space, { stdout }] = await Promise.all([
    pid === undefined ? undefined : processMemory(run, pid),
    probeDisk(data),
    runProgram(run, { command: 'du', args: ['-sk', data] }, { timeout: USE_TIMEOUT }),
  ]);
  const kib = Number.parseInt(stdout, 10);
  return {
    memory: used === undefined ? null : { used, limit: config?.weaviate.memory ?? null },
    disk:
      space === undefined || Number.isNaN(kib)
        ? null
        : { used: kib * 1024, free: space.free, size: space.size },
  };
}

/** Bytes; without /proc, mapped files count as well. */
async function processMemory(run: Context['run'], pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const anonymous = memoryOf(status);
  if (anonymous !== undefined) return anonymous;
  const ps = { command: 'ps', args: ['-o', 'rss=', '-p', `${pid}`] };
  const kib = Number.parseInt((await runProgram(run, ps, { timeout: USE_TIMEOUT })).stdout, 10);
  return Number.isNaN(kib) ? undefined : kib * 1024;
}
