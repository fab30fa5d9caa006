import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkComposeFile, probeComposeFile } from '../../../src/targets/compose/preflight/compose.ts';
import { checkComposeKey } from '../../../src/targets/compose/preflight/composeChecks.ts';
import { checkInferenceMode, checkPlatform } from '../../../src/targets/embedded/preflight/embeddedChecks.ts';
import {
  type BinaryProbe,
  checkBinary,
  probeBinary,
} from '../../../src/targets/embedded/preflight/weaviateBinary.ts';
import { checkApiKey, probeApiKey } from '../../../src/targets/shared/preflight/apiKey.ts';
import { TIMED_OUT } from '../../../src/targets/shared/preflight/timeouts.ts';
import { configOf } from '../../support/config.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { fakeRun } from '../../support/run.ts';
import { CONFIGS } from '../compose/recordings.ts';
import { resultLine } from './fixtures.ts';

const directory = directoryForTests();
const { signal } = new AbortController();

describe('docker-compose.yml', () => {
  const line = (...files: string[]) =>
    `docker compose --project-directory ${directory()} ${files.map((name) => `--file ${join(directory(), name)} `).join('')}config --format json`;

  it('does not exist, so nothing is run', async () => {
    const { run, called } = fakeRun({});
    const probe = await probeComposeFile({ run, cwd: directory() });
    const result = checkComposeFile(probe);
    expect([resultLine(result), result.suggestion]).toEqual([
      'warn: not generated yet',
      'bindstack generate',
    ]);
    expect(called).toEqual([]);
  });

  it('is read with the override next to it', async () => {
    await fill(directory(), { 'docker-compose.yml': 'x', 'compose.override.yaml': 'y' });
    const { run } = fakeRun({
      [line('docker-compose.yml', 'compose.override.yaml')]: { stdout: CONFIGS.defaults },
    });
    const probe = await probeComposeFile({ run, cwd: directory() });
    expect(probe.needs?.project).toBe('bindstack');
    expect(resultLine(checkComposeFile(probe))).toBe('pass: accepted, with compose.override.yaml');
  });

  it.each([
    [
      {
        exitCode: 15,
        stderr: 'time="…" level=warning\nvalidating x: services.weaviate.ports must be a list\n',
      },
      'fail: validating x: services.weaviate.ports must be a list',
    ],
    [TIMED_OUT, 'fail: no response within 10 s'],
    [{ exitCode: 0, stdout: '' }, 'fail: Compose prints no project'],
    [{ exitCode: undefined, notFound: true }, 'skip: Docker Compose is not installed'],
    [
      { exitCode: 1, stderr: 'docker: unknown command: docker compose\n' },
      'skip: Docker Compose is not installed',
    ],
  ])('%j: %s', async (answer, expected) => {
    await fill(directory(), { 'docker-compose.yml': 'x' });
    const { run } = fakeRun({ [line('docker-compose.yml')]: answer });
    expect(resultLine(checkComposeFile(await probeComposeFile({ run, cwd: directory() })))).toBe(expected);
  });

  it.each([
    [
      'yaml: line 1: did not find expected node content',
      'fix compose.override.yaml; to check both files: bindstack validate docker-compose.yml',
    ],
    ['required variable NOPE is missing a value: no value', 'set NOPE in .env, or export it'],
  ])('is not blamed for errors in the override: %s', async (stderr, advice) => {
    await fill(directory(), { 'docker-compose.yml': 'x', 'compose.override.yaml': 'y' });
    const { run } = fakeRun({
      [line('docker-compose.yml', 'compose.override.yaml')]: { exitCode: 1, stderr },
      [line('docker-compose.yml')]: { stdout: CONFIGS.defaults },
    });
    const result = checkComposeFile(await probeComposeFile({ run, cwd: directory() }));
    expect([resultLine(result), result.title]).toEqual([`fail: ${stderr}`, 'compose.override.yaml']);
    expect(result.suggestion).toContain(advice);
    expect(result.suggestion).not.toContain('generate');
  });

  it('is read with a placeholder if the key is missing, which another check reports', async () => {
    await fill(directory(), { 'docker-compose.yml': 'x' });
    const stderr =
      'error while interpolating services.weaviate.environment.X: required variable WEAVIATE_API_KEY is missing a value: X\n';
    const envs: unknown[] = [];
    const probe = await probeComposeFile({
      cwd: directory(),
      run: async (_command, _args, options) => {
        envs.push(options?.env);
        const isFirst = envs.length === 1;
        return {
          exitCode: isFirst ? 15 : 0,
          stdout: isFirst ? '' : CONFIGS.defaults,
          stderr: isFirst ? stderr : '',
          notFound: false,
        };
      },
    });
    expect(envs).toMatchObject([undefined, { WEAVIATE_API_KEY: 'none', AWS_ACCESS_KEY_ID: 'none' }]);
    expect(resultLine(checkComposeFile(probe))).toBe('pass: accepted');
  });
});

