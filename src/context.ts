import type { Output } from './terminal/output.ts';
import type { Prompt } from './terminal/prompt.ts';

/** What came back from a program. */
export interface RunResult {
  /** Undefined when it could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The program does not exist. */
  readonly notFound: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the program is ended. */
  readonly timeout?: number;
  /** Called with each line of standard error while the program runs. */
  readonly onErrorLine?: (line: string) => void;
  /** Called with each line of standard output, which is then not kept. */
  readonly onLine?: (line: string) => void;
  /** What the program reads from its standard input; nothing where it is not given. */
  readonly input?: string;
  /** The program does not end by itself: it ends with this process, even where that is killed. */
  readonly isEndless?: boolean;
  /** Ends the program when it is aborted, beside what the user does. */
  readonly signal?: AbortSignal;
  /** Go on even though the user has interrupted: for cleaning up. */
  readonly evenIfInterrupted?: boolean;
}

/** Runs a program to its end; a failure is a result, not an exception. Arguments are data, never a shell string. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** What a command may touch. Each part takes only what it uses: `Pick<Context, 'run' | 'out'>`. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; `--cwd` or where the command was called. */
  readonly cwd: string;
  readonly out: Output;
  /** `--config`; undefined where the bindstack.yaml of the directory counts, if there is one. */
  readonly configFile: string | undefined;
  /** `--cwd` and `--config` as they were given, for a command that is shown to be repeated. */
  readonly whereFlags: readonly string[];
  /** A way to ask; undefined where nobody can answer: no terminal, or CI. */
  readonly prompt: () => Promise<Prompt | undefined>;
  readonly run: Run;
  /** Everything that comes in through standard input. */
  readonly stdin: () => Promise<Buffer>;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP, once the command has said that it cleans up, asks, or runs a program. */
  readonly signal: AbortSignal;
  /** From here on these signals abort `signal`; before, they end the process at once. */
  readonly cleanUpOnSignal: () => void;
}
