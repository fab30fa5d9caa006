import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStandaloneArguments } from '../../src/stub/options.ts';
import { startStub } from '../../src/stub/server.ts';

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bindstack-stub-'));
  bundle = join(folder, 'server.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/stub/standalone.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function launch(...args: string[]): Promise<{ child: ChildProcess; lines: string[]; url: string }> {
  const child = spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const url = /Listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, lines, url };
  }
  throw new Error(`the stub never listened: ${lines.join('\n')}`);
}

describe('the standalone server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('logs, responds, and exits with 0 on %s', async (signal) => {
    const { child, lines, url } = await launch('--host', '127.0.0.1', '--port', '0');
    expect(lines).toEqual([
      'INFO:     Running the bindstack stub (not ImageBind)',
      expect.stringMatching(/^INFO: {5}Listening on http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    expect((await fetch(`${url}/.well-known/ready`)).status).toBe(204);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('exits with 0 while a request hangs', async () => {
    const { child, url } = await launch('--host', '127.0.0.1', '--port', '0', '--fail', 'hang');
    const hanging = fetch(`${url}/meta`).catch((error: Error) => error);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await hanging).toBeInstanceOf(Error);
  });

  it.each([
    [['--port', 'x'], "ERROR:    --port takes a whole number from 0 to 65535, not 'x'\n"],
    [['--port', '65536'], "ERROR:    --port takes a whole number from 0 to 65535, not '65536'\n"],
    [['--delay-ms=-1'], "ERROR:    --delay-ms takes a whole number from 0 to 2147483647, not '-1'\n"],
    [
      ['--ready-after-ms', '1.5'],
      "ERROR:    --ready-after-ms takes a whole number from 0 to 2147483647, not '1.5'\n",
    ],
    [['--fail', 'often'], "ERROR:    --fail takes one of vectorize, ready, hang, not 'often'\n"],
    [['--nothing'], expect.stringMatching(/^ERROR: {4}.*--nothing.*\n$/)],
    [['--port', '-1'], expect.stringMatching(/^ERROR: {4}.*--port.*\n$/)],
    [['8080'], expect.stringMatching(/^ERROR: {4}.*8080.*\n$/)],
  ])('exits with 2 and one line on %j', (args, line) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([2, '', line]);
  });

  it('exits with 1 and one line if the port is in use', async () => {
    const { port, close } = await startStub();
    const args = [bundle, '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(Buffer.concat(errors).toString()).toMatch(/^ERROR: {4}listen EADDRINUSE.*\n$/);
    await close();
  });
});

describe('its arguments', () => {
  it('default to those of the real container', () => {
    expect(readStandaloneArguments([])).toEqual({ host: '0.0.0.0', port: 8080 });
  });

  it('are all used', () => {
    const argv = '--host ::1 --port 9000 --delay-ms 10 --ready-after-ms 20 --fail ready'.split(' ');
    expect(readStandaloneArguments(argv)).toEqual({
      host: '::1',
      port: 9000,
      delayMs: 10,
      readyAfterMs: 20,
      fail: 'ready',
    });
  });
});
