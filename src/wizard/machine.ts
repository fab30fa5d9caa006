import { totalmem } from 'node:os';
import type { Context } from '../context.ts';
import { DOCUMENTED_MEMORY_BYTES } from '../facts/resources.ts';
import { readableSize } from '../formats/size.ts';
import { engineMemoryQuery } from '../targets/compose/composeCommand.ts';
import { nvidiaQuery } from '../targets/compose/preflight/nvidia.ts';
import { runProgram } from '../targets/shared/program.ts';

/** The resources of a machine. */
export interface Machine {
  /** Memory of the Docker engine (on a desktop, of its virtual machine) in bytes; undefined without an engine. */
  readonly engineMemory: number | undefined;
  /** Memory of the machine itself, in bytes. */
  readonly memory: number;
  /** Names of the NVIDIA GPUs that the driver reports. */
  readonly gpus: readonly string[];
}

/** Milliseconds; short, because the user is waiting. */
const TIMEOUT = 3000;

/** Finds out the resources of this machine. */
export async function inspectMachine({ run }: Pick<Context, 'run'>): Promise<Machine> {
  const [docker, nvidia] = await Promise.all([
    runProgram(run, engineMemoryQuery, { timeout: TIMEOUT }),
    runProgram(run, nvidiaQuery('name'), { timeout: TIMEOUT }),
  ]);
  const engineMemory = Number(docker.stdout.trim());
  return {
    engineMemory: docker.exitCode === 0 && engineMemory > 0 ? engineMemory : undefined,
    memory: totalmem(),
    gpus: nvidia.exitCode === 0 ? nvidia.stdout.trim().split('\n').filter(Boolean) : [],
  };
}

/** Describes the machine in a line or two, with a recommendation that does not change any default. */
export function describeMachine({ engineMemory, memory, gpus }: Machine): string[] {
  const docker =
    engineMemory === undefined ? 'no Docker engine' : `Docker with ${readableSize(engineMemory)}`;
  const gpu = gpus.length === 0 ? 'no NVIDIA GPU' : gpus.join(', ');
  const lines = [`This machine: ${readableSize(memory)} of memory, ${docker}, ${gpu}.`];
  if (engineMemory === undefined)
    lines.push('Without Docker, `bindstack try` shows everything with the stub (a fake ImageBind).');
  else if (engineMemory < DOCUMENTED_MEMORY_BYTES)
    lines.push(
      `ImageBind needs ${readableSize(DOCUMENTED_MEMORY_BYTES)}, so choose the stub or an existing endpoint here.`,
    );
  else if (gpus.length > 0) lines.push('It can run ImageBind on the GPU: answer yes to that question.');
  return lines;
}
