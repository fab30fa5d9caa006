import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunCommand } from './findFault.ts';

/** Faults that the fuzz test must find. Each breaks the commands that it runs. */
export const PLANTED = {
  'a TypeError': () => async () => ({ exitCode: 1, stdout: '', stderr: 'e', bug: new TypeError('planted') }),
  'an exit code': (run) => async (argv, cwd) => ({ ...(await run(argv, cwd)), exitCode: 42 }),
  'an exit code of another command': (run) => async (argv, cwd) => ({
    ...(await run(argv, cwd)),
    exitCode: argv.includes('--fix') ? 3 : 0,
  }),
  'an error without a message': () => async () => ({ exitCode: 2, stdout: '', stderr: '' }),
  'an add that adds again': (run) => async (argv, cwd) => {
    const ending = await run(argv, cwd);
    if (argv[0] === 'add') appendFileSync(join(cwd, argv.at(-1) ?? ''), '# again\n');
    return ending;
  },
  'a --fix that breaks the file': (run) => async (argv, cwd) => {
    const ending = await run(argv, cwd);
    if (argv.includes('--fix')) writeFileSync(join(cwd, argv.at(-1) ?? ''), 'a: [');
    return ending;
  },
  'a validate that writes': (run) => async (argv, cwd) => {
    if (argv.includes('sarif')) appendFileSync(join(cwd, argv.at(-1) ?? ''), '# touched\n');
    return run(argv, cwd);
  },
  'a file left behind': (run) => async (argv, cwd) => {
    writeFileSync(join(cwd, 'a.tmp'), '');
    return run(argv, cwd);
  },
  'an escape sequence': (run) => async (argv, cwd) => ({
    ...(await run(argv, cwd)),
    ...(argv.includes('pretty') && { stderr: '\u001b[2J' }),
  }),
  'a CI command': (run) => async (argv, cwd) => ({
    ...(await run(argv, cwd)),
    ...(argv.includes('pretty') && { stdout: ' ::error file=x::planted' }),
  }),
  'an endless loop': () => () => {
    for (;;);
  },
  'an endless wait': () => () => new Promise(() => setInterval(() => {}, 1000)),
  'an exit of the process': () => () => process.exit(0),
  'all memory': () => async () => {
    const all: unknown[][] = [];
    for (;;) all.push(new Array(1_000_000).fill({}));
  },
} as const satisfies Readonly<Record<string, (run: RunCommand) => RunCommand>>;

export type Planted = keyof typeof PLANTED;
