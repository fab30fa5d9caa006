import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { newPlace, type Place } from '../support/place.ts';
import { chartPath, compose, describeWith, helm, helmPath } from '../support/requirements.ts';
import { KEYS, Terminal } from '../support/terminal.ts';

/** A file as in a tutorial: lists at the column of their keys, single quotes, an obsolete version. */
const PLAIN = `---
version: '3.4'
services:
  weaviate:
    command:
    - --host
    - 0.0.0.0
    - --port
    - '8080'
    - --scheme
    - http
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    ports:
    - 127.0.0.1:8080:8080
    - 127.0.0.1:50051:50051
    volumes:
    - weaviate_data:/var/lib/weaviate
    restart: on-failure:0
    environment:
      QUERY_DEFAULTS_LIMIT: 25
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true'
      PERSISTENCE_DATA_PATH: '/var/lib/weaviate'
      CLUSTER_HOSTNAME: 'node1' # never change it
volumes:
  weaviate_data:
...
`;

/** An application with other services, networks and anchors; the environment is a list. */
const APPLICATION = `# The shop.
x-restart: &restart
  restart: always

services:
  web:
    <<: *restart
    image: example/web:3
    depends_on: [db]
    networks: [outer, inner]

  db:
    <<: *restart   # whatever happens
    image: semitechnologies/weaviate:1.38.11
    networks:
      - inner
    environment:
      - ENABLE_MODULES=text2vec-ollama   # for the texts
      - "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=true"
      - PERSISTENCE_DATA_PATH=/var/lib/weaviate
    depends_on:
      - cache  # warm it first
    volumes:
      - C:\\\\data\\\\weaviate:/var/lib/weaviate

  cache:
    image: redis:7
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]

networks:
  inner: {}
  outer: {}
`.replaceAll('\\\\', '\\');

async function placeWith(text: string, name = 'docker-compose.yml'): Promise<Place> {
  const place = newPlace();
  await writeFile(join(place.directory, name), text);
  return place;
}

const textOf = (place: Place, name = 'docker-compose.yml') => readFile(join(place.directory, name), 'utf8');

