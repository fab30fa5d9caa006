import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { filesBeside } from '../files/lintInputs.ts';
import { fix } from '../lint/fix.ts';
import { type LintInput, lint } from '../lint/lint.ts';
import type { ReportedFinding } from '../lint/rule.ts';

export interface CheckOptions {
  /** Directory of the files that are read beside an input. */
  readonly cwd: string;
  readonly fix: boolean;
  /** Ids of rules. */
  readonly disabled: ReadonlySet<string>;
  /** Names of the files that `fix` may change. */
  readonly editable: ReadonlySet<string>;
}

/** What was found in an input, and the texts of its files that fixes have changed. */
export interface CheckedInput {
  readonly findings: readonly ReportedFinding[];
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: number;
  readonly isIncomplete: boolean;
}

/** Checks an input, and fixes it in memory if that is wanted. */
export function checkInput(input: LintInput, { fix: fixes, disabled, editable }: CheckOptions): CheckedInput {
  const isEnabled = (rule: string) => !disabled.has(rule);
  const { result, ...changes } = fixes
    ? fix(input, isEnabled, (name) => editable.has(name))
    : { result: lint(input), texts: new Map<string, string>(), fixed: 0, isIncomplete: false };
  return { ...changes, findings: result.findings.filter(({ rule }) => isEnabled(rule)) };
}

/** An input as a worker gets it: without functions. */
export interface SentInput extends Omit<LintInput, 'beside'> {
  readonly readsBeside: boolean;
}

/**
 * Fewer inputs are checked sooner without workers: two workers take 0.3 s of processor time to start and to compile what
 * one process has compiled already, as long as one process takes for about 100 files.
 */
const WORTH_WORKERS = 120;

/** Inputs in one message: few, so that all workers are busy until the end. */
const BATCH = 8;

/** Checks all inputs, with several workers if there are many; the results are in the order of the inputs. */
export async function checkInputs(
  inputs: readonly LintInput[],
  options: CheckOptions,
): Promise<readonly CheckedInput[]> {
  const useful = Math.floor(inputs.length / (WORTH_WORKERS / 2));
  const workers = useful < 2 ? 1 : Math.min(availableParallelism(), useful);
  if (workers < 2) return inputs.map((input) => checkInput(input, options));
  const checked: CheckedInput[] = [];
  let next = 0;
  const work = async () => {
    const worker = new Worker(workerFile(), { workerData: options });
    try {
      while (next < inputs.length) {
        const at = next;
        next += BATCH;
        const results = await answer(worker, inputs.slice(at, next).map(sent));
        for (const [index, result] of results.entries()) checked[at + index] = result;
      }
    } finally {
      // Ends it after it has kept its compiled code.
      worker.postMessage([]);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return checked;
}

/** What a worker finds in these inputs. */
function answer(worker: Worker, batch: readonly SentInput[]): Promise<readonly CheckedInput[]> {
  return new Promise((done, failed) => {
    const ended = () => failed(new Error('a worker ended without an answer'));
    worker.once('error', failed).once('exit', ended);
    worker.once('message', (results) => {
      worker.off('error', failed).off('exit', ended);
      done(results);
    });
    worker.postMessage(batch);
  });
}

function sent({ beside, ...input }: LintInput): SentInput {
  return { ...input, readsBeside: beside !== undefined };
}

/** The input that a worker was sent. */
export function received({ readsBeside, ...input }: SentInput, cwd: string): LintInput {
  return readsBeside ? { ...input, beside: filesBeside(cwd) } : input;
}

/** `dist/worker.js`, above the chunk that this code is in. */
function workerFile(): URL {
  return new URL('../worker.js', import.meta.url);
}
