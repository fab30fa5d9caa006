import type { RunResult } from '../../context.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { StackConfig } from '../../options/table.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import type { ProgramCommand } from '../shared/program.ts';

/** A release in a namespace of a cluster. */
export interface Cluster {
  /** Of the kubeconfig; undefined for the current one. */
  readonly context: string | undefined;
  readonly namespace: string;
  /** Name of the Helm release. */
  readonly release: string;
}

export function clusterOf({ name, kubernetes }: StackConfig): Cluster {
  return { context: kubernetes.context, namespace: kubernetes.namespace, release: name };
}

/** Flags that lead kubectl to a namespace. */
export function kubectlFlags({ context, namespace }: Cluster): string[] {
  return [...(context === undefined ? [] : ['--context', context]), '--namespace', namespace];
}

/** The same for helm. */
export function helmFlags({ context, namespace }: Cluster): string[] {
  return [...(context === undefined ? [] : ['--kube-context', context]), '--namespace', namespace];
}

/** The last lines of what a program has written, which is where it says what is wrong. */
export function lastErrorLines({ stderr }: Pick<RunResult, 'stderr'>, lines = 5): string {
  return stderr.trim().split('\n').slice(-lines).join('\n');
}

/** A command as one would type it into a shell. */
export function commandLine({ command, args, env = {} }: ProgramCommand): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...variables, ...[command, ...args].map(shellWord)].join(' ');
}

/**
 * helm has refused to do something.
 * @param file the values file that is to blame; undefined where it is not known
 */
export function helmCommandError(
  command: ProgramCommand,
  { stderr, exitCode, notFound }: RunResult,
  file?: string,
): CommandFailed {
  const line = commandLine(command);
  return new CommandFailed('helm did not do it', { line, exitCode, stderr, notFound, file });
}