describe('add to a Compose file', () => {
  it('adds the service, the environment, the health checks and the order, and keeps every line', async () => {
    const place = await placeWith(PLAIN);
    await place.succeed('add docker-compose.yml');
    const text = await textOf(place);
    for (const line of PLAIN.split('\n')) expect(text.split('\n')).toContain(line);
    const { services } = parse(text);
    expect(services['multi2vec-bind']).toMatchObject({
      image: expect.stringMatching(/^cr\.weaviate\.io\/semitechnologies\/multi2vec-bind:imagebind/),
      mem_limit: '12g',
    });
    expect(services.weaviate.environment).toMatchObject({
      ENABLE_MODULES: 'multi2vec-bind',
      BIND_INFERENCE_API: 'http://multi2vec-bind:8080',
      MODULES_CLIENT_TIMEOUT: '300s',
    });
    expect(services.weaviate.depends_on).toEqual({ 'multi2vec-bind': { condition: 'service_healthy' } });
    expect(services.weaviate.command).toContain('--write-timeout=330s');
    expect((await place.run('validate --max-warnings 0 docker-compose.yml')).exitCode).toBe(0);
    const again = await place.succeed('add docker-compose.yml');
    expect(again.stderr).toContain('nothing to change');
    expect(await textOf(place)).toBe(text);
  });

  it('works with lists, anchors, comments, networks and Windows line endings', async () => {
    const place = await placeWith(APPLICATION.replaceAll('\n', '\r\n'));
    await place.succeed('add docker-compose.yml');
    const text = await textOf(place);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('- ENABLE_MODULES=text2vec-ollama,multi2vec-bind   # for the texts\r\n');
    expect(text).toContain('      cache:  # warm it first\r\n        condition: service_started\r\n');
    expect(text).toContain('- C:\\data\\weaviate:/var/lib/weaviate\r\n');
    const { services } = parse(text, { merge: true });
    expect(services.db.environment).toContain('BIND_INFERENCE_API=http://multi2vec-bind:8080');
    // ImageBind needs a longer timeout, which validate --fix sets.
    expect(text).not.toContain('CLUSTER_HOSTNAME');
    expect(services.db.depends_on['multi2vec-bind']).toEqual({ condition: 'service_healthy' });
    expect(services['multi2vec-bind'].networks).toEqual(['inner']);
    expect(services.web).toEqual(parse(APPLICATION, { merge: true }).services.web);
  });

  it('shows a diff and writes nothing with --dry-run', async () => {
    const place = await placeWith(PLAIN);
    const { stdout } = await place.succeed('add docker-compose.yml --dry-run');
    expect(stdout).toContain('+  multi2vec-bind:\n');
    expect(stdout).not.toMatch(/^-(?!--)/m);
    expect(await textOf(place)).toBe(PLAIN);
    const { changed, written, diff } = JSON.parse(
      (await place.succeed('add docker-compose.yml --dry-run --json')).stdout,
    );
    expect([changed, written, diff]).toEqual([true, false, stdout]);
  });

  it('accepts the flags of the inference service', async () => {
    const place = await placeWith(PLAIN);
    await place.succeed(
      'add docker-compose.yml --cuda --gpus 2 --inference-memory 16g --inference-tag imagebind-1.0.2',
    );
    const bind = parse(await textOf(place)).services['multi2vec-bind'];
    expect(bind).toMatchObject({ mem_limit: '16g', environment: { ENABLE_CUDA: '1' } });
    expect(bind.image).toMatch(/:imagebind-1\.0\.2$/);
    expect(bind.deploy.resources.reservations.devices[0]).toMatchObject({ driver: 'nvidia', count: 2 });
    // Again with other values: the existing ones are changed.
    await place.succeed('add docker-compose.yml --inference-memory 24g');
    expect(parse(await textOf(place)).services['multi2vec-bind'].mem_limit).toBe('24g');
  });

  it('repairs an existing service', async () => {
    const place = await placeWith(
      PLAIN.replace(
        "      CLUSTER_HOSTNAME: 'node1' # never change it\n",
        "$&      ENABLE_MODULES: 'multi2vec_bind'\n      BIND_INFERENCE_API: 'http://localhost:8081/' # ?\n  i2v:\n    image: cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind\n    mem_limit: 7000m\n    environment: { ENABLE_CUDA: 1 }\n",
      ),
    );
    await place.succeed('add docker-compose.yml');
    const { services } = parse(await textOf(place));
    expect(Object.keys(services)).toEqual(['weaviate', 'i2v']);
    expect(services.weaviate.environment).toMatchObject({
      ENABLE_MODULES: 'multi2vec-bind',
      BIND_INFERENCE_API: 'http://i2v:8080',
    });
    expect(services.i2v).toMatchObject({ mem_limit: '12g', restart: 'unless-stopped' });
    expect(services.i2v.deploy.resources.reservations.devices).toHaveLength(1);
    expect((await place.run('validate docker-compose.yml')).exitCode).toBe(0);
  });

  it('uses an existing endpoint', async () => {
    const place = await placeWith(PLAIN);
    await place.succeed(
      'add docker-compose.yml --inference external --inference-url http://gpu.example.com:9000',
    );
    const { services } = parse(await textOf(place));
    expect(Object.keys(services)).toEqual(['weaviate']);
    expect(services.weaviate.environment.BIND_INFERENCE_API).toBe('http://gpu.example.com:9000');
    await place.succeed('add docker-compose.yml');
    expect(Object.keys(parse(await textOf(place)).services)).toEqual(['weaviate']);
  });

  const CLUSTER = `services:\n${[1, 2]
    .map(
      (n) =>
        `  node${n}:\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      CLUSTER_HOSTNAME: node${n}\n`,
    )
    .join('')}`;

  it('requires a choice between several services', async () => {
    const place = await placeWith(CLUSTER);
    const { stderr, exitCode } = await place.run('add docker-compose.yml');
    expect(stderr).toContain('--service node1');
    expect(exitCode).toBe(2);
    await place.succeed('add docker-compose.yml --service node2');
    const { services } = parse(await textOf(place));
    expect(services.node1.environment).toEqual({ CLUSTER_HOSTNAME: 'node1' });
    expect(services.node2.environment.ENABLE_MODULES).toBe('multi2vec-bind');
    await place.succeed('add docker-compose.yml --service node1 --service node2');
    expect(parse(await textOf(place)).services.node1.environment.ENABLE_MODULES).toBe('multi2vec-bind');
  });

  it('asks in a terminal', async () => {
    const place = await placeWith(CLUSTER);
    const terminal = new Terminal(['add', 'docker-compose.yml'], { cwd: place.directory });
    // Deselects the first, and keeps the second.
    await terminal.answer('Which of these', KEYS.space);
    expect(await terminal.exit).toBe(0);
    const { services } = parse(await textOf(place));
    expect(services.node1.environment).toEqual({ CLUSTER_HOSTNAME: 'node1' });
    expect(services.node2.environment.ENABLE_MODULES).toBe('multi2vec-bind');
  });
});

