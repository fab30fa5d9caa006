import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RunningCommand } from '../support/command.ts';
import { listing } from '../support/directory.ts';
import { npm, npmInstalls, pack } from '../support/packed.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { CHECK_IDS, checksThat, reportOf } from '../support/smokeReport.ts';
import { Terminal } from '../support/terminal.ts';
import { USUAL } from '../support/usualQuestions.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** All files of the package. */
const EXPECTED = [
  /^(?:CHANGELOG|README)\.md$/,
  /^LICENSE$/,
  /^package\.json$/,
  /^docs\/rules\/[\w-]+\.md$/,
  /^dist\/(?:bin|main|worker|checkWorker)\.js$/,
  /^dist\/licences\.txt$/,
  /^dist\/chunks\/[\w-]+\.js$/,
  /^dist\/chunks\/[\w-]+\.js\.br$/,
  /^dist\/stub\/server\.mjs$/,
  /^dist\/web\/[\w-]+\.(?:html|css|svg|txt)$/,
  /^dist\/explore\/[\w-]+\.(?:html|css)$/,
  /^dist\/(?:page|explore)\.js\.br$/,
  /^dist\/package\.json$/,
];

/** A value that is created on first use. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

describe('the package', () => {
  const place = placeForSuite();
  const packed = once(() => pack(place()));

  it('contains the built command and the pages that findings name, and no sources, types, tests or source maps', async () => {
    const { files } = await packed();
    expect(files.filter((path) => !EXPECTED.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(EXPECTED.filter((pattern) => !files.some((path) => pattern.test(path)))).toEqual([]);
  });

  it('does not reveal the directory in which it was built', async () => {
    const { files } = await packed();
    const texts = await Promise.all(files.map((path) => readFile(join(ROOT, path), 'utf8')));
    expect(files.filter((_, n) => texts[n]?.includes(ROOT))).toEqual([]);
  });

  describeWith([npmInstalls], 'in an empty project', () => {
    const project = once(async () => {
      const cwd = join(place().directory, 'project');
      await mkdir(cwd);
      await npm(cwd, 'npm', 'init', '--yes');
      await npm(cwd, 'npm', 'install', '--no-audit', '--no-fund', (await packed()).tarball);
      return cwd;
    });
    const bindstack = async (line: string) =>
      new RunningCommand(line, {
        cwd: await project(),
        env: { TMPDIR: place().scratch },
        program: ['npx', '--no-install', 'bindstack'],
      }).ended;

    it('writes valid files', async () => {
      for (const line of ['generate --yes --client python', 'check', 'validate --max-warnings 0']) {
        expect(await bindstack(line)).toMatchObject({ exitCode: 0 });
      }
      expect(await listing(await project())).toEqual(
        expect.arrayContaining(['client.py', 'collection.json', 'docker-compose.yml', 'values.yaml']),
      );
    });

    it('is a command, not a library, and says so', async () => {
      const require = createRequire(join(await project(), 'index.js'));
      expect(() => require.resolve('bindstack')).toThrow('No "exports" main defined');
      expect(require('bindstack/package.json')).toMatchObject({ name: 'bindstack' });
    });

    describeWith([weaviate], 'with a Weaviate server', () => {
      it('generates, starts and tests a stack', async () => {
        const result = await bindstack('try --json --quiet');
        expect(result).toMatchObject({ exitCode: 0, stderr: '' });
        const report = reportOf(result);
        expect(report.checks.map(({ id }) => id)).toEqual(CHECK_IDS);
        expect(checksThat('fail', report)).toEqual([]);
      });
    });
  });

  describeWith([npmInstalls], 'installed globally', () => {
    it('runs the wizard in a terminal', async () => {
      const prefix = join(place().directory, 'prefix');
      const cwd = join(place().directory, 'asked');
      await mkdir(cwd);
      const options = ['--global', '--prefix', prefix, '--no-audit', '--no-fund'];
      await npm(cwd, 'npm', 'install', ...options, (await packed()).tarball);
      const terminal = new Terminal(['init'], { cwd, program: join(prefix, 'bin/bindstack') });
      for (const question of USUAL) await terminal.answer(question);
      await terminal.answer('What next?', 'Write only');
      expect(await terminal.exit).toBe(0);
      expect(await listing(cwd)).toContain('docker-compose.yml');
    });
  });
});
