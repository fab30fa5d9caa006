import { totalmem } from 'node:os';
import type { Context } from '../context.ts';
import { readableSize } from '../formats/size.ts';
import { engineMemoryQuery } from '../targets/compose/composeCommand.ts';
import { nvidiaQuery } from '../targets/compose/preflight/nvidia.ts';
import { serverVersion } from '../targets/helm/kubectlCommand.ts';
import { runProgram } from '../targets/shared/program.ts';

/** What a machine has that makes a difference for the questions. */
export interface Machine {
  /** Memory of the Docker engine (on a desktop, of its virtual machine) in bytes; undefined without an engine. */
  readonly engineMemory: number | undefined;
  /** Memory of the machine itself, in bytes. */
  readonly memory: number;
  /** Names of the NVIDIA GPUs that the driver reports. */
  readonly gpus: readonly string[];
  /** Whether a Kubernetes cluster responds. */
  readonly hasCluster: boolean;
}

/** Milliseconds; short, because the user is waiting. */
const TIMEOUT = 3000;

/** kubectl reports the reason itself if it stops before `TIMEOUT`. */
const REQUEST_TIMEOUT = ['--request-timeout', '2s'];

/**
 * Finds out what this machine has.
 * @param kubeContext the kubeconfig context to query; undefined for the current one
 */
export async function inspectMachine(
  { run }: Pick<Context, 'run'>,
  kubeContext: string | undefined,
): Promise<Machine> {
  const version = serverVersion({ context: kubeContext, namespace: 'default', release: '' });
  const [docker, nvidia, kubernetes] = await Promise.all([
    runProgram(run, engineMemoryQuery, { timeout: TIMEOUT }),
    runProgram(run, nvidiaQuery('name'), { timeout: TIMEOUT }),
    runProgram(run, { ...version, args: [...version.args, ...REQUEST_TIMEOUT] }, { timeout: TIMEOUT }),
  ]);
  const engineMemory = Number(docker.stdout.trim());
  return {
    engineMemory: docker.exitCode === 0 && engineMemory > 0 ? engineMemory : undefined,
    memory: totalmem(),
    gpus: nvidia.exitCode === 0 ? nvidia.stdout.trim().split('\n').filter(Boolean) : [],
    hasCluster: kubernetes.exitCode === 0,
  };
}

/** Describes the machine in one line. */
export function describeMachine({ engineMemory, memory, gpus, hasCluster }: Machine): string {
  const parts = [
    `${readableSize(memory)} of memory`,
    engineMemory === undefined ? 'no Docker engine' : `Docker with ${readableSize(engineMemory)}`,
    hasCluster ? 'a Kubernetes cluster' : 'no Kubernetes cluster',
    gpus.length === 0 ? 'no NVIDIA GPU' : gpus.join(', '),
  ];
  return `This machine: ${parts.join(', ')}.`;
}