describe('add refuses', () => {
  it.each([
    ['a file without Weaviate', 'services:\n  a:\n    image: redis:7\n', '', /--service NAME/, 2],
    ['a missing service', PLAIN, '--service weaviat', /did you mean weaviate/, 2],
    ['broken YAML', 'services: [\n', '', /is not valid YAML: line 2/, 2],
    ['an empty file', '', '', /empty/, 2],
    ['the stub', PLAIN, '--inference stub', /add does not support the stub/, 2],
    ['too little memory', PLAIN, '--inference-memory 4g', /9.5 GiB/, 2],
  ])('%s', async (_, text, flags, message, code) => {
    const place = await placeWith(text);
    const { stderr, exitCode } = await place.run(`add docker-compose.yml ${flags}`);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
    expect(await textOf(place)).toBe(text);
  });

  it.each([
    [
      'a Weaviate without the module',
      'weaviate:1.19.0',
      '',
      /requires 1\.21\.0 or newer[\s\S]*--upgrade-image/,
    ],
    [
      'an env file that is not there',
      'weaviate:1.38.11',
      '    env_file: gone.env\n',
      /cannot read gone\.env/,
    ],
    [
      'a service that is not indented',
      'weaviate:1.38.11',
      'bind:\n  image: a/b:1\n',
      /:4: bind is at the top level/,
    ],
  ])('%s, with exit code 3', async (_, image, more, message) => {
    const text = `services:\n  weaviate:\n    image: semitechnologies/${image}\n${more}`;
    const place = await placeWith(text);
    const { stderr, exitCode } = await place.run('add docker-compose.yml');
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
    expect(await textOf(place)).toBe(text);
  });

  it('no old Weaviate with --upgrade-image, which warns about the data', async () => {
    const place = await placeWith('services:\n  weaviate:\n    image: semitechnologies/weaviate:1.19.0\n');
    const { stderr } = await place.succeed('add docker-compose.yml --upgrade-image');
    expect(stderr).toContain('upgrades the data');
    const { services } = parse(await textOf(place));
    expect(services.weaviate.image).not.toContain('1.19.0');
  });

  it('a file of neither kind', async () => {
    const place = await placeWith('a: 1\n', 'notes.yml');
    const { stderr, exitCode } = await place.run('add notes.yml');
    expect(stderr).toContain('neither a Compose file nor values');
    expect(exitCode).toBe(2);
  });

  it('a missing file', async () => {
    const { stderr, exitCode } = await newPlace().run('add gone.yml');
    expect(stderr).toContain('no such file');
    expect(exitCode).toBe(2);
  });
});

const VALUES = `# our database
image:
    tag: 1.38.11   # pinned
env:
    LOG_LEVEL: 'debug'
authentication:
    anonymous_access: {enabled: true}
modules:
    text2vec-ollama:
        enabled: true
`;

