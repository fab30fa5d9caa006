import { describe, expect, it } from 'vitest';
import { STUB_MODEL } from '../../src/facts/imageBind/serverErrors.ts';
import { lineOf, type RunningCommand } from '../support/command.ts';
import { takePort } from '../support/listener.ts';
import { newPlace } from '../support/place.ts';

interface Listening {
  readonly url: string;
  readonly port: number;
}

/** A stub on a free port, until the end of the test. */
async function startStub(flags = ''): Promise<{ command: RunningCommand } & Listening> {
  const command = newPlace().start(`stub --port 0 --json ${flags}`);
  await command.said('"port":');
  return { command, ...(JSON.parse(command.stdout) as Listening) };
}

async function vectorize(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}/vectorize`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
}

const ready = async (url: string) => (await fetch(`${url}/.well-known/ready`)).status;

describe('bindstack stub', () => {
  it('prints its address as data, and says that it is not ImageBind', async () => {
    const { command, url, port } = await startStub();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(JSON.parse(command.stdout)).toEqual({ url, port });
    expect(await ready(url)).toBe(204);
    expect(await (await fetch(`${url}/meta`)).json()).toMatchObject({ model: STUB_MODEL });
    const { textVectors } = (await (await vectorize(url, { texts: ['a'] })).json()) as {
      textVectors: number[][];
    };
    expect(textVectors[0]).toHaveLength(1024);

    const { stderr } = await command.endedBy('SIGTERM');
    expect(stderr).toContain('It is a small fake of the ImageBind server');
  });

  it('without --json, prints to standard error only', async () => {
    const command = newPlace().start('stub --port 0');
    await command.said('listening on http://127.0.0.1:');
    expect(command.stdout).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s, even while a request waits', async (signal) => {
    const { command, url } = await startStub('--delay-ms 60000');
    const waiting = vectorize(url, { texts: ['a'] }).catch((error: Error) => error);
    expect(await ready(url)).toBe(204);
    // Being stopped is the normal end.
    expect((await command.endedBy(signal)).exitCode).toBe(0);
    expect(await waiting).toBeInstanceOf(Error);
    await expect(ready(url)).rejects.toThrow();
  });

  it('--fail vectorize returns 500', async () => {
    const { url } = await startStub('--fail vectorize');
    expect(await ready(url)).toBe(204);
    expect((await vectorize(url, { texts: ['a'] })).status).toBe(500);
  });

  it('--fail ready is never ready', async () => {
    const { url } = await startStub('--fail ready');
    expect(await ready(url)).toBe(503);
  });

  it('--fail hang accepts and never responds', async () => {
    const { url } = await startStub('--fail hang');
    await expect(fetch(url, { signal: AbortSignal.timeout(500) })).rejects.toThrow('timeout');
  });

  it('--ready-after-ms is not ready earlier', async () => {
    const { url } = await startStub('--ready-after-ms 3600000');
    expect(await ready(url)).toBe(503);
  });

  it.each([
    ['--port web', "--port takes a whole number from 0 to 65535, not 'web'"],
    ['--port 65536', "--port takes a whole number from 0 to 65535, not '65536'"],
    ['--delay-ms -1', '--delay-ms takes a whole number'],
    ['--fail often', "--fail takes one of vectorize, ready, hang, not 'often'"],
    ['--colour red', "unknown option '--colour'"],
  ])('stub %s: exit code 2', async (flags, message) => {
    const { exitCode, stdout, stderr } = await newPlace().run(`stub ${flags}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(lineOf(stderr)).toContain(`error: ${message}`);
  });

  it('exit code 5 if the port is in use', async () => {
    const { exitCode, stderr } = await newPlace().run(`stub --port ${await takePort()}`);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/^error: cannot listen on 127\.0\.0\.1:\d+\n.*EADDRINUSE/);
    expect(stderr).toContain('--port 0');
  });
});
