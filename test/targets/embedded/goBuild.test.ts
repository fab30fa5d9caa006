import { chmod, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRun } from '../../../src/run.ts';
import { findBinary } from '../../../src/targets/embedded/binary.ts';
import { parallelJobs, readGoLine } from '../../../src/targets/embedded/goBuild.ts';
import { closedPort } from '../../support/answeringServer.ts';
import { directoryForTests, fill, listing } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';
import { connectProxy } from '../../support/faultyServers.ts';
import { capturedOutput } from '../../support/output.ts';

const directory = directoryForTests();

/** A Go toolchain that reports like the real one (1.26), and logs how it was called. */
const GO = `#!/bin/sh
echo "$@" >>"$GO_LOG"
case "$1" in
  version) echo 'go version go1.26.8 linux/amd64'; exit ;;
  env) echo "{\\"GOMODCACHE\\": \\"$GO_LOG.mod\\", \\"GOCACHE\\": \\"$GO_LOG.cache\\"}"; exit ;;
esac
[ -z "$GO_FAILS" ] || { echo "$GO_FAILS" >&2; exit 1; }
case "$*" in
  *' -n '*)
    echo 'go: downloading cel.dev/expr v0.25.2' >&2
    printf '#\\n# internal/abi\\n#\\n\\ninternal/abi\\nmkdir -p $WORK/b006/\\nEOF\\ngithub.com/Azure/x\\n' >&2
    exit ;;
esac
printf 'internal/abi\\n' >&2
sleep "\${GO_SLEEPS:-0.1}"
printf 'github.com/Azure/x\\n' >&2
sleep 0.1
printf '#!/bin/sh\\necho it runs\\n' >"$GOBIN/weaviate-server"
chmod +x "$GOBIN/weaviate-server"
`;

beforeEach(async () => {
  await fill(directory(), { 'bin/go': GO });
  await chmod(join(directory(), 'bin/go'), 0o755);
  vi.stubEnv('PATH', `${join(directory(), 'bin')}:${process.env['PATH']}`);
  vi.stubEnv('GO_LOG', join(directory(), 'go.log'));
  return () => vi.unstubAllEnvs();
});

