import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { STUB_MODEL } from '../../src/facts/imageBind/serverErrors.ts';
import { MEDIA_METADATA } from '../../src/facts/mediaMetadata.ts';
import {
  NODE_20_CLIENT_VERSION,
  OLDEST_PYTHON_CLIENT_VERSION,
  PYTHON_CLIENT_VERSION,
  TYPESCRIPT_CLIENT_VERSION,
} from '../../src/facts/versions.ts';
import { sampleMedia, sampleText } from '../../src/smoke/samples/samples.ts';
import { CASES, SNAPSHOTS } from '../support/cases.ts';
import { type CommandResult, stackTrace } from '../support/command.ts';
import { commandBlocks } from '../support/documentedCommands.ts';
import { createPictures, isClientCommand } from '../support/documentedRuns.ts';
import { failureOf, installed, pythonEnvironment } from '../support/installed.ts';
import { type Place, placeForSuite } from '../support/place.ts';
import { describeWith, type Requirement, weaviate } from '../support/requirements.ts';
import { auOf, flacOf, wavWith } from '../support/tinyMedia.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

/** The oldest and the newest client libraries that the generated code supports. */
const PYTHON_CLIENTS = [OLDEST_PYTHON_CLIENT_VERSION, PYTHON_CLIENT_VERSION];
const NODE_CLIENTS = [NODE_20_CLIENT_VERSION, TYPESCRIPT_CLIENT_VERSION];
/** weaviate-client 3.13 and newer require Node 22, which the npm package `node` provides. */
const NODE_22 = '22.23.3';
const TOOLS = { ruff: '0.17.6', mypy: '2.4.1', typescript: '7.0.2', types: '20.19.43', tsx: '4.23.15' };

