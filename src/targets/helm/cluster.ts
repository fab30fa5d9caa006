import type { RunResult } from '../../context.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { StackConfig } from '../../options/table.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import type { ProgramCommand } from '../shared/program.ts';

/** A release in a namespace of a cluster. */
export interface Cluster {
  /** A context of the kubeconfig; undefined for the current one. */
  readonly context: string | undefined;
  readonly namespace: string;
  /** Name of the Helm release. */
  readonly release: string;
}

export function clusterOf({ name, kubernetes }: StackConfig): Cluster {
  return { context: kubernetes.context, namespace: kubernetes.namespace, release: name };
}

/** Flags that select the context and namespace for kubectl. */
export function kubectlFlags({ context, namespace }: Cluster): string[] {
  return [...(context === undefined ? [] : ['--context', context]), '--namespace', namespace];
}

/** The same for helm. */
export function helmFlags({ context, namespace }: Cluster): string[] {
  return [...(context === undefined ? [] : ['--kube-context', context]), '--namespace', namespace];
}

/** A line of kubectl's log, such as `E1130 18:30:37.935001    3866 memcache.go:265] …`, which repeats the error below it. */
const LOG_LINE = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ /;

/** The last lines of a program's standard error, which usually contain the reason of a failure. */
export function lastErrorLines({ stderr }: Pick<RunResult, 'stderr'>, lines = 5): string {
  const all = stderr.trim().split('\n');
  const own = all.filter((line) => !LOG_LINE.test(line));
  return (own.length > 0 ? own : all).slice(-lines).join('\n');
}

/** A command line that can be pasted into a shell. */
export function commandLine({ command, args, env = {} }: ProgramCommand): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...variables, ...[command, ...args].map(shellWord)].join(' ');
}

/**
 * The error for a helm command that failed.
 * @param file the values file that caused it; undefined if it is not known
 */
export function helmCommandError(
  command: ProgramCommand,
  { stderr, exitCode, notFound }: RunResult,
  file?: string,
): CommandFailed {
  const line = commandLine(command);
  return new CommandFailed('helm failed', { line, exitCode, stderr, notFound, file });
}
