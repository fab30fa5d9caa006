import { spawnSync } from 'node:child_process';
import type { Requirement } from './requirements.ts';

/** The last line of a program's error output if it fails; otherwise undefined. */
export function failureOf(command: string, args: readonly string[], cwd?: string): string | undefined {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').at(-1));
}

/** A requirement that is installed on first use. */
export function installed(name: string, install: () => string | undefined): Requirement {
  let result: { readonly reason: string | undefined } | undefined;
  return () => {
    if (!result) {
      const failure = install();
      result = { reason: failure && `${name} cannot be installed: ${failure}` };
    }
    return result.reason;
  };
}

/** Installs packages into a new virtual environment. Returns what failed. */
export function pythonEnvironment(directory: string, packages: readonly string[]): string | undefined {
  return (
    failureOf('python3', ['-m', 'venv', directory]) ??
    failureOf(`${directory}/bin/python`, [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'],
      ...packages,
    ])
  );
}
