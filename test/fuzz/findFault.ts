import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FINDINGS_FORMATS, type FindingsFormat } from '../../src/lint/report/formats.ts';
import type { Kind } from '../../src/lint/rule.ts';
import type { Ending, inProcess } from '../support/inProcess.ts';

/** A file on which to run the commands. */
export interface Case {
  readonly name: string;
  readonly text: string;
  readonly kind?: Kind | undefined;
  /** The formats of `validate` to run; all by default. */
  readonly formats?: readonly FindingsFormat[];
}

/** Runs a command, as `inProcess` does. */
export type RunCommand = typeof inProcess;

/** The documented exit codes for any file. Repeated here, so a new one is reported. */
const CODES = { validate: [0, 2, 4], add: [0, 2, 3] } as const;

const parses = (text: string) =>
  parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false }).every(
    ({ errors }) => errors.length === 0,
  );

class Fault extends Error {}

/**
 * Runs `validate`, `validate --fix` and `add` on a file and returns what they do wrong; undefined if nothing. A command
 * that never ends is detected by another thread: see `watchdog.ts`.
 * @param begin called with each command line before it runs
 */
export async function findFault(
  one: Case,
  run: RunCommand,
  begin: (line: string) => void,
): Promise<string | undefined> {
  const cwd = mkdtempSync(join(tmpdir(), 'bindstack-fuzz-'));
  try {
    await runAll(one, cwd, run, begin);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    return error instanceof Error ? (error.stack ?? String(error)) : String(error);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function runAll(
  { name, text, kind, formats = FINDINGS_FORMATS }: Case,
  cwd: string,
  run: RunCommand,
  begin: (line: string) => void,
): Promise<void> {
  const path = join(cwd, name);
  const given = kind === undefined ? [] : ['--kind', kind];
  const command = async (verb: keyof typeof CODES, ...flags: readonly string[]) => {
    const line = [verb, ...flags, ...given, '--', name];
    begin(line.join(' '));
    const ending = await run(line, cwd);
    checkEnding(ending, verb, flags);
    const others = readdirSync(cwd).filter((file) => file !== name);
    if (others.length > 0) throw new Fault(`${line.join(' ')} leaves ${others}`);
    return ending;
  };
  /** Runs a command that may change the file, and checks that a second run changes nothing more. */
  const runTwice = async (verb: keyof typeof CODES, ...flags: readonly string[]) => {
    writeFileSync(path, text);
    const { exitCode } = await command(verb, ...flags);
    const after = readFileSync(path, 'utf8');
    if (after === text) return;
    if (parses(text) && !parses(after)) throw new Fault(`${verb} breaks it:\n${after}`);
    const second = await command(verb, ...flags);
    const again = readFileSync(path, 'utf8');
    if (again !== after) throw new Fault(`${verb} is not done after one run:\n${after}\n=====\n${again}`);
    if (second.exitCode !== exitCode)
      throw new Fault(`${verb} exits with ${exitCode}, then with ${second.exitCode}: ${second.stderr}`);
  };

  writeFileSync(path, text);
  for (const format of formats) {
    const { stdout } = await command('validate', '--format', format);
    if (format === 'json') checkFindings(JSON.parse(stdout));
  }
  if (readFileSync(path, 'utf8') !== text) throw new Fault('validate changes the file');
  await runTwice('validate', '--fix');
  await runTwice('add');
}

function checkEnding(
  { exitCode, stdout, stderr, bug }: Ending,
  verb: keyof typeof CODES,
  flags: readonly string[],
) {
  const line = [verb, ...flags].join(' ');
  if (bug !== undefined) throw new Fault(`${line}: ${bug instanceof Error ? bug.stack : String(bug)}`);
  if (!CODES[verb].some((code) => code === exitCode))
    throw new Fault(`${line} exits with ${exitCode}, which is not documented: ${stderr}`);
  if (exitCode !== 0 && `${stdout}${stderr}`.trim() === '')
    throw new Fault(`${line} exits with ${exitCode} and prints nothing`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
  const acts = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(`${stdout}${stderr}`);
  if (acts) throw new Fault(`${line} prints ${JSON.stringify(acts[0])}`);
  const ci = /^\s*::(?:error|warning|notice|debug|set-|add-|save-|stop-|group|echo).*/m.exec(
    flags.includes('github') ? stderr : `${stdout}\n${stderr}`,
  );
  if (ci) throw new Fault(`${line} prints a CI command: ${ci[0]}`);
}

interface Report {
  readonly findings: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

function checkFindings({ findings }: Report): void {
  for (const { line, column, message } of findings)
    if (!(line >= 1 && column >= 1) || message === '')
      throw new Fault(`a finding without a place or a message: ${message}`);
}
