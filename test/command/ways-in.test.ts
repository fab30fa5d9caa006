import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newPlace, type Place } from '../support/place.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

async function placeWith(files: Readonly<Record<string, string>>): Promise<Place> {
  const place = newPlace();
  for (const [name, text] of Object.entries(files)) await writeFile(join(place.directory, name), text);
  return place;
}

const textOf = (place: Place, name: string) => readFile(join(place.directory, name), 'utf8');

describe('precedence', () => {
  it('is flag, environment, bindstack.yaml, default; config show lists each source', async () => {
    const place = await placeWith({
      'bindstack.yaml': 'weaviate:\n  httpPort: 1001\n  grpcPort: 1002\n  memory: 5g\n',
    });
    const env = { BINDSTACK_WEAVIATE_HTTP_PORT: '2001', BINDSTACK_WEAVIATE_GRPC_PORT: '2002' };
    const { stdout } = await place.succeed('config show --sources --json --http-port 3001', env);
    const shown = JSON.parse(stdout);
    expect(shown['weaviate.httpPort']).toEqual({ value: 3001, source: '--http-port' });
    expect(shown['weaviate.grpcPort']).toEqual({ value: 2002, source: 'BINDSTACK_WEAVIATE_GRPC_PORT' });
    expect(shown['weaviate.memory']).toEqual({
      value: '5g',
      source: expect.stringContaining('bindstack.yaml:4'),
    });
    expect(shown['weaviate.tag'].source).toBe('default');
  });

  it('lets a flag switch off a value of the file', async () => {
    const place = await placeWith({ 'bindstack.yaml': 'gpu:\n  enabled: true\n' });
    expect((await place.succeed('generate --stdout docker-compose.yml')).stdout).toContain(
      'ENABLE_CUDA: "1"',
    );
    expect((await place.succeed('generate --no-cuda --stdout docker-compose.yml')).stdout).toContain(
      'ENABLE_CUDA: "0"',
    );
  });

  it('is shown as a bindstack.yaml that generates the same files', async () => {
    const place = newPlace();
    const flags = '--modalities all --http-port 9080 --auth api-key';
    const { stdout } = await place.succeed(`config show ${flags}`);
    await writeFile(join(place.directory, 'shown.yaml'), stdout);
    const wanted = await place.succeed(`generate ${flags} --stdout docker-compose.yml`);
    const given = await place.succeed('generate --config shown.yaml --stdout docker-compose.yml');
    expect(given.stdout).toBe(wanted.stdout);
  });

  it('masks values that look like secrets', async () => {
    const place = newPlace();
    const { stdout } = await place.succeed([
      'config',
      'show',
      '--env',
      'OPENAI_APIKEY=sk-very-secret',
      '--env',
      'LOG_LEVEL=debug',
    ]);
    expect(stdout).not.toContain('sk-very-secret');
    expect(stdout).toContain('LOG_LEVEL: debug');
  });
});

describe('bindstack.yaml', () => {
  it('has all its faults reported at once, each with its position', async () => {
    const place = await placeWith({
      'bindstack.yaml': 'weaviate:\n  httpPort: 99999\n  memroy: 4g\nwaeviate: {}\n',
    });
    const { exitCode, stdout, stderr } = await place.run('generate');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('has 3 errors');
    expect(stderr).toContain(
      'bindstack.yaml:2:13  weaviate.httpPort: 99999 is not a whole number from 1 to 65535',
    );
    expect(stderr).toContain('bindstack.yaml:3:3  unknown key weaviate.memroy (did you mean memory?)');
    expect(stderr).toContain('bindstack.yaml:4:1  unknown key waeviate (did you mean weaviate?)');
    expect(stderr).toMatch(/3 \| {3}memroy: 4g\n +\| {3}\^{6}\n/);
  });

  it('can have another name and directory', async () => {
    const place = await placeWith({ 'other.yaml': 'name: other\n' });
    const { stdout } = await place.succeed('generate --config other.yaml --stdout docker-compose.yml');
    expect(stdout).toContain('name: other\n');
    const missing = await place.run('generate --config missing.yaml');
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('there is no file');
  });

  it('gets the values of a run, keeps its comments, and is then complete', async () => {
    const place = await placeWith({ 'bindstack.yaml': '# mine\nweaviate:\n  memory: 6g # enough\n' });
    await place.succeed('generate --http-port 9080 --modalities all');
    const saved = await textOf(place, 'bindstack.yaml');
    expect(saved).toContain('# mine\n');
    expect(saved).toContain('memory: 6g # enough');
    expect(saved).toContain('httpPort: 9080');
    await place.succeed('check');
    const again = await place.succeed('generate --json');
    const states = JSON.parse(again.stdout).files.map(({ state }: { state: string }) => state);
    expect(new Set(states)).toEqual(new Set(['unchanged']));
  });

  it('starts with the line with which editors find the schema, which is written too', async () => {
    const place = newPlace();
    await place.succeed('generate --name fresh');
    expect(await textOf(place, 'bindstack.yaml')).toMatch(
      /^# yaml-language-server: \$schema=.bindstack\/schema.json\n/,
    );
    const { stdout } = await place.succeed('config schema');
    expect(JSON.parse(await textOf(place, '.bindstack/schema.json'))).toEqual(JSON.parse(stdout));
  });
});

