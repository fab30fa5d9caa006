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
import { standardStream } from './terminal/standardStream.ts';

/** Created when it is first asked for. */
let interruption: AbortController | undefined;

function interruptionController(): AbortController {
  interruption ??= new AbortController();
  return interruption;
}

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
        if (interruption?.signal.aborted) process.exit(EXIT.interrupted);
        interruptionController().abort();
      });
    }
  }
  return interruptionController().signal;
}

let options: GlobalOptions = {};

/** The reader is gone: `| head` has read enough (EPIPE), or the terminal was closed (EIO). Not a failure. */
const READER_GONE = new Set(['EPIPE', 'EIO']);

function stderrFailed(error: NodeJS.ErrnoException): void {
  if (!READER_GONE.has(error.code ?? '') && error.code !== 'ENOSPC') throw error;
}

function stdoutFailed(error: NodeJS.ErrnoException): void {
  if (READER_GONE.has(error.code ?? '')) return;
  // For example, the disk is full. The error may arrive after the write, so the exit code is set when the process ends.
  process.once('exit', () => {
    process.exitCode = EXIT.environment;
  });
  const failure = new Failure('environment', {
    code: 'cannot-write',
    message: 'cannot write to standard output',
    detail: reasonOf(error),
  });
  output().error(failureText(failure, output()));
}

/** Whether output may still be on its way. */
let usesNodeStreams = false;

function nodeStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  usesNodeStreams = true;
  return stream;
}

const stdout = standardStream(1, () => nodeStream(process.stdout), stdoutFailed);
const stderr = standardStream(2, () => nodeStream(process.stderr), stderrFailed);

function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (options.color === false || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  return (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') || (stderr.isTTY === true && TERM !== 'dumb');
}

/** Undefined without a terminal for both input and errors, and in CI. Questions go to standard error, like progress. */
async function terminalPrompt(): Promise<Prompt | undefined> {
  const { env } = process;
  // Standard input last: looking at it loads its stream.
  if (stderr.isTTY !== true || (env['CI'] ?? '') !== '' || process.stdin.isTTY !== true) return undefined;
  // inquirer only reads this variable, not `--no-color`.
  if (!wantsColor()) env['NO_COLOR'] = '1';
  // The terminal is in raw mode without a cursor, which must be cleaned up.
  const signal = interruptionSignal();
  const { inquirerPrompt } = await import('./wizard/inquirerPrompt.ts');
  return inquirerPrompt({ input: process.stdin, output: process.stderr }, signal);
}

function output(): Output {
  const { cwd, out, target, place } = options;
  const invocation = { program: programName(process.env), cwd, out, target, place, config: configPath() };
  return new Output({
    stdout,
    stderr,
    quiet: options.quiet ?? false,
    json: options.json ?? false,
    color: wantsColor(),
    commands: (text) => pasteable(text, invocation),
    exactDiffs: stdout.isTTY !== true && (process.env['CI'] ?? '') === '',
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
    get signal() {
      return interruptionController().signal;
    },
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
    await runCli(argv.length === 0 && (await terminalPrompt()) ? ['init'] : argv, contextFor, output);
    return EXIT.ok;
  } catch (error) {
    const out = output();
    const failure = asFailure(error, interruption?.signal.aborted ?? false);
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
  // If nothing is left to wait for, Node would only free its memory piece by piece, 2 ms.
  if (!usesNodeStreams && process.getActiveResourcesInfo().length === 0) process.exit();
});
