import { spawn } from 'node:child_process';
import { readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isRunning, startTimeOf } from '../../../src/processIdentity.ts';
import type { ProcessRecord } from '../../../src/saved/localStack.ts';
import {
  lastLines,
  processesWritingTo,
  startDetached,
  stopDetached,
} from '../../../src/targets/embedded/localProcess.ts';
import { directoryForTests } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';

const directory = directoryForTests();
const started: ProcessRecord[] = [];

afterEach(async () => {
  for (const process of started.splice(0)) await stopDetached(process);
});

/** Starts a real Node process that runs this script. */
async function node(script: string, env: Record<string, string> = {}): Promise<ProcessRecord> {
  const log = join(directory(), 'log');
  const command = { command: process.execPath, args: ['-e', script], env, cwd: directory(), log };
  const record = await startDetached({ service: 'weaviate', ...command });
  started.push(record);
  return record;
}

/** Waits until the log contains a text. */
async function logged(text: string): Promise<void> {
  while (!(await readFile(join(directory(), 'log'), 'utf8')).includes(text)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const FOREVER = 'setInterval(() => {}, 1000); console.log("up");';

describe('a process that bindstack has started', () => {
  it('runs until it is stopped', async () => {
    const record = await node(FOREVER);
    expect(await isRunning(record)).toBe(true);
    await logged('up');
    await stopDetached(record);
    expect(await isRunning(record)).toBe(false);
    expect(await startTimeOf(record.pid)).toBeUndefined();
  });

  it('can shut down by itself on SIGTERM', async () => {
    const record = await node(
      `process.once('SIGTERM', () => { console.log('bye'); process.exit(0); }); ${FOREVER}`,
    );
    await logged('up');
    await stopDetached(record);
    expect(await lastLines(record)).toBe('up\nbye');
  });

  it('writes both of its outputs to a log, which is overwritten', async () => {
    await writeFile(join(directory(), 'log'), 'old\n');
    const record = await node('console.log("out"); console.error("err");');
    await logged('err');
    expect(await readFile(record.log, 'utf8')).not.toContain('old');
    expect((await readFile(record.log, 'utf8')).split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('has a log of mode 0600', async () => {
    const record = await node('');
    expect((await stat(record.log)).mode & 0o777).toBe(0o600);
  });

  it('inherits no environment variables', async () => {
    await node('console.log(Object.keys(process.env).sort().join() + ";")', { A: '1' });
    await logged(';');
    // macOS adds a variable to every process.
    expect((await readFile(join(directory(), 'log'), 'utf8')).replace(',__CF_USER_TEXT_ENCODING', '')).toBe(
      'A;\n',
    );
  });
});

describe.runIf(process.platform === 'linux')('a wrapper script', () => {
  /** A script that starts a program and waits for it, or does not. */
  async function wrapper(wait: string): Promise<ProcessRecord> {
    const script = join(directory(), 'wrapper');
    await writeFile(script, `#!/bin/sh\n"$@" &\n${wait}\n`, { mode: 0o755 });
    const args = [process.execPath, '-e', FOREVER];
    const log = join(directory(), 'log');
    const record = await startDetached({
      service: 'weaviate',
      command: script,
      args,
      env: {},
      cwd: directory(),
      log,
    });
    started.push(record);
    await logged('up');
    return record;
  }

  it.each([
    ['that waits', 'wait'],
    ['that has exited', 'exit 0'],
  ])('%s is stopped together with what it has started', async (_, wait) => {
    const record = await wrapper(wait);
    expect((await processesWritingTo([record.log])).length).toBeGreaterThan(0);
    await stopDetached(record);
    expect(await processesWritingTo([record.log])).toEqual([]);
  });
});

describe('an unrelated process', () => {
  it('with the same id is left alone', async () => {
    const record = await node(FOREVER);
    const stranger = { ...record, start: `${record.start}0`, log: join(directory(), 'another') };
    expect(await isRunning(stranger)).toBe(false);
    await stopDetached(stranger);
    expect(await isRunning(record)).toBe(true);
  });

  it('counts as exited if there is no process with its id', async () => {
    // Above the highest process id on Linux.
    const record = { service: 'weaviate', pid: 2 ** 22 + 1, start: '1', log: '' } as const;
    expect(await startTimeOf(record.pid)).toBeUndefined();
    expect(await isRunning(record)).toBe(false);
    await expect(stopDetached(record)).resolves.toBeUndefined();
  });

  it('never includes a process without a standard output', async () => {
    const closed = spawn('sh', ['-c', 'exec sleep 60 >&-'], { stdio: 'ignore' });
    try {
      await expect.poll(() => readlink(`/proc/${closed.pid}/fd/1`).catch(() => 'none')).toBe('none');
      expect(await processesWritingTo([''])).toEqual([]);
    } finally {
      closed.kill();
    }
  });
});

it('identifies a process by its start time, which never changes', async () => {
  const own = await startTimeOf(process.pid);
  expect(own).toMatch(/./);
  expect(await startTimeOf(process.pid)).toBe(own);
});

it('fails to start a program that does not exist', async () => {
  const log = join(directory(), 'log');
  const command = { command: join(directory(), 'none'), args: [], env: {}, cwd: directory(), log };
  const failure = await failureOf(() => startDetached({ service: 'weaviate', ...command }));
  expect(failure).toMatchObject({ exitCode: 5, code: 'cannot-start' });
});

it.each([
  ['', 5, ''],
  ['a\nb\n', 5, 'a\nb'],
  ['1\n2\n3\n', 2, '2\n3'],
])('the last lines of %j', async (text, count, expected) => {
  const log = join(directory(), 'log');
  await writeFile(log, text);
  expect(await lastLines({ service: 'weaviate', pid: 1, start: '', log }, count)).toBe(expected);
});

it('reads no lines from a log that does not exist', async () => {
  expect(await lastLines({ service: 'weaviate', pid: 1, start: '', log: join(directory(), 'x') })).toBe('');
});
