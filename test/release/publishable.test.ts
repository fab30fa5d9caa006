import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { directoryForTests, fill } from '../support/directory.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/publishable.js', import.meta.url));
const directory = directoryForTests();

/** A registry that has the versions of one package, or none of it; `broken` answers nothing of use. */
async function npmRegistry(versions: readonly string[] | 'broken'): Promise<string> {
  const server = createServer((_, response) => {
    const status = versions === 'broken' ? 403 : versions.length === 0 ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    const documents = Object.fromEntries(
      [...versions].map((version) => [version, { name: 'thing', version }]),
    );
    response.end(
      JSON.stringify(
        status === 200
          ? { name: 'thing', 'dist-tags': { latest: versions.at(-1) }, versions: documents }
          : { error: 'no' },
      ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function publishable(manifest: object, versions: readonly string[] | 'broken' = [], env: object = {}) {
  await fill(directory(), {
    'package.json': JSON.stringify({ name: 'thing', version: '1.2.0', ...manifest }),
  });
  const child = spawn(process.execPath, [SCRIPT], {
    cwd: directory(),
    env: {
      ...process.env,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'Some/thing',
      npm_config_registry: await npmRegistry(versions),
      npm_config_cache: `${directory()}/cache`,
      npm_config_fetch_retries: '0',
      ...env,
    },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}

const OURS = { repository: { type: 'git', url: 'git+https://github.com/some/thing.git' } };

it.each<[string, readonly string[], boolean]>([
  ['a package that npm has never seen', [], true],
  ['a version after those that npm has', ['1.0.0', '1.1.0'], true],
  ['a version that npm has', ['1.1.0', '1.2.0'], false],
])('says whether %s is new', async (_, versions, isNew) => {
  expect(await publishable(OURS, versions)).toEqual({
    exitCode: 0,
    stdout: `version=1.2.0\nnew=${isNew}\n`,
    stderr: '',
  });
});

it.each([
  ['github:some/thing'],
  ['https://github.com/some/thing'],
  ['git+https://github.com/Some/Thing.git'],
])('takes the repository spelled %s', async (repository) => {
  expect(await publishable({ repository })).toMatchObject({ exitCode: 0 });
});

it.each<[string, object, string]>([
  ['no repository', {}, 'package.json names no repository'],
  ['another repository', { repository: 'github:other/thing' }, 'is not https://github.com/Some/thing'],
])('refuses %s, and says how to set it', async (_, manifest, words) => {
  const { exitCode, stdout, stderr } = await publishable(manifest);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).toContain(
    'npm pkg set repository.type=git repository.url=git+https://github.com/Some/thing.git',
  );
});

it('does not take the silence of npm for a no', async () => {
  const { exitCode, stderr } = await publishable(OURS, 'broken');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('npm does not say whether thing 1.2.0 is published');
});

it('needs to know the repository', async () => {
  expect((await publishable(OURS, [], { GITHUB_REPOSITORY: '' })).stderr).toContain(
    'GITHUB_REPOSITORY is not set',
  );
});
