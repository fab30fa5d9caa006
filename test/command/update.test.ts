import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newPlace } from '../support/place.ts';

interface Registry {
  /** `HOST:PORT`. */
  readonly host: string;
  readonly asked: string[];
}

const DIGEST = `sha256:${'b'.repeat(64)}`;

/**
 * A registry that behaves like the public ones (distribution spec: token authentication, paginated tags, digests in a
 * header) and like npm's.
 */
async function registry(
  tags: Readonly<Record<string, readonly string[]>>,
  fault?: number,
): Promise<Registry> {
  const asked: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { host = '' } = request.headers;
    const url = new URL(request.url ?? '', `http://${host}`);
    asked.push(url.pathname);
    const json = (body: unknown, headers = {}) =>
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (fault !== undefined) return response.writeHead(fault).end('{}');
    if (url.pathname === '/token') {
      expect(url.searchParams.get('scope')).toMatch(/^repository:.+:pull$/);
      return json({ token: 'pull-only' });
    }
    if (url.pathname === '/bindstack') return json({ 'dist-tags': { latest: '99.0.0' } });
    const [, repository = '', what] = /^\/v2\/(.+)\/(tags\/list|manifests\/.+)$/.exec(url.pathname) ?? [];
    if (request.headers.authorization !== 'Bearer pull-only') {
      const challenge = `Bearer realm="http://${host}/token",service="test",scope="repository:${repository}:pull"`;
      return response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
    }
    const all = tags[repository];
    if (!all) return response.writeHead(404).end('{}');
    if (what !== 'tags/list') return response.writeHead(200, { 'docker-content-digest': DIGEST }).end();
    const from = all.indexOf(url.searchParams.get('last') ?? '') + 1;
    const page = all.slice(from, from + 2);
    const more = from + 2 < all.length;
    const link = `</v2/${repository}/tags/list?last=${page.at(-1)}&n=2>; rel="next"`;
    return json({ name: repository, tags: page }, more ? { link } : {});
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const TAGS = {
  'semitechnologies/weaviate': ['1.37.10', '1.38.11', '1.38.12', '1.39.1', '1.40.0-rc.0', 'latest'],
  'semitechnologies/multi2vec-bind': ['imagebind', 'imagebind-1.0.2'],
};

async function setUp(given: { tags?: Readonly<Record<string, readonly string[]>>; fault?: number } = {}) {
  const { host, asked } = await registry(given.tags ?? TAGS, given.fault);
  const place = newPlace();
  const config = [
    '# the stack of the team',
    'targets: [compose]',
    `weaviate: { registry: '${host}', tag: 1.38.11 } # pinned`,
    `inference: { registry: '${host}', tag: imagebind }`,
  ].join('\n');
  await writeFile(join(place.directory, 'bindstack.yaml'), `${config}\n`);
  return { place, asked, env: { npm_config_registry: `http://${host}` } };
}

describe('bindstack update', () => {
  it('lists newer versions and how to update, and writes nothing', async () => {
    const { place, env, asked } = await setUp();
    const before = await readFile(join(place.directory, 'bindstack.yaml'), 'utf8');
    const { stderr, stdout } = await place.succeed('update', env);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Weaviate +1\.38\.11 → 1\.38\.12$/m);
    expect(stderr).toContain('one minor version at a time: 1.38.12, then 1.39.1');
    expect(stderr).toContain('try: bindstack generate --weaviate-tag 1.38.12');
    expect(stderr).toMatch(/^inference image +imagebind is a moving tag/m);
    expect(stderr).toMatch(/^bindstack +\d.* → 99\.0\.0$/m);
    expect(stderr).not.toContain('chart');
    expect(asked.filter((path) => path === '/v2/semitechnologies/weaviate/tags/list').length).toBeGreaterThan(
      2,
    );
    expect(await readFile(join(place.directory, 'bindstack.yaml'), 'utf8')).toBe(before);
  });

  it('--json prints the same as JSON; --check exits with 4', async () => {
    const { place, env } = await setUp();
    const { stdout, exitCode } = await place.run('update --check --json', env);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      upToDate: false,
      offline: false,
      items: [
        { name: 'Weaviate', key: 'weaviate.tag', current: '1.38.11', newest: '1.39.1', next: '1.38.12' },
        { name: 'inference image', newest: null, next: null },
        { name: 'bindstack', key: null, newest: '99.0.0' },
      ],
    });
  });

  it('--write saves the new version in bindstack.yaml and keeps every comment', async () => {
    const { place, env } = await setUp();
    const { stderr } = await place.succeed('update --write', env);
    expect(stderr).toContain('Update the files: bindstack generate');
    const after = await readFile(join(place.directory, 'bindstack.yaml'), 'utf8');
    expect(after).toContain('tag: 1.38.12 } # pinned');
    expect(after).toContain('# the stack of the team');
  });

  it('--write without a bindstack.yaml says how to create one', async () => {
    const { host } = await registry(TAGS);
    const place = newPlace();
    const line = `update --write --target compose --weaviate-registry ${host} --inference-registry ${host}`;
    const { exitCode, stderr } = await place.run(line, { npm_config_registry: `http://${host}` });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bindstack generate --save');
  });

  it('notices that a pinned tag is now another image', async () => {
    const { place, env } = await setUp();
    const line = `update --inference-tag imagebind@sha256:${'a'.repeat(64)}`;
    const { stderr } = await place.succeed(line, env);
    expect(stderr).toContain(`imagebind@sha256:${'a'.repeat(64)} → imagebind@${DIGEST}`);
    expect(stderr).toContain('old and new vectors would not be comparable');
  });

  it.each<[number, string]>([
    [404, 'does not have semitechnologies/weaviate'],
    [403, 'requires a login'],
    [429, 'too many requests'],
    [500, 'responds with status 500'],
  ])('a registry that returns %i is not reported as offline', async (fault, message) => {
    const { place, env } = await setUp({ fault });
    const { stderr } = await place.succeed('update', env);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('offline');
  });

  it('reports being offline: exit code 0, and 5 with --check', async () => {
    const place = newPlace();
    const nowhere = '127.0.0.1:9';
    const line = `update --target compose --weaviate-registry ${nowhere} --inference-registry ${nowhere}`;
    const env = { npm_config_registry: `http://${nowhere}` };
    const { stderr } = await place.succeed(line, env);
    expect(stderr).toContain('this machine is offline');
    const { exitCode, stdout } = await place.run(`${line} --check --json`, env);
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ offline: true, upToDate: null });
  });
});