describe('the API key', () => {
  it.each([
    [{}, {}, 'fail: not set'],
    [{ '.env': 'WEAVIATE_API_KEY=abc\n' }, {}, 'pass: in .env'],
    [{ '.env': 'WEAVIATE_API_KEY=abc\n' }, { WEAVIATE_API_KEY: 'abc' }, 'pass: in .env'],
    [
      { '.env': 'WEAVIATE_API_KEY=abc\n' },
      { WEAVIATE_API_KEY: 'other' },
      'warn: the shell sets another WEAVIATE_API_KEY, which overrides .env in Compose',
    ],
    [{ '.env': 'OTHER=1\n' }, { WEAVIATE_API_KEY: 'abc' }, 'fail: not set'],
    [{ '.env/': '' }, {}, 'fail: .env cannot be read: it is a directory'],
  ])('%j with %j: %s', async (files, env, expected) => {
    await fill(directory(), files);
    const probe = await probeApiKey({ cwd: directory(), env });
    expect(resultLine(checkComposeKey(probe))).toBe(expected);
    expect(JSON.stringify(probe)).not.toContain('abc');
  });

  it('for local processes comes from the file', () => {
    const probe = { hasKey: true, why: undefined, isOverridden: true };
    expect(resultLine(checkApiKey(probe))).toBe('pass: in .env');
  });
});

describe('local processes', () => {
  it.each([
    ['linux', 'pass: Linux'],
    ['darwin', 'pass: macOS'],
    ['win32', 'fail: Windows'],
    ['freebsd', 'fail: freebsd'],
  ] as const)('on %s: %s', (platform, expected) => {
    expect(resultLine(checkPlatform(platform))).toBe(expected);
  });

  it.each([
    ['', 'fail: container'],
    ['--inference stub', 'pass: stub'],
    ['--inference external --inference-url http://gpu:1', 'pass: external'],
  ])('with %s: %s', (line, expected) => {
    expect(resultLine(checkInferenceMode(configOf(line)))).toBe(expected);
  });
});

describe('the Weaviate server', () => {
  const nothing: BinaryProbe = {
    tag: '1.38.11',
    version: '1.38.11',
    given: undefined,
    cached: undefined,
    onPath: undefined,
    releaseProblem: { why: 'github.com refuses connections' },
    go: undefined,
  };
  it.each<[Partial<BinaryProbe>, string]>([
    [{ given: { path: '/w', works: true } }, 'pass: /w'],
    [{ given: { path: '/w', works: false } }, 'fail: /w is not an executable file'],
    [{ tag: 'latest', version: undefined }, 'fail: the tag latest does not contain a version'],
    [{ cached: '/c/weaviate' }, 'pass: in the cache: /c/weaviate'],
    [{ releaseProblem: undefined, go: 'go1.26.1' }, 'pass: will be downloaded, about 60 MB'],
    [{ go: 'go1.26.1' }, 'pass: will be built with go1.26.1 (once, takes 3 to 10 minutes and 4 GB of disk)'],
    [
      { go: 'go1.26.1', onPath: '/usr/bin/weaviate' },
      'pass: will be built with go1.26.1 (once, takes 3 to 10 minutes and 4 GB of disk); /usr/bin/weaviate is used if it has this version',
    ],
    [{ onPath: '/usr/bin/weaviate' }, 'warn: only /usr/bin/weaviate, if it has this version'],
    [{}, 'fail: not found, and no way to get it: github.com refuses connections, and Go is not installed'],
  ])('%j: %s', (part, expected) => {
    expect(resultLine(checkBinary({ ...nothing, ...part }))).toBe(expected);
  });

  it('is looked for in cheap places first', async () => {
    const path = join(directory(), 'bindstack/weaviate/1.38.11/weaviate');
    await fill(directory(), { 'bindstack/weaviate/1.38.11/weaviate': '' });
    const { chmod } = await import('node:fs/promises');
    await chmod(path, 0o755);
    const { run, called } = fakeRun({});
    const env = { XDG_CACHE_HOME: directory() };
    const context = { env, cwd: directory(), run, signal };
    expect(await probeBinary(context, '1.38.11', undefined)).toEqual({
      ...nothing,
      releaseProblem: undefined,
      cached: path,
    });
    expect((await probeBinary(context, '1.38.11', path)).given).toEqual({ path, works: true });
    expect((await probeBinary(context, '1.38.11', 'bindstack')).given?.works).toBe(false);
    expect(called).toEqual([]);
  });
});