/** Stricter than `--strict` alone, so the code compiles in any project. */
const TSC = [
  ...['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--verbatimModuleSyntax'],
  ...['--noPropertyAccessFromIndexSignature', '--noUnusedLocals', '--noUnusedParameters'],
  ...['--erasableSyntaxOnly', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'],
];

/** Python environments and Node projects, created once per file because that takes most of the time. */
const ROOT = mkdtempSync(join(tmpdir(), 'bindstack-clients-'));
afterAll(() => rm(ROOT, { recursive: true, force: true }));

const environment = (version: string) => join(ROOT, `python-${version}`);
const python = (version: string) => join(environment(version), 'bin', 'python');
const project = (version: string) => join(ROOT, `node-${version}`);

const node22 = join(project(TYPESCRIPT_CLIENT_VERSION), 'node_modules', '.bin', 'node');

const pythonClients = installed('weaviate-client for Python', () => {
  for (const version of PYTHON_CLIENTS) {
    const packages = [`weaviate-client==${version}`, `ruff==${TOOLS.ruff}`, `mypy==${TOOLS.mypy}`];
    const failure = pythonEnvironment(environment(version), packages);
    if (failure !== undefined) return failure;
  }
  return failureOf(python(PYTHON_CLIENTS[0] ?? ''), [
    ...['-c', 'import sys; sys.exit("older than 3.10" if sys.version_info < (3, 10) else 0)'],
  ]);
});

const nodeClients = installed('weaviate-client for Node', () => {
  for (const version of NODE_CLIENTS) {
    mkdirSync(project(version));
    writeFileSync(join(project(version), 'package.json'), '{ "type": "module", "private": true }\n');
    const failure = failureOf(
      'npm',
      [
        ...['install', '--no-audit', '--no-fund', '--fetch-retries=1', `weaviate-client@${version}`],
        ...[`typescript@${TOOLS.typescript}`, `@types/node@${TOOLS.types}`],
        ...(version === TYPESCRIPT_CLIENT_VERSION ? [`node@${NODE_22}`, `tsx@${TOOLS.tsx}`] : []),
      ],
      project(version),
    );
    if (failure !== undefined) return failure;
  }
  return failureOf(node22, ['--version']);
});

const ipv6: Requirement = () =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
    ? undefined
    : 'no IPv6 loopback address';

/** Runs an installed program to its end. */
async function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  const { WEAVIATE_API_KEY: _mine, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
}

const withClients = CASES.filter(({ config }) => config.clients.length > 0);

function generated(name: string, file: string): string {
  return fileURLToPath(new URL(`${name}/${file}`, SNAPSHOTS));
}

/** Copies files of every snapshot into a folder, each case into a folder of its own. */
function collected(folder: string, ...names: readonly string[]): string[] {
  return withClients.flatMap(({ name }) => {
    mkdirSync(join(folder, name), { recursive: true });
    return names.map((file) => {
      copyFileSync(generated(name, file), join(folder, name, file));
      return join(name, file);
    });
  });
}

/** The Python files of every snapshot under names that mypy can check together. */
function asModules(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return withClients.flatMap(({ name }) => {
    const module = name.replaceAll('-', '_');
    return ['client', 'client_check'].map((file) => {
      const copy = `${file.replace('client', module)}.py`;
      const text = readFileSync(generated(name, `${file}.py`), 'utf8');
      writeFileSync(join(folder, copy), text.replace(/^from client import/m, `from ${module} import`));
      return copy;
    });
  });
}

describeWith([pythonClients], 'client.py and client_check.py in every snapshot', () => {
  it.each(PYTHON_CLIENTS)('pass mypy --strict with weaviate-client %s', async (version) => {
    const folder = join(ROOT, 'modules');
    const files = asModules(folder);
    const mypy = ['-m', 'mypy', '--strict', '--scripts-are-modules', ...files];
    const { stdout } = await run(python(version), mypy, { cwd: folder });
    expect(stdout).toBe(`Success: no issues found in ${files.length} source files\n`);
  });

  it.each([['format', '--diff'], ['check']])('pass ruff %s without changes', async (...command) => {
    const folder = join(ROOT, 'checked-python');
    collected(folder, 'client.py', 'client_check.py');
    const ruff = ['-m', 'ruff', ...command, '--isolated', '--no-cache', '.'];
    for (const { name } of withClients) {
      // In the folder of the files: elsewhere, ruff does not know that `client` is one of them, and sorts it first.
      const cwd = join(folder, name);
      const { exitCode, stdout } = await run(python(PYTHON_CLIENT_VERSION), ruff, { cwd });
      const left = stdout.replace('All checks passed!\n', '');
      expect({ name, exitCode, left }).toEqual({ name, exitCode: 0, left: '' });
    }
  });
});

describeWith([nodeClients], 'client.ts and client.check.ts in every snapshot', () => {
  it.each(NODE_CLIENTS)('pass tsc --strict with weaviate-client %s', async (version) => {
    const folder = join(project(version), 'checked');
    const files = collected(folder, 'client.ts', 'client.check.ts');
    const tsc = join(project(version), 'node_modules', '.bin', 'tsc');
    const { exitCode, stdout } = await run(tsc, ['--noEmit', ...TSC, ...files], { cwd: folder });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });
});

type Program = 'client' | 'check';

/** Runs a generated client or its self-test with a version of the library. */
type ClientRunner = (
  folder: string,
  args?: readonly string[],
  env?: Readonly<Record<string, string>>,
  program?: Program,
) => Promise<CommandResult>;

function inPython(version: string): ClientRunner {
  return async (folder, args = [], env = {}, program = 'check') => {
    const file = join(folder, program === 'client' ? 'client.py' : 'client_check.py');
    const result = await run(python(version), ['-W', 'ignore', file, ...args], { env });
    // authlib, a dependency of the library, always prints a deprecation warning of two lines.
    return { ...result, stderr: result.stderr.replace(/^.*AuthlibDeprecationWarning: .*\n.*\n/, '') };
  };
}

/** Compiled, as in most projects. */
const compiled: ClientRunner = async (folder, args = [], env = {}, program = 'check') => {
  const home = await moved(folder, NODE_20_CLIENT_VERSION);
  if (!existsSync(join(home, 'client.js'))) {
    const tsc = join(project(NODE_20_CLIENT_VERSION), 'node_modules', '.bin', 'tsc');
    const { exitCode, stdout } = await run(tsc, [...TSC, 'client.ts', 'client.check.ts'], { cwd: home });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  }
  const file = join(home, program === 'client' ? 'client.js' : 'client.check.js');
  return run(process.execPath, [file, ...args], { env });
};

/** Without compiling: tsx, or, for a file without relative imports, Node 22 alone. */
const uncompiled: ClientRunner = async (folder, args = [], env = {}, program = 'check') => {
  const home = await moved(folder, TYPESCRIPT_CLIENT_VERSION);
  const tsx = join(project(TYPESCRIPT_CLIENT_VERSION), 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const file =
    program === 'client'
      ? ['--disable-warning=ExperimentalWarning', join(home, 'client.ts')]
      : [tsx, join(home, 'client.check.ts')];
  return run(node22, [...file, ...args], { env });
};

/** Copies the TypeScript files into a project, where they find their library. */
async function moved(folder: string, version: string): Promise<string> {
  const home = join(project(version), folder.replaceAll('/', '_'));
  mkdirSync(home, { recursive: true });
  for (const file of ['client.ts', 'client.check.ts']) await cp(join(folder, file), join(home, file));
  await rm(join(home, '.env'), { force: true });
  if (existsSync(join(folder, '.env'))) await cp(join(folder, '.env'), join(home, '.env'));
  return home;
}

const RUNNERS: readonly (readonly [string, ClientRunner])[] = [
  ...PYTHON_CLIENTS.map((version) => [`Python, ${version}`, inPython(version)] as const),
  [`TypeScript, ${NODE_20_CLIENT_VERSION}, compiled`, compiled],
  [`TypeScript, ${TYPESCRIPT_CLIENT_VERSION}, on Node 22`, uncompiled],
];

/** Starts a stack with the stub, and generates clients for it. */
function stackFor(flags: string) {
  const place = placeForSuite();
  beforeAll(async () => {
    // Also creates the API key, if needed.
    await place().generate(flags);
    await place().succeed(await place().embedded(`--modalities all ${flags}`));
  });
  afterAll(() => place().succeed('down --target embedded'));
  return {
    place,
    async clients(line: string): Promise<string> {
      const folder = join(place().directory, line.replaceAll(/\W+/g, '-'));
      const ports = await place().portFlags();
      const words = `--quiet --target compose --client python,typescript ${flags} ${line}`.split(' ');
      await place().succeed(['generate', '--out', folder, ...ports, ...words.filter((word) => word !== '')]);
      // The key of the running stack instead of a new one.
      const env = join(place().directory, '.env');
      if (existsSync(env)) await cp(env, join(folder, '.env'));
      return folder;
    },
  };
}

/** The API key of a stack. */
async function keyOf(place: Place): Promise<string> {
  const text = await readFile(join(place.directory, '.env'), 'utf8');
  return /^WEAVIATE_API_KEY=(.+)$/m.exec(text)?.[1] ?? '';
}

interface StoredObject {
  readonly id: string;
  readonly lastUpdateTimeUnix: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly properties: readonly { readonly name: string }[];
}

/** The objects of a collection, by path and part; with the time of their last change. */
async function objectsOf(url: string, collection: string): Promise<StoredObject[]> {
  const path = `/v1/objects?class=${collection}&limit=100`;
  const found = (await weaviateRest(url, 'GET', path)).body as { objects: StoredObject[] };
  const key = ({ properties: { path, part } }: StoredObject) => `${path} ${part}`;
  return found.objects.sort((one, other) => key(one).localeCompare(key(other)));
}

/** Two objects of every kind in each of two folders; with names in decomposed form, and with files to leave out. */
async function writeMedia(folder: string): Promise<void> {
  const endings = { text: 'txt', image: 'png', audio: 'wav', video: 'y4m', imu: 'csv' };
  for (const inside of ['', 'de\u0301composed name']) {
    mkdirSync(join(folder, inside, '.hidden'), { recursive: true });
    for (const index of [0, 1] as const) {
      const name = (ending: string) => join(folder, inside, `file ${index}.${ending}`);
      writeFileSync(name('txt'), sampleText(index));
      for (const kind of ['image', 'audio', 'video', 'imu'] as const)
        writeFileSync(name(endings[kind]), sampleMedia(kind, index));
      for (const kind of ['thermal', 'depth'] as const)
        writeFileSync(name(`${kind}.png`), sampleMedia(kind, index));
    }
    writeFileSync(join(folder, inside, '.hidden', 'hidden.txt'), 'hidden');
    symlinkSync('file 0.txt', join(folder, inside, 'link.txt'));
  }
}

const ALL = ['text', 'image', 'audio', 'video', 'thermal', 'imu', 'depth'];

function expectSuccess({ exitCode, stdout, stderr }: CommandResult, objects: number): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain(`connected: Weaviate 1.39.3, ${STUB_MODEL}\n`);
  expect(stdout).toContain(`imported: ${objects} objects\n`);
  for (const field of ALL) expect(stdout).toContain(`near ${field}: found `);
  expect(stdout).toContain('hybrid: found ');
  expect(stdout).toContain(
    `exported: ${objects} objects with vectors\nimported: ${objects} objects with vectors\n`,
  );
  expect(stdout).toMatch(/^near \w+ in the copy: found /m);
  expect(stdout.match(/^deleted: /gm)).toHaveLength(2);
  expect(stdout).toContain('all checks passed\n');
}

describeWith([weaviate, pythonClients, nodeClients], 'the self-test of generated clients', () => {
  describe('with anonymous access', () => {
    const { place, clients } = stackFor('');

    for (const vectors of ['shared', 'balanced', 'separate']) {
      it.each(RUNNERS)(`tests every modality, vectors ${vectors}: %s`, async (_name, selfTest) => {
        const folder = await clients(`--modalities all --vectors ${vectors}`);
        expectSuccess(await selfTest(folder), vectors === 'shared' ? 14 : 2);
      });
    }

    it.each(RUNNERS)('tests text only: %s', async (_name, selfTest) => {
      const { exitCode, stdout } = await selfTest(await clients('--modalities text'));
      expect(exitCode).toBe(0);
      expect(stdout.match(/^near.*$/gm)).toEqual([
        expect.stringMatching(/^near text: found .*\.txt$/),
        expect.stringMatching(/^near text in the copy: found .*\.txt$/),
      ]);
    });

    it.each(RUNNERS)('tests the default modalities: %s', async (_name, selfTest) => {
      const { exitCode, stdout, stderr } = await selfTest(await clients('--weaviate-memory 2g'));
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toContain('imported: 4 objects\n');
    });

    it.each(RUNNERS)('searches with a text if there is no text field: %s', async (_name, selfTest) => {
      const { exitCode, stdout } = await selfTest(await clients('--modalities video,imu --vectors separate'));
      expect(exitCode).toBe(0);
      expect(stdout).toContain('near text: ok\n');
    });

    describe('with --folder', () => {
      const media = join(ROOT, 'media');
      beforeAll(() => {
        mkdirSync(join(media, 'deep'), { recursive: true });
        writeFileSync(join(media, 'first.txt'), sampleText(0));
        writeFileSync(join(media, 'first.png'), sampleMedia('image', 0));
        writeFileSync(join(media, 'deep', 'Second.TXT'), sampleText(1));
        writeFileSync(join(media, 'deep', 'Second.PNG'), sampleMedia('image', 1));
        writeFileSync(join(media, 'notes.md'), 'not for the collection');
      });

      it.each(RUNNERS)('imports every file: %s', async (_name, selfTest) => {
        const result = await selfTest(await clients(''), ['--folder', media]);
        expect(result.exitCode).toBe(0);
        expect(result.stdout).toContain('imported: 4 objects\n');
      });

      it.each(RUNNERS)('imports files with the same stem as one object: %s', async (_name, selfTest) => {
        const result = await selfTest(await clients('--vectors balanced'), ['--folder', media]);
        expect(result.exitCode).toBe(0);
        expect(result.stdout).toContain('imported: 2 objects\n');
      });

      it.each(RUNNERS)('says which object the model rejected, and why: %s', async (_name, selfTest) => {
        const broken = join(ROOT, 'broken');
        await cp(media, broken, { recursive: true });
        writeFileSync(join(broken, 'broken.png'), 'not an image');
        const { exitCode, stdout, stderr } = await selfTest(await clients(''), ['--folder', broken]);
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(/^not imported: broken\/broken\.png: .*cannot identify image file/m);
        expect(stdout).toContain('imported: 4 objects\n');
        expect(stderr).toContain(`failed: 1 objects in ${broken} were not imported\n`);
      });

      it.each(RUNNERS)(
        'does not send audio that crashes the server or exhausts its memory: %s',
        async (_name, selfTest) => {
          const harmful = join(ROOT, 'harmful');
          mkdirSync(harmful, { recursive: true });
          writeFileSync(join(harmful, 'good.wav'), sampleMedia('audio', 0));
          writeFileSync(join(harmful, 'none.wav'), wavWith({ channels: 0 }));
          writeFileSync(join(harmful, 'odd.wav'), wavWith({ rate: 44_101 }));
          writeFileSync(join(harmful, 'odd.flac'), flacOf(44_101, 44_101));
          writeFileSync(join(harmful, 'odd.au'), auOf(44_101));
          writeFileSync(join(harmful, 'usual.wav'), wavWith({ rate: 44_100, data: Buffer.alloc(8820) }));
          const { exitCode, stdout } = await selfTest(await clients('--modalities audio'), [
            '--folder',
            harmful,
          ]);
          expect(exitCode).toBe(1);
          expect(stdout.match(/^not imported: .*$/gm)?.sort()).toEqual([
            'not imported: harmful/none.wav: has 0 channels, which crashes the inference server',
            'not imported: harmful/odd.au: needs 10.5 GiB of memory to resample 44101 Hz',
            'not imported: harmful/odd.flac: needs 10.5 GiB of memory to resample 44101 Hz',
            'not imported: harmful/odd.wav: needs 10.5 GiB of memory to resample 44101 Hz',
          ]);
          expect(stdout).toContain('imported: 2 objects\n');
        },
      );

      it.each(RUNNERS)('does not import an incomplete object: %s', async (_name, selfTest) => {
        const folder = await clients('--modalities text,image,audio --vectors separate');
        const { exitCode, stdout } = await selfTest(folder, ['--folder', media]);
        expect(exitCode).toBe(1);
        expect(stdout).toContain('not imported: media/first: has no audio\n');
        expect(stdout).toContain('not imported: media/deep/Second: has no audio\n');
        expect(stdout).toContain('imported: 0 objects\n');
      });

      it.each(RUNNERS)('fails for a missing folder: %s', async (_name, selfTest) => {
        const { exitCode, stderr } = await selfTest(await clients(''), ['--folder', join(ROOT, 'nowhere')]);
        expect(exitCode).toBe(1);
        expect(stderr).toContain('failed: ');
        expect(stderr).toContain('nowhere');
      });
    });

    it.each(RUNNERS)('has a command line that imports and searches: %s', async (name, runClient) => {
      const collection = `Line_${name.replaceAll(/\W/g, '_')}`;
      onTestFinished(async () => {
        await fetch(`${await place().url()}/v1/schema/${collection}`, { method: 'DELETE' });
      });
      const media = join(ROOT, collection);
      mkdirSync(media);
      writeFileSync(join(media, 'note.txt'), sampleText(0));
      writeFileSync(join(media, 'picture.png'), sampleMedia('image', 0));
      const folder = await clients(`--collection ${collection}`);
      const onLine = (...args: readonly string[]) => runClient(folder, args, {}, 'client');

      for (const wrong of [[], ['serve'], ['import'], ['search', 'two', 'words']]) {
        expect([wrong, (await onLine(...wrong)).exitCode]).toEqual([wrong, 2]);
      }
      const early = await onLine('search', 'anything');
      expect(early.exitCode).toBe(1);
      expect(early.stderr).toMatch(/^failed: [\s\S]*could not find class/);
      expect(stackTrace(early.stderr)).toEqual([]);

      // What did not change is not imported again.
      const states: unknown[] = [];
      for (const _again of [1, 2]) {
        expect(await onLine('import', media)).toEqual({
          exitCode: 0,
          stdout: `objects in ${collection}: 2\n`,
          stderr: '',
        });
        states.push(await objectsOf(await place().url(), collection));
      }
      expect(states[1]).toEqual(states[0]);
      const found = await onLine('search', sampleText(0));
      expect(found).toMatchObject({ exitCode: 0, stderr: '' });
      expect(found.stdout.replace(/\d\.\d{3}(?= .*png)/, 'far')).toBe(
        `0.000  ${collection}/note.txt\nfar  ${collection}/picture.png\n`,
      );

      writeFileSync(join(media, 'broken.png'), 'not an image');
      const partly = await onLine('import', media);
      expect(partly.exitCode).toBe(1);
      expect(partly.stdout).toBe(`objects in ${collection}: 2\n`);
      expect(partly.stderr).toMatch(/^not imported: \w+\/broken\.png: .*cannot identify image file/m);

      const nowhere = await onLine('import', join(media, 'deeper'));
      expect(nowhere.exitCode).toBe(1);
      expect(nowhere.stderr).toMatch(/^failed: .*deeper/);
    });

    describe.each(['shared', 'balanced'] as const)('and bindstack import, vectors %s', (vectors) => {
      const objects = vectors === 'shared' ? 28 : 4;

      /** A collection of its own for a client and the command, which import the same folder. */
      async function both(name: string, runClient: ClientRunner) {
        const collection = `Both_${vectors}_${name.replaceAll(/\W/g, '_')}`;
        onTestFinished(async () => {
          await fetch(`${await place().url()}/v1/schema/${collection}`, { method: 'DELETE' });
        });
        const media = join(ROOT, collection);
        await writeMedia(media);
        const folder = await clients(`--modalities all --vectors ${vectors} --collection ${collection}`);
        return {
          media,
          state: async () => objectsOf(await place().url(), collection),
          client: async () => {
            const result = await runClient(folder, ['import', media], {}, 'client');
            expect(result).toEqual({
              exitCode: 0,
              stdout: `objects in ${collection}: ${objects}\n`,
              stderr: '',
            });
          },
          command: async (...flags: readonly string[]) => {
            const { http, grpc } = await place().ports();
            const url = ['--url', `http://127.0.0.1:${http}`, '--grpc', `127.0.0.1:${grpc}`];
            const line = ['import', media, ...url, '--cwd', folder, '--json', ...flags];
            return (JSON.parse((await place().succeed(line)).stdout) as { files: object }).files;
          },
        };
      }

      it.each(RUNNERS)(
        'store the same objects, and change none of the other: %s',
        async (name, runClient) => {
          const { state, client, command } = await both(name, runClient);
          await client();
          const byClient = await state();
          expect(byClient).toHaveLength(objects);
          expect(await command('--original')).toMatchObject({ imported: 0, unchanged: objects, failed: 0 });
          expect(await state()).toEqual(byClient);

          // The command also prepares files; a client leaves that as it is.
          expect(await command()).toMatchObject({ imported: objects, failed: 0 });
          const prepared = await state();
          await client();
          expect(await state()).toEqual(prepared);
          expect(prepared.map(({ id }) => id)).toEqual(byClient.map(({ id }) => id));

          expect(await command('--original')).toMatchObject({ imported: objects, failed: 0 });
          const byCommand = await state();
          await client();
          expect(await state()).toEqual(byCommand);
          for (const [index, { properties }] of byClient.entries())
            expect(byCommand[index]?.properties).toMatchObject(properties);
        },
      );
    });

    it.each(RUNNERS)('replaces a file that the command has cut into parts: %s', async (name, runClient) => {
      const collection = `Parts_${name.replaceAll(/\W/g, '_')}`;
      onTestFinished(async () => {
        await fetch(`${await place().url()}/v1/schema/${collection}`, { method: 'DELETE' });
      });
      const media = join(ROOT, collection);
      mkdirSync(media);
      writeFileSync(join(media, 'long.txt'), 'The lighthouse is red and white. '.repeat(60));
      const folder = await clients(`--collection ${collection}`);
      const { http, grpc } = await place().ports();
      const url = ['--url', `http://127.0.0.1:${http}`, '--grpc', `127.0.0.1:${grpc}`];
      await place().succeed(['import', media, ...url, '--cwd', folder]);
      expect((await objectsOf(await place().url(), collection)).length).toBeGreaterThan(2);
      writeFileSync(join(media, 'long.txt'), 'The lighthouse is blue.');
      expect(await runClient(folder, ['import', media], {}, 'client')).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      expect(
        (await objectsOf(await place().url(), collection)).map(({ properties }) => properties),
      ).toMatchObject([
        { path: `${collection}/long.txt`, text: 'The lighthouse is blue.', part: 0, parts: 1 },
      ]);
    });

    it.each(RUNNERS)('adds metadata to a collection of an older version: %s', async (name, runClient) => {
      const collection = `Older_${name.replaceAll(/\W/g, '_')}`;
      onTestFinished(async () => {
        await fetch(`${await place().url()}/v1/schema/${collection}`, { method: 'DELETE' });
      });
      const folder = await clients(`--collection ${collection}`);
      const definition = JSON.parse(await readFile(join(folder, 'collection.json'), 'utf8')) as Schema;
      const older = definition.properties.filter(({ name: property }) => !(property in MEDIA_METADATA));
      const url = await place().url();
      await weaviateRest(url, 'POST', '/v1/schema', { body: { ...definition, properties: older } });
      const media = join(ROOT, collection);
      mkdirSync(media);
      writeFileSync(join(media, 'note.txt'), sampleText(0));
      expect(await runClient(folder, ['import', media], {}, 'client')).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      const { properties } = (await weaviateRest(url, 'GET', `/v1/schema/${collection}`)).body as Schema;
      for (const wanted of definition.properties)
        expect(properties.find((property) => property.name === wanted.name)).toMatchObject(wanted);
    });

    it('leaves no collection behind', async () => {
      expect(await collectionsOf(await place().url())).toEqual([]);
    });
  });

  describe('with an API key', () => {
    const { place, clients } = stackFor('--auth api-key');

    for (const vectors of ['shared', 'balanced', 'separate']) {
      it.each(RUNNERS)(`tests every modality, vectors ${vectors}: %s`, async (_name, selfTest) => {
        const folder = await clients(`--modalities all --vectors ${vectors}`);
        const key = await keyOf(place());
        for (const file of ['client.py', 'client_check.py', 'client.ts', 'client.check.ts']) {
          expect(await readFile(join(folder, file), 'utf8')).not.toContain(key);
        }
        // The key is in .env next to the client.
        expectSuccess(await selfTest(folder), vectors === 'shared' ? 14 : 2);
      });
    }

    it.each(RUNNERS)('fails without a key and with a wrong key: %s', async (_name, selfTest) => {
      const folder = await clients('--modalities all');
      // The environment wins over .env.
      const wrong = await selfTest(folder, [], { WEAVIATE_API_KEY: 'wrong' });
      expect(wrong.exitCode).toBe(1);
      expect(wrong.stderr).toMatch(/failed: .*401/);
      expect(stackTrace(wrong.stderr)).toEqual([]);
      await rm(join(folder, '.env'));
      const without = await selfTest(folder);
      expect(without.exitCode).toBe(1);
      expect(without.stderr).toMatch(
        /^failed: WEAVIATE_API_KEY is not set, nor defined in \S+\.env; .*--auth api-key$/m,
      );
      expect(stackTrace(without.stderr)).toEqual([]);
      const key = await keyOf(place());
      expect((await selfTest(folder, [], { WEAVIATE_API_KEY: key })).exitCode).toBe(0);
    });

    it.each(RUNNERS)('reads other spellings in .env: %s', async (_name, runClient) => {
      const folder = await clients('--modalities text');
      const key = await keyOf(place());
      writeFileSync(join(folder, '.env'), `# a comment\n\nOTHER=a=b\nexport WEAVIATE_API_KEY="${key}"\n`);
      expect((await runClient(folder)).exitCode).toBe(0);
    });

    it('leaves no collection behind', async () => {
      expect(await collectionsOf(await place().url(), await keyOf(place()))).toEqual([]);
    });
  });

  describeWith([ipv6], 'on IPv6', () => {
    const { clients } = stackFor('--bind-address ::1');

    it.each(RUNNERS)('tests every modality: %s', async (_name, selfTest) => {
      expectSuccess(await selfTest(await clients('--modalities all')), 14);
    });
  });
});

describeWith([weaviate, pythonClients, nodeClients], 'the commands of the documentation', () => {
  const { clients } = stackFor('');
  const lines = commandBlocks().flatMap(({ page, lines: all }) =>
    all.filter(isClientCommand).map((line) => [page, line] as const),
  );

  it.each([...new Set(lines.map(([page]) => page))])('on %s run as written', async (page) => {
    const folder = await clients(`--collection ${page.replaceAll(/\W/g, '_').replace(/^./, 'D')}`);
    await createPictures(folder);
    for (const [, line] of lines.filter(([at]) => at === page)) {
      const { exitCode, stderr } = await run('sh', ['-c', line.replaceAll('~/Pictures', 'Pictures')], {
        cwd: folder,
      });
      expect([line, exitCode], stderr).toEqual([line, 0]);
    }
  });

  it('are found', () => expect(lines.length).toBeGreaterThan(5));
});
