import { type GlobalOptions, runCli } from '../../src/cli.ts';
import type { Context } from '../../src/context.ts';
import { EXIT } from '../../src/errors.ts';
import { asFailure, failureReport, failureText } from '../../src/terminal/failure.ts';
import { capturedOutput } from './output.ts';

/** Result of a command that ran in this process. */
export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** An error that is not a Failure: a bug. */
  readonly bug?: unknown;
}

/** Runs a command in this process like src/main.ts, without a terminal, user input or environment. */
export async function inProcess(argv: readonly string[], cwd: string): Promise<Ending> {
  const json = argv.includes('--json');
  const { out, data, said } = capturedOutput({ json });
  const contextFor = ({ config }: GlobalOptions): Context => ({
    env: {},
    cwd,
    out,
    configFile: config,
    prompt: async () => undefined,
    run: async (command) => {
      throw new Error(`runs ${command}`);
    },
    stdin: async () => Buffer.alloc(0),
    signal: new AbortController().signal,
    cleanUpOnSignal: () => undefined,
  });
  const ended = (exitCode: number) => ({ exitCode, stdout: data(), stderr: said() });
  try {
    await runCli(argv, contextFor, () => out);
    return ended(EXIT.ok);
  } catch (error) {
    const failure = asFailure(error, false);
    if (!failure) return { ...ended(EXIT.failed), bug: error };
    if (!failure.reported) {
      if (json) out.report(failureReport(failure));
      else out.error(failureText(failure, out));
    }
    return ended(failure.exitCode);
  }
}
