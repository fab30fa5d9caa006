import type { Output } from './terminal/output.ts';
import type { Prompt } from './terminal/prompt.ts';

/** The result of running a program. */
export interface RunResult {
  /** Undefined if the program could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The program does not exist. */
  readonly notFound: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the program is stopped. */
  readonly timeout?: number;
  /** Called for each line of standard error while the program runs. */
  readonly onErrorLine?: (line: string) => void;
  /** Called for each line of standard output, which is then not buffered. */
  readonly onLine?: (line: string) => void;
  /** Standard input of the program; empty by default. */
  readonly input?: string;
  /** The program does not exit on its own: it is stopped together with this process, even if that is killed. */
  readonly isEndless?: boolean;
  /** Stops the program when aborted, in addition to Ctrl-C. */
  readonly signal?: AbortSignal;
  /** Run even after Ctrl-C: for cleanup. */
  readonly evenIfInterrupted?: boolean;
}

/** Runs a program until it exits; a failure is a result, not an exception. Arguments are data, never a shell string. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** A command's access to the outside world. Functions take only what they use: `Pick<Context, 'run' | 'out'>`. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path: `--cwd`, or where bindstack was called. */
  readonly cwd: string;
  readonly out: Output;
  /** `--config`; undefined to use the bindstack.yaml of the directory, if there is one. */
  readonly configFile: string | undefined;
  /** Asks questions; undefined without a terminal or in CI. */
  readonly prompt: () => Promise<Prompt | undefined>;
  readonly run: Run;
  /** Reads all of standard input. */
  readonly stdin: () => Promise<Buffer>;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP, once the command has called `cleanUpOnSignal`, `prompt` or `run`. */
  readonly signal: AbortSignal;
  /** From now on, these signals abort `signal`; before, they end the process at once. */
  readonly cleanUpOnSignal: () => void;
}