describe('add to values of the chart', () => {
  it('adds the module, keeps every line, and a second run changes nothing', async () => {
    const place = await placeWith(VALUES, 'values.yaml');
    await place.succeed('add values.yaml');
    const text = await textOf(place, 'values.yaml');
    for (const line of VALUES.split('\n')) expect(text.split('\n')).toContain(line);
    const values = parse(text);
    expect(values.modules['multi2vec-bind']).toMatchObject({
      enabled: true,
      resources: { limits: { memory: '12Gi' } },
      livenessProbe: { initialDelaySeconds: 600 },
    });
    expect(values.env.MODULES_CLIENT_TIMEOUT).toBe('300s');
    expect((await place.run('validate values.yaml')).exitCode).toBe(0);
    expect((await place.succeed('add values.yaml')).stderr).toContain('nothing to change');
  });

  it('finds them under the key of a parent chart, and repairs existing settings', async () => {
    const umbrella = `vector-db:\n  modules:\n    multi2vec-bind:\n      enabled: "true"   # on\n      resources:\n        limits: {memory: 7000Mi}\n  replicas: 1\n`;
    const place = await placeWith(umbrella, 'values.yaml');
    await place.succeed('add values.yaml --cuda');
    const { modules } = parse(await textOf(place, 'values.yaml'))['vector-db'];
    expect(modules['multi2vec-bind']).toMatchObject({
      enabled: true,
      envconfig: { enable_cuda: true },
      strategy: { type: 'Recreate' },
      resources: { limits: { memory: '12Gi', 'nvidia.com/gpu': 1 } },
    });
  });
});

describeWith([compose], 'Compose accepts the result of add', () => {
  it.each([
    ['for a tutorial file', PLAIN],
    ['for an application', APPLICATION],
  ])('%s', async (_, text) => {
    const place = await placeWith(text);
    await place.succeed('add docker-compose.yml --cuda');
    execFileSync('docker', ['compose', 'config', '-q'], { cwd: place.directory, stdio: 'pipe' });
  });
});

describeWith([helm], 'helm accepts the result of add', () => {
  it('for values', async () => {
    const place = await placeWith(VALUES, 'values.yaml');
    await place.succeed('add values.yaml');
    const rendered = execFileSync(helmPath(), ['template', 'weaviate', chartPath(), '-f', 'values.yaml'], {
      cwd: place.directory,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(rendered).toContain('multi2vec-bind');
  });
});

describe('add on a file that it cannot fix', () => {
  const weaviate = (more: string) =>
    `services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n${more}`;
  it.each([
    [
      'a variable from a file',
      weaviate('    env_file: w.env\n'),
      '',
      /is set in an env_file/,
      'set it to text2vec-openai,multi2vec-bind by hand',
    ],
    [
      'a variable that contains another one',
      weaviate(`    environment:\n      MODULES_CLIENT_TIMEOUT: \${SECONDS_OF_PATIENCE}s\n`),
      ' --inference-timeout 400s',
      /contains variables in compose\.yaml/,
      'set it to 400s by hand',
    ],
  ])('rejects %s and does not change the file', async (_, text, flags, message, suggestion) => {
    const place = newPlace();
    const file = join(place.directory, 'compose.yaml');
    await writeFile(file, text);
    await writeFile(join(place.directory, 'w.env'), 'ENABLE_MODULES=text2vec-openai\n');
    const { exitCode, stderr } = await place.run(`add compose.yaml${flags}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringMatching(message) });
    expect(stderr).toContain(suggestion);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('keeps an external address, although the file has a model', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    await place.succeed('add docker-compose.yml --inference external --inference-url http://gpu-box:9000');
    const { services } = parse(await readFile(join(place.directory, 'docker-compose.yml'), 'utf8'));
    expect(services.weaviate.environment.BIND_INFERENCE_API).toBe('http://gpu-box:9000');
  });

  it('requests a GPU by its ID, which only Compose supports', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    await place.succeed('add docker-compose.yml --cuda --gpu-device 1');
    const { services } = parse(await readFile(join(place.directory, 'docker-compose.yml'), 'utf8'));
    const [device] = services['multi2vec-bind'].deploy.resources.reservations.devices;
    expect(device).toEqual({ driver: 'nvidia', device_ids: ['1'], capabilities: ['gpu'] });
  });
});