describe('check', () => {
  it('accepts unchanged files, and shows what differs', async () => {
    const place = newPlace();
    await place.succeed('generate');
    expect((await place.succeed('check')).stdout).toBe('');
    await appendFile(join(place.directory, 'values.yaml'), 'mine: true\n');
    const drifted = await place.run('check');
    expect(drifted.exitCode).toBe(4);
    expect(drifted.stdout).toContain('-mine: true');
    const { exitCode, stdout } = await place.run('check --json');
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      drift: [{ path: 'values.yaml', state: 'changed' }],
    });
  });
});

describe('existing files', () => {
  it('are removed with --prune if unedited, and otherwise kept', async () => {
    const place = newPlace();
    await place.succeed('generate --inference stub');
    await appendFile(join(place.directory, 'values.yaml'), '# mine\n');
    const kept = await place.succeed('generate --target compose --inference container');
    expect(kept.stderr).toContain(
      'stub/server.mjs, stub/Dockerfile are left over from an earlier configuration',
    );
    const pruned = await place.succeed('generate --target compose --prune');
    expect(pruned.stderr).not.toContain('left over');
    expect(await textOf(place, 'values.yaml')).toContain('# mine');
    await expect(textOf(place, 'stub/server.mjs')).rejects.toThrow('ENOENT');
  });

  it('with overrides of the user are never changed', async () => {
    const overrides = { 'compose.override.yaml': 'services: {}\n', 'values-override.yaml': 'replicas: 1\n' };
    const place = await placeWith(overrides);
    await place.succeed('generate --force');
    for (const [name, text] of Object.entries(overrides)) expect(await textOf(place, name)).toBe(text);
  });

  it('keep the API key, which is replaced on request', async () => {
    const place = newPlace();
    await place.succeed('generate --auth api-key');
    const first = await textOf(place, '.env');
    await place.succeed('generate --auth api-key --name other');
    expect(await textOf(place, '.env')).toBe(first);
    await place.succeed('generate --auth api-key --rotate-keys');
    expect(await textOf(place, '.env')).not.toBe(first);
  });
});

describe('images', () => {
  it.each([
    [
      '',
      [
        'semitechnologies/weaviate:',
        'semitechnologies/multi2vec-bind:imagebind-1.0.2',
        'docker.io/alpine:latest',
      ],
    ],
    ['--target compose --inference stub', ['semitechnologies/weaviate:', 'library/node:']],
    [
      '--target helm --inference external --inference-url http://a --no-sysctl-init',
      ['semitechnologies/weaviate:'],
    ],
  ])('for %j', async (flags, expected) => {
    const lines = (await newPlace().succeed(`images ${flags}`)).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(expected.length);
    for (const [i, part] of expected.entries()) expect(lines[i]).toContain(part);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('prints a script for %s', async (shell) => {
    const { stdout } = await newPlace().succeed(`completion ${shell}`);
    expect(stdout).toContain('bindstack');
    expect(stdout).toContain('separate');
  });

  it('rejects other shells', async () => {
    const { exitCode, stderr } = await newPlace().run('completion csh');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });

  it.each([
    ['ge', ['generate']],
    ['generate --vec', ['--vectors']],
    ['generate --vectors ', ['shared', 'balanced', 'separate']],
    ['generate --modalities text,im', ['text,image', 'text,imu']],
    ['generate --target ', ['compose', 'helm']],
    ['up --target ', ['compose', 'helm', 'embedded']],
    ['--quiet sm', ['smoke']],
    ['completion z', ['zsh']],
  ])('completes %j in a real bash', async (line, expected) => {
    const place = newPlace();
    await mkdir(place.scratch, { recursive: true });
    const script = `
      bindstack() { "${process.execPath}" "${BIN}" "$@"; }
      eval "$(bindstack completion bash)"
      COMP_WORDS=(bindstack ${line.endsWith(' ') ? `${line}''` : line})
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _bindstack
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: place.directory });
    expect(offered.trimEnd().split('\n')).toEqual(expected);
  });
});