/** Looks for a server that is in no cache, behind a proxy that does not run. */
async function find(signal = new AbortController().signal) {
  const captured = capturedOutput();
  const env = {
    XDG_CACHE_HOME: join(directory(), 'cache'),
    HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}`,
  };
  const context = { env, cwd: directory(), out: captured.out, run: makeRun(signal), signal };
  return { path: findBinary(context, '1.39.3', undefined), said: captured.said };
}

const calls = async () => (await readFile(join(directory(), 'go.log'), 'utf8')).trim().split('\n');
/** What is below the cache; not even its folders if nothing was stored. */
const cache = async () =>
  (await listing(directory()))
    .filter((path) => path.startsWith('cache'))
    .map((path) => path.replace('cache/bindstack/weaviate/1.39.3/', ''));
const FOLDERS = ['cache', 'cache/bindstack', 'cache/bindstack/weaviate', 'cache/bindstack/weaviate/1.39.3'];

describe('if the archive cannot be downloaded', () => {
  it('the server is built, with a line why and how long that may take', async () => {
    const { path, said } = await find();
    expect(await path).toBe(join(directory(), 'cache/bindstack/weaviate/1.39.3/weaviate'));
    expect(said()).toMatch(
      /^warning: could not download Weaviate 1\.39\.3: the proxy 127\.0\.0\.1:\d+ refuses connections; building it with go1\.26\.8 instead \(once, takes 3 to 10 minutes and 4 GB of disk\)\n {4}try: check HTTPS_PROXY$/m,
    );
    expect(said()).toContain('✔ Weaviate 1.39.3 is now in the cache (built with go1.26.8)\n');
    expect(await cache()).toEqual([...FOLDERS, 'weaviate', 'weaviate.sha256']);
    const jobs = parallelJobs(availableParallelism(), process.availableMemory());
    const build = `-v -p ${jobs} -trimpath -ldflags -s -w -extldflags "-static" github.com/weaviate/weaviate/cmd/weaviate-server@v1.39.3`;
    expect((await calls()).filter((line) => line.startsWith('install'))).toEqual([
      `install -n ${build}`,
      `install ${build}`,
    ]);
  });

  it('two runs at once build it once', async () => {
    const both = [await find(), await find()] as const;
    const [one, two] = both;
    expect(await Promise.all(both.map(({ path }) => path))).toEqual([await one.path, await two.path]);
    expect((await calls()).filter((line) => line.startsWith('install -v'))).toHaveLength(1);
    expect(`${one.said()}${two.said()}`).toContain(
      'waiting for another bindstack, which is getting Weaviate 1.39.3',
    );
  });

  it('an interruption leaves nothing behind', async () => {
    vi.stubEnv('GO_SLEEPS', '30');
    const interrupted = new AbortController();
    const { path } = await find(interrupted.signal);
    setTimeout(() => interrupted.abort(new Error('interrupted')), 500);
    await expect(path).rejects.toThrow('interrupted');
    expect(await cache()).toEqual([]);
  });

  it('what a killed run has left is removed', async () => {
    await fill(directory(), { 'cache/bindstack/weaviate/1.39.3/unfinished/weaviate-server': 'half' });
    await (await find()).path;
    expect(await cache()).toEqual([...FOLDERS, 'weaviate', 'weaviate.sha256']);
  });

  it('and Go fails, the failure has both reasons and what to try', async () => {
    vi.stubEnv('GO_FAILS', 'go: github.com/weaviate/weaviate: no route to host');
    const failure = await failureOf(async () => (await find()).path);
    expect(failure).toMatchObject({ code: 'no-weaviate-binary', exitCode: 5 });
    expect(failure.detail).toMatch(/release archive: the proxy .*\ngo1\.26\.8: go: .* no route to host$/m);
    expect(failure.suggestion).toBe(
      'check HTTPS_PROXY; use --weaviate-binary PATH, or Docker: bindstack generate --out stack && bindstack up --cwd stack',
    );
  });

  it('and there is no Go, the failure says how to get a server', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    const { port } = await connectProxy(0, 407);
    const { signal } = new AbortController();
    const context = {
      env: { XDG_CACHE_HOME: join(directory(), 'cache'), https_proxy: `http://127.0.0.1:${port}` },
      cwd: directory(),
      out: capturedOutput().out,
      run: makeRun(signal),
      signal,
    };
    const failure = await failureOf(() => findBinary(context, '1.39.3', undefined));
    expect(failure.detail).toContain('407');
    expect(failure.detail).toContain('Go: not installed');
    expect(failure.suggestion).toBe(
      'set HTTPS_PROXY with a name and password: http://NAME:PASSWORD@HOST:PORT; install Go 1.26 or newer (https://go.dev/dl), or use --weaviate-binary PATH, or Docker: bindstack generate --out stack && bindstack up --cwd stack',
    );
    expect(await cache()).toEqual([]);
  });
});

it.each([
  [2, 24e9, 2],
  [16, 4e9, 11],
  [8, 1e9, 1],
  [2, 1.1e9, 2],
  [4, 100e6, 1],
])('%d cores and %d bytes of memory: %d packages at the same time', (cores, memory, jobs) => {
  expect(parallelJobs(cores, memory)).toBe(jobs);
});

// Output of `go install -n -v` 1.26.8.
it.each([
  ['go: downloading github.com/jessevdk/go-flags v1.6.1', { module: 'github.com/jessevdk/go-flags' }],
  ['internal/goarch', { package: 'internal/goarch' }],
  [
    'github.com/Azure/azure-sdk-for-go/sdk/azcore',
    { package: 'github.com/Azure/azure-sdk-for-go/sdk/azcore' },
  ],
  ['github.com/vmihailenco/msgpack/v5', { package: 'github.com/vmihailenco/msgpack/v5' }],
  ['# internal/goarch', undefined],
  ['mkdir -p $WORK/b007/', undefined],
  ['packagefile internal/goarch=$WORK/b007/_pkg_.a', undefined],
  ['EOF', undefined],
  ['', undefined],
])('the line %j is about %j', (line, expected) => {
  expect(readGoLine(line)).toEqual(expected);
});
