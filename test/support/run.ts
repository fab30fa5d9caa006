import type { Run, RunResult } from '../../src/context.ts';

type Answer = Partial<RunResult>;

/**
 * A test double that runs no program: it returns the answer for a command line, and throws for an unexpected one.
 * @returns the function, and the command lines it was called with
 */
export function fakeRun(answers: Readonly<Record<string, Answer>>): { run: Run; called: string[] } {
  const called: string[] = [];
  const run: Run = async (command, args) => {
    const line = [command, ...args].join(' ');
    called.push(line);
    const answer = answers[line];
    if (answer === undefined) throw new Error(`unexpected command: ${line}`);
    return { exitCode: 0, stdout: '', stderr: '', notFound: false, ...answer };
  };
  return { run, called };
}
