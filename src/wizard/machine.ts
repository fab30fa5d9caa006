import { totalmem } from 'node:os';
import type { Context } from '../context.ts';
import { DOCUMENTED_MEMORY_BYTES } from '../facts/resources.ts';
import { readableSize } from '../formats/size.ts';
import { engineMemoryQuery } from '../targets/compose/composeCommand.ts';
import { nvidiaQuery } from '../targets/compose/preflight/nvidia.ts';
import { runProgram } from '../targets/shared/program.ts';

/** What a machine offers to a stack. */
export interface Machine {
  /** Bytes that the Docker engine has, which is a virtual machine's on a desktop; undefined without an engine. */
  readonly engineMemory: number | undefined;
  /** Bytes of the machine itself. */
  readonly memory: number;
  /** Names of NVIDIA GPUs whose driver answers. */
  readonly gpus: readonly string[];
}

/** Milliseconds: a look must not keep anybody waiting. */
const TIMEOUT = 3000;

/** Looks at this machine: engine, memory, GPUs. */
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

/** The machine in a line or two, and what it suggests; the suggestion changes no default. */
export function describeMachine({ engineMemory, memory, gpus }: Machine): string[] {
  const docker =
    engineMemory === undefined ? 'no Docker engine' : `Docker with ${readableSize(engineMemory)}`;
  const gpu = gpus.length === 0 ? 'no NVIDIA GPU' : gpus.join(', ');
  const lines = [`This machine: ${readableSize(memory)} of memory, ${docker}, ${gpu}.`];
  if (engineMemory === undefined)
    lines.push('Without Docker, `bindstack try` shows everything with a stand-in.');
  else if (engineMemory < DOCUMENTED_MEMORY_BYTES)
    lines.push(
      `ImageBind needs ${readableSize(DOCUMENTED_MEMORY_BYTES)}: here the stand-in (stub) or an external endpoint fits.`,
    );
  else if (gpus.length > 0) lines.push('It can run ImageBind on the GPU: say yes to that question.');
  return lines;
}
