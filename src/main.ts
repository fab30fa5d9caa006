import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type GlobalOptions, runCli } from './cli.ts';
import type { Context } from './context.ts';
import { EXIT, Failure, reasonOf } from './errors.ts';
import { makeRun } from './run.ts';
import { asFailure, bugText, failureReport, failureText } from './terminal/failure.ts';
import { Output } from './terminal/output.ts';
import { pasteable, programName } from './terminal/pasteable.ts';
import type { Prompt } from './terminal/prompt.ts';

const interruption = new AbortController();
let handlesSignals = false;

/**
 * The signal that asks a command to stop. Handlers are installed on the first call: until then there is nothing to clean
 * up, and Ctrl-C ends the process at once, even while it computes or waits for a pipe.
 */
function interruptionSignal(): AbortSignal {
  if (!handlesSignals) {
    handlesSignals = true;
    // SIGHUP: the terminal was closed, or the SSH connection lost.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // A second signal ends the process without waiting for the cleanup.
        if (interruption.signal.aborted) process.exit(EXIT.interrupted);
        interruption.abort();
      });
    }
  }
  return interruption.signal;
}

let options: GlobalOptions = {};

/** The reader is gone: `| head` has read enough (EPIPE), or the terminal was closed (EIO). Not a failure. */
const READER_GONE = new Set(['EPIPE', 'EIO']);

process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (!READER_GONE.has(error.code ?? '') && error.code !== 'ENOSPC') throw error;
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (READER_GONE.has(error.code ?? '')) return;
  // For example, the disk is full. The error arrives after the write, so the exit code is set when the process ends.
  process.once('exit', () => {
    process.exitCode = EXIT.environment;
  });
  const failure = new Failure('environment', {
    code: 'cannot-write',
    message: 'cannot write to standard output',
    detail: reasonOf(error),
  });
  output().error(failureText(failure, output()));
});

function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (options.color === false || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  return (
    (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') || (process.stderr.isTTY === true && TERM !== 'dumb')
  );
}

/** Undefined without a terminal for both input and errors, and in CI. Questions go to standard error, like progress. */
async function terminalPrompt(): Promise<Prompt | undefined> {
  const { stdin, stderr, env } = process;
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true && (env['CI'] ?? '') === '';
  if (!isInteractive) return undefined;
  // inquirer only reads this variable, not `--no-color`.
  if (!wantsColor()) env['NO_COLOR'] = '1';
  // The terminal is in raw mode without a cursor, which must be cleaned up.
  const signal = interruptionSignal();
  const { inquirerPrompt } = await import('./wizard/inquirerPrompt.ts');
  return inquirerPrompt({ input: stdin, output: stderr }, signal);
}

function output(): Output {
  const { cwd, out, target } = options;
  const invocation = { program: programName(process.env), cwd, out, target, config: configPath() };
  return new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    quiet: options.quiet ?? false,
    json: options.json ?? false,
    color: wantsColor(),
    commands: (text) => pasteable(text, invocation),
    exactDiffs: process.stdout.isTTY !== true && (process.env['CI'] ?? '') === '',
  });
}

/** The value of `--config`; undefined if a later command could not read it again, for example from a pipe. */
function configPath(): string | undefined {
  const { cwd = '.', config } = options;
  try {
    return config !== undefined && statSync(resolve(cwd, config)).isFile() ? config : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Failure `no-such-directory` (usage) */
function directoryOf({ cwd = '.' }: GlobalOptions): string {
  const directory = resolve(cwd);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  throw new Failure('usage', {
    code: 'no-such-directory',
    message: `--cwd: the directory ${directory} does not exist`,
    suggestion: 'create it, or use --out DIR, which creates it',
  });
}

function contextFor(given: GlobalOptions): Context {
  options = given;
  return {
    env: process.env,
    cwd: directoryOf(given),
    out: output(),
    configFile: given.config,
    prompt: terminalPrompt,
    run: (...args) => makeRun(interruptionSignal())(...args),
    stdin: () => buffer(process.stdin),
    signal: interruption.signal,
    cleanUpOnSignal: () => void interruptionSignal(),
  };
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  // Read before parsing, because they also apply to errors about the arguments.
  options = {
    json: argv.includes('--json'),
    debug: argv.includes('--debug'),
    color: !argv.includes('--no-color'),
  };
  try {
    await runCli(argv.length === 0 && (await terminalPrompt()) ? ['init'] : argv, contextFor);
    return EXIT.ok;
  } catch (error) {
    const out = output();
    const failure = asFailure(error, interruption.signal.aborted);
    if (!failure) {
      out.error(bugText(error, options.debug ?? false));
      return EXIT.failed;
    }
    if (failure.reported) return failure.exitCode;
    if (out.json) out.report(failureReport(failure));
    else out.error(failureText(failure, out));
    if (options.debug && failure.stack !== undefined) out.error(failure.stack);
    return failure.exitCode;
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
