import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listing } from '../support/directory.ts';
import { newPlace, type Place } from '../support/place.ts';

const textOf = (place: Place, name: string) => readFile(join(place.directory, name), 'utf8');

/** Every generated file except the key. */
async function files(place: Place, folder = '.'): Promise<Record<string, string>> {
  const root = join(place.directory, folder);
  const names = ['docker-compose.yml', 'values.yaml', 'collection.json', 'bindstack.yaml'];
  const texts = names.map(
    async (name) => [name, await readFile(join(root, name), 'utf8').catch(() => '')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

const MUCH = 'generate --auth api-key --cuda --modalities all --weaviate-memory 6g';

describe('a value that was given once', () => {
  it('applies to the next generate, check and config show', async () => {
    const place = newPlace();
    await place.succeed(MUCH);
    const before = await files(place);
    expect(before['docker-compose.yml']).toContain('ENABLE_CUDA: "1"');
    await place.succeed('generate');
    await place.succeed('generate --yes');
    expect(await files(place)).toEqual(before);
    await place.succeed('check');
    const { stdout } = await place.succeed('config show --json --sources');
    expect(JSON.parse(stdout)['weaviate.auth']).toEqual({
      value: 'api-key',
      source: expect.stringContaining('bindstack.yaml:'),
    });
  });

  it('is changed by a flag, and nothing else changes', async () => {
    const place = newPlace();
    await place.succeed(MUCH);
    await place.succeed('generate --weaviate-memory 8g');
    const { 'docker-compose.yml': compose, 'collection.json': collection } = await files(place);
    expect(compose).toContain('mem_limit: 8g');
    expect(compose).toContain('WEAVIATE_API_KEY');
    expect(collection).toContain('"imuFields"');
  });

  it('is reset by giving the default, and the comment beside it is kept', async () => {
    const place = newPlace();
    await writeFile(
      join(place.directory, 'bindstack.yaml'),
      'weaviate:\n  httpPort: 9090 # behind the proxy\n',
    );
    await place.succeed('generate');
    await place.succeed('generate --http-port 8080');
    expect(await textOf(place, 'bindstack.yaml')).toBe('weaviate:\n  httpPort: 8080 # behind the proxy\n');
    expect(await textOf(place, 'docker-compose.yml')).toContain('127.0.0.1:8080:8080');
  });

  it('may come from an environment variable', async () => {
    const place = newPlace();
    await place.succeed('generate', { BINDSTACK_WEAVIATE_AUTH: 'api-key' });
    expect(await textOf(place, 'bindstack.yaml')).toContain('auth: api-key');
    await place.succeed('check');
  });

  it('is not saved with --no-save', async () => {
    const place = newPlace();
    await place.succeed('generate --no-save --http-port 9090');
    expect(await listing(place.directory)).not.toContain('bindstack.yaml');
    await place.succeed('generate --http-port 9091');
    const kept = await textOf(place, 'bindstack.yaml');
    await place.succeed('generate --no-save --http-port 9092');
    expect(await textOf(place, 'bindstack.yaml')).toBe(kept);
    await place.succeed('generate --stdout values.yaml --no-save');
  });

  it('is the only thing saved: without one there is no bindstack.yaml, and an empty one stays empty', async () => {
    const [bare, empty] = [newPlace(), newPlace()];
    await writeFile(join(empty.directory, 'bindstack.yaml'), '');
    await bare.succeed('generate --yes');
    await empty.succeed('generate');
    expect(await files(empty)).toEqual(await files(bare));
    expect((await listing(empty.directory)).filter((path) => path !== 'bindstack.yaml')).toEqual(
      await listing(bare.directory),
    );
    expect(await textOf(empty, '.bindstack/manifest.json')).toBe(
      await textOf(bare, '.bindstack/manifest.json'),
    );
  });

  it('is found with --cwd and with --out, and belongs to one stack only', async () => {
    const place = newPlace();
    const { stderr } = await place.succeed(`${MUCH} --out stack`);
    expect(stderr).toContain('Next, with Docker: bindstack up --cwd stack --smoke\n');
    const before = await files(place, 'stack');
    await place.succeed('check --cwd stack');
    await place.succeed('check --out stack');
    await place.succeed('generate --out stack');
    await place.succeed('generate --cwd stack');
    expect(await files(place, 'stack')).toEqual(before);
    await place.succeed('generate --http-port 9191');
    await place.succeed('generate --out third');
    expect((await files(place, 'third'))['docker-compose.yml']).toContain('127.0.0.1:8080:8080');
    expect((await files(place, 'third'))['docker-compose.yml']).not.toContain('WEAVIATE_API_KEY');
  });

  it('in a bindstack.yaml above the files is used first, with a warning once it is ignored', async () => {
    const place = newPlace();
    const above = join(place.directory, 'bindstack.yaml');
    await writeFile(above, '# ours\nweaviate:\n  memory: 6g\n');
    const first = await place.succeed('generate --out deploy');
    expect(first.stderr).not.toContain('is ignored');
    await place.succeed('check --cwd deploy');
    await writeFile(above, '# ours\nweaviate:\n  memory: 8g\n');
    const second = await place.succeed('generate --out deploy');
    expect(second.stderr).toMatch(
      /bindstack\.yaml is ignored: .*weaviate\.memory\n.*--config bindstack\.yaml/,
    );
    await place.succeed('generate --out deploy --config bindstack.yaml');
    expect((await files(place, 'deploy'))['docker-compose.yml']).toContain('mem_limit: 8g');
    expect((await files(place, 'deploy'))['bindstack.yaml']).toContain('memory: 8g');
    expect(await readFile(above, 'utf8')).toBe('# ours\nweaviate:\n  memory: 8g\n');
  });

  it('is removed with a message once it has no effect', async () => {
    const place = newPlace();
    await place.succeed('generate --cuda --gpus 2');
    const { stderr } = await place.succeed('generate --no-cuda');
    expect(stderr).toContain('removed gpu.count from bindstack.yaml');
    await place.succeed('check');
  });

  it('is not saved if it is the key or may be secret: these stay in the files that use them', async () => {
    const place = newPlace();
    const { stderr } = await place.succeed([
      ...['generate', '--auth', 'api-key', '--env', 'OPENAI_APIKEY=sk-$hush', '--env', 'LOG_LEVEL=debug'],
    ]);
    expect(stderr).toContain('OPENAI_APIKEY may be secret and is not saved in bindstack.yaml');
    expect(stderr).not.toContain('sk-$hush');
    const before = await files(place);
    expect(before['bindstack.yaml']).not.toMatch(/OPENAI|hush/);
    const key = (await textOf(place, '.env')).split('WEAVIATE_API_KEY=')[1]?.trim() ?? 'none';
    expect(before['bindstack.yaml']).not.toContain(key);
    await place.succeed('check');
    await place.succeed('generate');
    expect(await files(place)).toEqual(before);
    await place.succeed('generate --env LOG_LEVEL=debug');
    expect((await files(place))['docker-compose.yml']).not.toContain('OPENAI');
  });
});

describe('files whose values are not in bindstack.yaml', () => {
  /** Files as older versions wrote them, without a record of their values. */
  async function older(line: string): Promise<Place> {
    const place = newPlace();
    await place.succeed(`${line} --no-save`);
    return place;
  }

  const LOSSES: readonly (readonly [made: string, then: string, says: RegExp, meant: string])[] = [
    ['--auth api-key', '', /API key authentication would be turned off/, '--auth anonymous'],
    [
      '--modalities all',
      '',
      /the fields audio, video, thermal, imu, depth would be removed/,
      '--modalities text,image',
    ],
    ['--weaviate-memory 8g', '', /Weaviate would be lowered from 8 GiB to 4 GiB/, '--weaviate-memory 4g'],
    [
      '--inference-memory 16g',
      '',
      /ImageBind would be lowered from 16 GiB to 12 GiB/,
      '--inference-memory 12g',
    ],
    ['--cuda', '', /the GPU would no longer be used/, '--no-cuda'],
    ['--replicas 3', '', /Weaviate would have 1 pod instead of 3/, '--replicas 1'],
    [
      '--persistence directory',
      '',
      /the data in the directory would no longer be used/,
      '--persistence volume',
    ],
    [
      '',
      'weaviate:\n  bindAddress: 0.0.0.0\n',
      /the ports would be published on 0\.0\.0\.0 instead of 127\.0\.0\.1/,
      '--bind-address 0.0.0.0',
    ],
    [
      '',
      'kubernetes:\n  serviceType: LoadBalancer\n',
      /LoadBalancer instead of ClusterIP/,
      '--service-type LoadBalancer',
    ],
    ['', 'inference:\n  mode: stub\n', /its vectors have no meaning/, '--inference stub'],
  ];

  it.each(LOSSES)('generated with "%s" are not weakened by "%s"', async (made, then, says, meant) => {
    const place = await older(`generate ${made}`);
    if (then !== '') await writeFile(join(place.directory, 'bindstack.yaml'), then);
    const before = await files(place);
    for (const line of ['generate', 'generate --yes --force']) {
      const { exitCode, stdout, stderr } = await place.run(line);
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
      expect(stderr).toMatch(/^error: this would weaken /m);
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(new RegExp(`or ${meant} to confirm the change\n`));
    }
    const dry = await place.succeed('generate --dry-run');
    expect(dry.stderr).toMatch(says);
    expect(await files(place)).toEqual(before);
    await place.succeed(`generate ${meant}`);
    await place.succeed('generate');
    await place.succeed('check');
  });

  it('are weakened by a bindstack.yaml that was edited since, but not because it was deleted', async () => {
    const place = newPlace();
    await place.succeed('generate --weaviate-memory 8g --auth api-key');
    const file = join(place.directory, 'bindstack.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('8g', '6g'));
    await place.succeed('generate');
    expect(await textOf(place, 'docker-compose.yml')).toContain('mem_limit: 6g');
    await rm(file);
    const { exitCode, stderr } = await place.run('generate');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('--auth api-key --weaviate-memory 6g to keep the current values');
    // Following the suggestion keeps them.
    await place.succeed('generate --auth api-key --weaviate-memory 6g');
    expect(await textOf(place, 'docker-compose.yml')).toContain('WEAVIATE_API_KEY');
  });

  it('may be strengthened without confirmation', async () => {
    const place = await older('generate --inference stub --weaviate-memory 2g');
    await place.succeed('generate');
    expect(await textOf(place, 'docker-compose.yml')).toContain('mem_limit: 12g');
  });
});

it('try does not overwrite the files of a stack', async () => {
  const place = newPlace();
  await place.succeed('generate --out stack');
  const before = await files(place, 'stack');
  const { exitCode, stderr } = await place.run('try --out stack');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('the stub would replace ImageBind');
  expect(await files(place, 'stack')).toEqual(before);
});

it('a missing .env is reported with its variable and the command that creates it', async () => {
  const place = newPlace();
  await place.succeed('generate --auth api-key');
  await rm(join(place.directory, '.env'));
  expect(await textOf(place, 'docker-compose.yml')).toContain(
    '${WEAVIATE_API_KEY:?run bindstack generate --auth api-key, which puts WEAVIATE_API_KEY into .env}',
  );
  for (const target of ['helm', 'embedded --inference stub']) {
    const { exitCode, stderr } = await place.run(`up --target ${target}`);
    expect([target, exitCode]).toEqual([target, 2]);
    expect(stderr).toContain('try: bindstack generate --auth api-key');
    expect(stderr).toContain('.env does not set WEAVIATE_API_KEY');
  }
  await place.succeed('generate --auth api-key');
  expect(await textOf(place, '.env')).toMatch(/^WEAVIATE_API_KEY=/m);
});
