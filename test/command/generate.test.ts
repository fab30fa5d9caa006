import { spawnSync } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { lineOf, stackTrace, words } from '../support/command.ts';
import { fill, listing } from '../support/directory.ts';
import { newPlace } from '../support/place.ts';
import { missingOf, program } from '../support/requirements.ts';

const DEFAULT_FILES = ['docker-compose.yml', 'values.yaml', 'collection.json'];
const IN_DIRECTORY = ['.bindstack', '.bindstack/manifest.json', ...DEFAULT_FILES].sort();

async function contents(root: string): Promise<Record<string, string>> {
  const entries = await Promise.all(
    (await listing(root)).map(async (path) => {
      const isFile = (await stat(join(root, path))).isFile();
      return [path, isFile ? await readFile(join(root, path), 'utf8') : '(directory)'] as const;
    }),
  );
  return Object.fromEntries(entries);
}

describe('wrong input', () => {
  it.each([
    ['generate --vector shared', 2, "unknown option '--vector'", 'did you mean --vectors?'],
    ['genrate', 2, "unknown command 'genrate'", 'did you mean generate?'],
    ['generate more', 2, "too many arguments for 'generate'", '--help'],
    ['generate --http-port', 2, "option '--http-port <PORT>' argument missing", '--help'],
    ['generate --weaviate-memory lots', 2, '--weaviate-memory: "lots" is not a size', '--weaviate-memory 4g'],
    ['generate --weaviate-tag a/b', 2, '--weaviate-tag: "a/b" is not an image tag', '--weaviate-tag 1.39.3'],
    [
      'generate --weaviate-repository Big',
      2,
      '--weaviate-repository: "Big" is not an image repo',
      'semitechnologies',
    ],
    [
      'generate --weaviate-registry http://a',
      2,
      '--weaviate-registry: "http://a" is not a registry',
      'cr.weaviate.io',
    ],
    ['generate --inference-tag :', 2, '--inference-tag: ":" is not an image tag', 'imagebind'],
    ['generate --http-port 0', 2, '--http-port: 0 is not a whole number from 1 to 65535', '8080'],
    ['generate --grpc-port 65536', 2, '--grpc-port: 65536 is not a whole number from 1 to 65535', '50051'],
    ['generate --http-port 80.5', 2, '--http-port: 80.5 is not a whole number', '8080'],
    ['generate --http-port 50051', 2, 'REST and gRPC cannot share port 50051', '--grpc-port'],
    ['generate --gpus 2', 2, '--gpus has no effect without --cuda', 'add --cuda'],
    ['generate --gpu-device 0', 2, '--gpu-device has no effect without --cuda', 'add --cuda'],
    ['generate --cuda --gpus all', 2, '--gpus all works with Compose only', '--target compose'],
    [
      'generate --cuda --gpus 2 --gpu-device 0 --target compose',
      2,
      '--gpus and --gpu-device cannot',
      '--gpus',
    ],
    ['generate --inference-memory 8g', 2, '--inference-memory 8 GiB is too little', '--inference-memory 12g'],
    [
      'generate --weaviate-tag 1.20.3',
      2,
      'Weaviate 1.20.3 does not have the module multi2vec-bind',
      '1.27.0',
    ],
    ['generate --replicas 2', 2, 'two Weaviate nodes tolerate no failure', '--replicas 1'],
    ['generate --inference external', 2, '--inference external needs the URL', '--inference-url'],
    [
      'generate --inference external --inference-url http://a/',
      2,
      '--inference-url: "http://a/" is not',
      'URL',
    ],
    [
      'generate --target helm --persistence none',
      2,
      '--persistence has no effect without --target',
      'compose',
    ],
    ['generate --env GRPC_PORT=1', 2, '--env GRPC_PORT is set by bindstack itself', '--grpc-port'],
    ['generate --modalities text,smell', 2, '--modalities: "smell" is not one of text, image', 'text,image'],
    ['generate --vectors many', 2, '--vectors: "many" is not one of shared, balanced, separate', 'shared'],
    ['generate --collection media', 2, '--collection: "media" is not a collection name', 'Media'],
    ['generate --name My_Stack', 2, '--name: "My_Stack" is not a name', 'bindstack'],
    ['generate --start-period 5', 2, '--start-period: "5" is not a duration', '600s'],
    ['generate --toleration gpu:Never', 2, '--toleration: "gpu:Never" is not a toleration', 'EFFECT'],
    ['generate --stdout README.md', 2, 'this configuration has no file README.md', 'docker-compose.yml'],
    [
      'generate --auth api-key --stdout .env',
      2,
      '.env contains secrets and is never printed',
      'docker-compose.yml',
    ],
  ])('%s: exit %i, %s', async (line, exitCode, message, suggestion) => {
    const place = newPlace();
    const result = await place.run(line);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(lineOf(result.stderr)).toMatch(/^error: /);
    expect(lineOf(result.stderr)).toContain(message);
    expect(lineOf(result.stderr.trimEnd().split('\n').reverse().join('\n'))).toMatch(/^ {2}try: /);
    expect(result.stderr).toContain(suggestion);
    expect(stackTrace(result.stderr)).toEqual([]);
    expect(await listing(place.directory)).toEqual([]);
  });

  it.each([
    ['BINDSTACK_HTTP_PORT', 'BINDSTACK_WEAVIATE_HTTP_PORT'],
    ['BINDSTACK_COLLECTION_VECTOR', 'BINDSTACK_COLLECTION_VECTORS'],
  ])('rejects the unknown variable %s and suggests %s', async (name, near) => {
    const place = newPlace();
    const { exitCode, stderr, stdout } = await place.run('generate', { [name]: '1' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(lineOf(stderr)).toBe(`error: unknown environment variable ${name}`);
    expect(stderr).toContain(`did you mean ${near}?`);
    expect(await listing(place.directory)).toEqual([]);
  });

  it('names a variable with an invalid value', async () => {
    const { exitCode, stderr } = await newPlace().run('generate', { BINDSTACK_WEAVIATE_HTTP_PORT: 'web' });
    expect(exitCode).toBe(2);
    expect(lineOf(stderr)).toContain('error: BINDSTACK_WEAVIATE_HTTP_PORT: "web" is not a whole number');
  });

  it('reports several invalid values at once', async () => {
    const { stderr } = await newPlace().run('generate --http-port 0 --vectors many');
    expect(lineOf(stderr)).toContain('--http-port');
    expect(stderr).toContain('also: --vectors');
  });

  it.each(['generate --json --http-port 0', 'generate --json --vector shared', '--json genrate'])(
    '%s: the error as an object on standard output',
    async (line) => {
      const { exitCode, stdout, stderr } = await newPlace().run(line);
      const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
      expect(exitCode).toBe(2);
      expect(stderr).toBe('');
      expect(Object.keys(error)).toEqual(['code', 'message', 'detail', 'suggestion']);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^[a-z-]+$/),
        suggestion: expect.any(String),
      });
    },
  );

  it('without a command: help on standard error, exit code 2', async () => {
    const { exitCode, stdout, stderr } = await newPlace().run('');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(lineOf(stderr)).toBe('Usage: bindstack [options] [command]');
    expect(stderr).toContain('generate');
  });

  it('--help and --version: standard output, exit code 0', async () => {
    const place = newPlace();
    const [help, version] = [await place.run('generate --help'), await place.run('--version')];
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('--modalities');
    expect(version).toMatchObject({ exitCode: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the output', () => {
  it('is the same in every directory, time zone and language', async () => {
    const [here, there] = [newPlace(), newPlace()];
    const line = 'generate --modalities all --vectors balanced --inference stub --env A=1 --env B=2';
    await here.succeed(line, { TZ: 'UTC', LC_ALL: 'C' });
    await there.succeed(line, { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' });
    expect(await contents(there.directory)).toEqual(await contents(here.directory));
  });

  it('is three files and the manifest, and a second run changes nothing', async () => {
    const place = newPlace();
    const first = await place.succeed('generate');
    expect(first.stdout).toBe('');
    for (const file of DEFAULT_FILES) expect(first.stderr).toMatch(new RegExp(`new +${file}\n`));
    const before = await contents(place.directory);
    expect(Object.keys(before)).toEqual(IN_DIRECTORY);

    const second = await place.succeed('generate');
    for (const file of DEFAULT_FILES) expect(second.stderr).toMatch(new RegExp(`unchanged +${file}\n`));
    expect(await contents(place.directory)).toEqual(before);
  });

  it('follows a changed configuration without --force', async () => {
    const place = newPlace();
    await place.succeed('generate');
    const { stdout } = await place.succeed('generate --json --http-port 8090');
    expect(JSON.parse(stdout)).toEqual({
      directory: place.directory,
      files: [
        { path: 'docker-compose.yml', state: 'changed' },
        { path: 'values.yaml', state: 'unchanged' },
        { path: 'collection.json', state: 'unchanged' },
        { path: 'bindstack.yaml', state: 'new' },
        { path: '.bindstack/schema.json', state: 'new' },
      ],
    });
  });

  it('says if an existing collection cannot be changed accordingly, and does that only on request', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose --compression rq-8 --no-save');
    const refused = await place.run('generate --target compose --no-save');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('an existing collection keeps the compression rq-8');
    const { stderr } = await place.succeed('generate --target compose --no-save --compression bq');
    expect(stderr).toContain(
      'warning: an existing collection keeps the compression rq-8: Weaviate does not change it to bq',
    );
    const other = await place.succeed('generate --target compose --no-save --index flat --collection Other');
    expect(other.stderr).not.toContain('existing collection');
  });

  it('--quiet prints nothing', async () => {
    expect(await newPlace().run('generate --quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('goes to the directory of --cwd and --out', async () => {
    const place = newPlace();
    await mkdir(join(place.directory, 'a'));
    await place.succeed('generate --cwd a --out b/c');
    expect(await listing(join(place.directory, 'a/b/c'))).toEqual(IN_DIRECTORY);
  });

  it.each(DEFAULT_FILES)('--stdout %s prints the file and writes nothing', async (file) => {
    const place = newPlace();
    const { stdout, stderr } = await place.succeed(`generate --stdout ${file}`);
    expect(await listing(place.directory)).toEqual([]);
    expect(stderr).toBe('');
    await place.succeed('generate');
    expect(stdout).toBe(await readFile(join(place.directory, file), 'utf8'));
  });
});

describe('files that bindstack did not write', () => {
  it('are not overwritten: nothing changes, and no temporary file is left', async () => {
    const place = newPlace();
    await fill(place.directory, { 'docker-compose.yml': 'services: {}\n', 'notes.txt': 'mine\n' });
    const before = await contents(place.directory);
    const { exitCode, stdout, stderr } = await place.run('generate');
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(lineOf(stderr)).toBe(
      'error: docker-compose.yml already exists and differs from what bindstack wrote',
    );
    expect(stderr).toContain('-services: {}');
    expect(stderr).toContain('try: use --force');
    expect(await contents(place.directory)).toEqual(before);
  });

  it('include edited ones; --force overwrites them', async () => {
    const place = newPlace();
    await place.succeed('generate');
    const file = join(place.directory, 'values.yaml');
    const written = await readFile(file, 'utf8');
    await writeFile(file, `${written}# mine\n`);
    const refused = await place.run('generate');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('-# mine');
    expect(await readFile(file, 'utf8')).toBe(`${written}# mine\n`);

    await place.succeed('generate --force');
    expect(await readFile(file, 'utf8')).toBe(written);
    expect(await listing(place.directory)).toEqual(IN_DIRECTORY);
  });

  it('count as written by bindstack if the content is the same', async () => {
    const place = newPlace();
    const { stdout } = await place.succeed('generate --stdout docker-compose.yml');
    await writeFile(join(place.directory, 'docker-compose.yml'), stdout);
    await place.succeed('generate');
  });

  it('can be a directory with the name of a file: an error', async () => {
    const place = newPlace();
    await mkdir(join(place.directory, 'values.yaml'));
    const { exitCode, stderr } = await place.run('generate');
    expect(exitCode).toBe(3);
    expect(lineOf(stderr)).toContain('values.yaml is a directory');
    expect(await listing(place.directory)).toEqual(['values.yaml']);
  });

  it.each(['generate', 'generate --force'])('%s below a file: exit code 5, nothing left', async (line) => {
    const place = newPlace();
    await fill(place.directory, { file: 'x' });
    const { exitCode, stderr, stdout } = await place.run(`${line} --out file/deep`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(lineOf(stderr)).toMatch(/^error: cannot (?:read|write) /);
    expect(stackTrace(stderr)).toEqual([]);
    expect(await contents(place.directory)).toEqual({ file: 'x' });
  });

  it('exit code 5 and nothing left if a directory for a file cannot be created', async () => {
    const place = newPlace();
    // The directory `stub` cannot be created, after the other files are staged.
    await fill(place.directory, { stub: 'a file' });
    const { exitCode, stderr } = await place.run('generate --inference stub');
    expect(exitCode).toBe(5);
    expect(stackTrace(stderr)).toEqual([]);
    expect(await contents(place.directory)).toEqual({ stub: 'a file' });
  });

  it('exit code 5 for a directory that not even root can create', async () => {
    const { exitCode, stderr } = await newPlace().run('generate --out /proc/bindstack-e2e');
    expect(exitCode).toBe(5);
    expect(lineOf(stderr)).toMatch(/^error: cannot write \/proc\/bindstack-e2e/);
    expect(stackTrace(stderr)).toEqual([]);
  });
});

describe('--dry-run', () => {
  const TOOLS = [
    ['git apply', 'git', ['apply', '-']],
    ['patch', 'patch', ['-p1', '--silent']],
  ] as const;

  it.each(TOOLS.filter(([, command]) => !missingOf([program(command)])))(
    'prints a diff from which %s creates the files',
    async (_, command, args) => {
      const place = newPlace();
      const line = 'generate --modalities all --inference stub';
      // One file already exists, edited and without a line break at the end.
      await fill(place.directory, { 'values.yaml': '# mine\nreplicas: 1' });
      const { stdout, stderr } = await place.succeed(`${line} --dry-run`);
      expect(stderr).toContain('7 of 7 files would be written.');
      expect(await listing(place.directory)).toEqual(['values.yaml']);

      const applied = spawnSync(command, args, { cwd: place.directory, input: stdout, encoding: 'utf8' });
      expect(applied).toMatchObject({ status: 0, stderr: '' });
      const { '.bindstack/manifest.json': _manifest, ...files } = await generated(line);
      expect(await contents(place.directory)).toEqual(files);
    },
  );

  it('prints nothing if nothing would change', async () => {
    const place = newPlace();
    await place.succeed('generate');
    const { stdout, stderr } = await place.succeed('generate --dry-run');
    expect(stdout).toBe('');
    expect(stderr).toContain('Nothing would change.');
  });

  async function generated(line: string): Promise<Record<string, string>> {
    const place = newPlace();
    await place.succeed(words(line));
    return contents(place.directory);
  }
});

describe('the API key', () => {
  it('is in .env only, readable by the owner only, and is kept', async () => {
    const place = newPlace();
    const first = await place.succeed('generate --auth api-key --inference stub --debug');
    const env = await readFile(join(place.directory, '.env'), 'utf8');
    const key = /^WEAVIATE_API_KEY=(\S{43})$/m.exec(env)?.[1] ?? '';
    expect(key).not.toBe('');
    expect((await stat(join(place.directory, '.env'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(place.directory, '.gitignore'), 'utf8')).toMatch(/^\.env$/m);

    const again = await place.succeed('generate --auth api-key --http-port 8090 --inference stub');
    const json = await place.succeed('generate --auth api-key --json --force --inference stub');
    const dry = await place.succeed('generate --auth api-key --dry-run --http-port 8091 --inference stub');
    expect(await readFile(join(place.directory, '.env'), 'utf8')).toBe(env);
    for (const { stdout, stderr } of [first, again, json, dry]) expect(stdout + stderr).not.toContain(key);
    const { '.env': _, ...others } = await contents(place.directory);
    for (const [path, text] of Object.entries(others))
      expect([path, text.includes(key)]).toEqual([path, false]);
  });

  it('has an example file for version control; a copy of it gets its key from generate', async () => {
    const place = newPlace();
    await place.succeed('generate --auth api-key');
    const example = await readFile(join(place.directory, '.env.example'), 'utf8');
    expect(example).toMatch(/^WEAVIATE_API_KEY=$/m);
    expect(example).toContain('bindstack generate --auth api-key');
    // Git matches a pattern without wildcards as a whole.
    expect(await readFile(join(place.directory, '.gitignore'), 'utf8')).not.toMatch(/^\.env[*.]/m);
    expect(
      JSON.parse(await readFile(join(place.directory, '.bindstack/manifest.json'), 'utf8')),
    ).toHaveProperty(['files', '.env.example']);

    await writeFile(join(place.directory, '.env'), example);
    await place.succeed('generate');
    const env = await readFile(join(place.directory, '.env'), 'utf8');
    expect(env.replace(/(WEAVIATE_API_KEY=)\S{43}$/m, '$1')).toBe(example);
    expect((await place.run('check')).exitCode).toBe(0);
  });

  it.each([[], ['--force']])(
    'leaves an .env.example of the user alone, and says what it lacks: %j',
    async (...more) => {
      const place = newPlace();
      const example = '# All variables of our app.\nDATABASE_URL=\n';
      await fill(place.directory, { '.env.example': example });
      const run = ['generate', '--auth', 'api-key', '--target', 'compose'];
      const { stderr } = await place.succeed([...run, ...more]);
      expect(stderr).toContain(
        '.env.example is your own file and was left alone; it does not name the API key',
      );
      expect(stderr).toContain('try: add the line WEAVIATE_API_KEY= to it');
      expect(await readFile(join(place.directory, '.env.example'), 'utf8')).toBe(example);
      expect((await place.run('check')).exitCode).toBe(0);

      await fill(place.directory, { '.env.example': `${example}WEAVIATE_API_KEY=\n` });
      expect((await place.succeed(run)).stderr).not.toContain('.env.example');
      // Only that file yields: the others are still protected.
      await fill(place.directory, { 'collection.json': '{}' });
      expect((await place.run(run)).exitCode).toBe(3);
    },
  );

  it('is added to an existing .env, which is otherwise unchanged and becomes private', async () => {
    const place = newPlace();
    await fill(place.directory, { '.env': 'OTHER=1', '.gitignore': 'node_modules\n' });
    await place.succeed('generate --auth api-key');
    expect(await readFile(join(place.directory, '.env'), 'utf8')).toMatch(
      /^OTHER=1\n(?:#.*\n)?WEAVIATE_API_KEY=\S+\n$/,
    );
    expect((await stat(join(place.directory, '.env'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(place.directory, '.gitignore'), 'utf8')).toBe('node_modules\n');
  });

  it('is different in each directory', async () => {
    const [a, b] = [newPlace(), newPlace()];
    for (const place of [a, b]) await place.succeed('generate --auth api-key');
    const [keyA, keyB] = await Promise.all(
      [a, b].map(({ directory }) => readFile(join(directory, '.env'), 'utf8')),
    );
    expect(keyA).not.toBe(keyB);
  });
});

describe('interruption', () => {
  it('leaves all files or none, at any moment', async () => {
    for (let delay = 0; delay <= 300; delay += 25) {
      const place = newPlace();
      const command = place.start('generate --inference stub');
      await sleep(delay);
      const { exitCode, stderr } = await command.endedBy('SIGINT');
      const files = await listing(place.directory);
      const isComplete = files.includes('.bindstack/manifest.json');
      expect(files).toHaveLength(isComplete ? 10 : 0);
      // Before the command handles signals, the system ends it, without an exit code.
      expect([null, 0, 130]).toContain(exitCode);
      if (exitCode === 0) expect(isComplete).toBe(true);
      expect(stackTrace(stderr)).toEqual([]);
    }
  });
});
