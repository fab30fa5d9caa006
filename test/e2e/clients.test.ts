import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUB_MODEL } from '../../src/facts/imageBind/serverErrors.ts';
import { sampleMedia, sampleText } from '../../src/smoke/samples/samples.ts';
import { CASES, SNAPSHOTS } from '../support/cases.ts';
import { type CommandResult, stackTrace } from '../support/command.ts';
import { type Place, placeForSuite } from '../support/place.ts';
import { describeWith, type Requirement, weaviate } from '../support/requirements.ts';
import { auOf, flacOf, wavWith } from '../support/tinyMedia.ts';
import { collectionsOf } from '../support/weaviateRest.ts';

/** The oldest and the newest client libraries that the generated code supports. */
const PYTHON_CLIENTS = ['4.16.0', '4.24.1'];
const NODE_CLIENTS = ['3.12.1', '3.14.0'] as const;
/** weaviate-client 3.13 and newer require Node 22, which the npm package `node` provides. */
const NODE_22 = '22.23.3';
const TOOLS = { ruff: '0.17.6', mypy: '2.4.1', typescript: '7.0.2', types: '20.19.43' };

/** Stricter than `--strict` alone, so the code compiles in any project. */
const TSC = [
  ...['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--verbatimModuleSyntax'],
  ...['--noPropertyAccessFromIndexSignature', '--noUnusedLocals', '--noUnusedParameters'],
  ...['--erasableSyntaxOnly', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'],
];

/** Python environments and Node projects, created once per file because that takes most of the time. */
const ROOT = mkdtempSync(join(tmpdir(), 'bindstack-clients-'));
afterAll(() => rm(ROOT, { recursive: true, force: true }));

/** The last line of a program's error output if it fails; otherwise undefined. */
function failureOf(command: string, args: readonly string[], cwd = ROOT): string | undefined {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').at(-1));
}

/** A requirement that is installed on first use. */
function installed(name: string, install: () => string | undefined): Requirement {
  let result: { readonly reason: string | undefined } | undefined;
  return () => {
    if (!result) {
      const failure = install();
      result = { reason: failure && `${name} cannot be installed: ${failure}` };
    }
    return result.reason;
  };
}

const environment = (version: string) => join(ROOT, `python-${version}`);
const python = (version: string) => join(environment(version), 'bin', 'python');
const project = (version: string) => join(ROOT, `node-${version}`);

const node22 = join(project('3.14.0'), 'node_modules', '.bin', 'node');

const pythonClients = installed('weaviate-client for Python', () => {
  for (const version of PYTHON_CLIENTS) {
    const failure =
      failureOf('python3', ['-m', 'venv', environment(version)]) ??
      failureOf(python(version), [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'],
        ...[`weaviate-client==${version}`, `ruff==${TOOLS.ruff}`, `mypy==${TOOLS.mypy}`],
      ]);
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
        ...(version === '3.14.0' ? [`node@${NODE_22}`] : []),
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

/** Copies the client of every snapshot into a folder, named after its case. */
function collected(folder: string, file: string): string[] {
  mkdirSync(folder, { recursive: true });
  return withClients.map(({ name }) => {
    const copy = file.replace('client', name.replaceAll('-', '_'));
    copyFileSync(generated(name, file), join(folder, copy));
    return copy;
  });
}

describeWith([pythonClients], 'client.py in every snapshot', () => {
  const folder = join(ROOT, 'checked-python');
  let files: string[];
  beforeAll(() => {
    files = collected(folder, 'client.py');
  });

  it.each(PYTHON_CLIENTS)('passes mypy --strict with weaviate-client %s', async (version) => {
    const { stdout } = await run(
      python(version),
      ['-m', 'mypy', '--strict', '--scripts-are-modules', ...files],
      {
        cwd: folder,
      },
    );
    expect(stdout).toBe(`Success: no issues found in ${files.length} source files\n`);
  });

  it.each([['format', '--diff'], ['check']])('passes ruff %s without changes', async (...command) => {
    const ruff = ['-m', 'ruff', ...command, '--isolated', '--no-cache', ...files];
    const { exitCode, stdout } = await run(python(PYTHON_CLIENTS[0] ?? ''), ruff, { cwd: folder });
    expect({ exitCode, stdout: stdout.replace('All checks passed!\n', '') }).toEqual({
      exitCode: 0,
      stdout: '',
    });
  });
});

describeWith([nodeClients], 'client.ts in every snapshot', () => {
  it.each(NODE_CLIENTS)('passes tsc --strict with weaviate-client %s', async (version) => {
    const folder = join(project(version), 'checked');
    const files = collected(folder, 'client.ts');
    const tsc = join(project(version), 'node_modules', '.bin', 'tsc');
    const { exitCode, stdout } = await run(tsc, ['--noEmit', ...TSC, ...files], { cwd: folder });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });
});

/** Runs the self-test of a generated client with a version of the library. */
type SelfTest = (
  folder: string,
  args?: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<CommandResult>;

function inPython(version: string): SelfTest {
  return async (folder, args = [], env = {}) => {
    const result = await run(python(version), ['-W', 'ignore', join(folder, 'client.py'), ...args], { env });
    // authlib, a dependency of the library, always prints a deprecation warning of two lines.
    return { ...result, stderr: result.stderr.replace(/^.*AuthlibDeprecationWarning: .*\n.*\n/, '') };
  };
}

/** Compiled, as in most projects. */
const compiled: SelfTest = async (folder, args = [], env = {}) => {
  const home = await moved(folder, '3.12.1');
  const program = join(home, 'client.js');
  if (!existsSync(program)) {
    const tsc = join(project('3.12.1'), 'node_modules', '.bin', 'tsc');
    const { exitCode, stdout } = await run(tsc, [...TSC, 'client.ts'], { cwd: home });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  }
  return run(process.execPath, [program, ...args], { env });
};

/** Without compiling: Node 22 strips the types itself. */
const uncompiled: SelfTest = async (folder, args = [], env = {}) => {
  const home = await moved(folder, '3.14.0');
  return run(node22, ['--disable-warning=ExperimentalWarning', join(home, 'client.ts'), ...args], { env });
};

/** Copies client.ts into a project, where it finds its library. */
async function moved(folder: string, version: (typeof NODE_CLIENTS)[number]): Promise<string> {
  const home = join(project(version), folder.replaceAll('/', '_'));
  if (!existsSync(home)) await cp(join(folder, 'client.ts'), join(home, 'client.ts'));
  return home;
}

const SELF_TESTS: readonly (readonly [string, SelfTest])[] = [
  ...PYTHON_CLIENTS.map((version) => [`Python, ${version}`, inPython(version)] as const),
  ['TypeScript, 3.12.1, compiled', compiled],
  ['TypeScript, 3.14.0, on Node 22', uncompiled],
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
      return folder;
    },
  };
}

/** The API key of a stack. */
async function keyOf(place: Place): Promise<string> {
  const text = await readFile(join(place.directory, '.env'), 'utf8');
  return /^WEAVIATE_API_KEY=(.+)$/m.exec(text)?.[1] ?? '';
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
      it.each(SELF_TESTS)(`tests every modality, vectors ${vectors}: %s`, async (_name, selfTest) => {
        const folder = await clients(`--modalities all --vectors ${vectors}`);
        expectSuccess(await selfTest(folder), vectors === 'shared' ? 14 : 2);
      });
    }

    it.each(SELF_TESTS)('tests text only: %s', async (_name, selfTest) => {
      const { exitCode, stdout } = await selfTest(await clients('--modalities text'));
      expect(exitCode).toBe(0);
      expect(stdout.match(/^near.*$/gm)).toEqual([
        expect.stringMatching(/^near text: found .*\.txt$/),
        expect.stringMatching(/^near text in the copy: found .*\.txt$/),
      ]);
    });

    it.each(SELF_TESTS)('searches with a text if there is no text field: %s', async (_name, selfTest) => {
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

      it.each(SELF_TESTS)('imports every file: %s', async (_name, selfTest) => {
        const result = await selfTest(await clients(''), ['--folder', media]);
        expect(result.exitCode).toBe(0);
        expect(result.stdout).toContain('imported: 4 objects\n');
      });

      it.each(SELF_TESTS)('imports files with the same stem as one object: %s', async (_name, selfTest) => {
        const result = await selfTest(await clients('--vectors balanced'), ['--folder', media]);
        expect(result.exitCode).toBe(0);
        expect(result.stdout).toContain('imported: 2 objects\n');
      });

      it.each(SELF_TESTS)('says which object the model rejected, and why: %s', async (_name, selfTest) => {
        const broken = join(ROOT, 'broken');
        await cp(media, broken, { recursive: true });
        writeFileSync(join(broken, 'broken.png'), 'not an image');
        const { exitCode, stdout, stderr } = await selfTest(await clients(''), ['--folder', broken]);
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(/^not imported: broken\.png: .*cannot identify image file/m);
        expect(stdout).toContain('imported: 4 objects\n');
        expect(stderr).toContain(`failed: 1 objects in ${broken} were not imported\n`);
      });

      it.each(SELF_TESTS)(
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
            'not imported: none.wav: has 0 channels, which crashes the inference server',
            'not imported: odd.au: needs 10.5 GiB of memory to resample 44101 Hz',
            'not imported: odd.flac: needs 10.5 GiB of memory to resample 44101 Hz',
            'not imported: odd.wav: needs 10.5 GiB of memory to resample 44101 Hz',
          ]);
          expect(stdout).toContain('imported: 2 objects\n');
        },
      );

      it.each(SELF_TESTS)('does not import an incomplete object: %s', async (_name, selfTest) => {
        const folder = await clients('--modalities text,image,audio --vectors separate');
        const { exitCode, stdout } = await selfTest(folder, ['--folder', media]);
        expect(exitCode).toBe(1);
        expect(stdout).toContain('not imported: first: has no audio\n');
        expect(stdout).toContain('not imported: deep/Second: has no audio\n');
        expect(stdout).toContain('imported: 0 objects\n');
      });

      it.each(SELF_TESTS)('fails for a missing folder: %s', async (_name, selfTest) => {
        const { exitCode, stderr } = await selfTest(await clients(''), ['--folder', join(ROOT, 'nowhere')]);
        expect(exitCode).toBe(1);
        expect(stderr).toContain('failed: ');
        expect(stderr).toContain('nowhere');
      });
    });

    it('leaves no collection behind', async () => {
      expect(await collectionsOf(await place().url())).toEqual([]);
    });
  });

  describe('with an API key', () => {
    const { place, clients } = stackFor('--auth api-key');

    for (const vectors of ['shared', 'balanced', 'separate']) {
      it.each(SELF_TESTS)(`tests every modality, vectors ${vectors}: %s`, async (_name, selfTest) => {
        const folder = await clients(`--modalities all --vectors ${vectors}`);
        const key = await keyOf(place());
        for (const file of ['client.py', 'client.ts']) {
          expect(await readFile(join(folder, file), 'utf8')).not.toContain(key);
        }
        expectSuccess(await selfTest(folder, [], { WEAVIATE_API_KEY: key }), vectors === 'shared' ? 14 : 2);
      });
    }

    it.each(SELF_TESTS)('fails without a key and with a wrong key: %s', async (_name, selfTest) => {
      const folder = await clients('--modalities all');
      const without = await selfTest(folder);
      expect(without.exitCode).toBe(1);
      expect(without.stderr).toContain('WEAVIATE_API_KEY is not set');
      const wrong = await selfTest(folder, [], { WEAVIATE_API_KEY: 'wrong' });
      expect(wrong.exitCode).toBe(1);
      expect(wrong.stderr).toMatch(/failed: .*401/);
      expect(stackTrace(wrong.stderr)).toEqual([]);
    });

    it('leaves no collection behind', async () => {
      expect(await collectionsOf(await place().url(), await keyOf(place()))).toEqual([]);
    });
  });

  describeWith([ipv6], 'on IPv6', () => {
    const { clients } = stackFor('--bind-address ::1');

    it.each(SELF_TESTS)('tests every modality: %s', async (_name, selfTest) => {
      expectSuccess(await selfTest(await clients('--modalities all')), 14);
    });
  });
});
