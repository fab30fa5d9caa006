import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { newPlace, type Place } from '../support/place.ts';

const SNAPSHOTS = fileURLToPath(new URL('../../snapshots', import.meta.url));
const CASES = fileURLToPath(new URL('../lint/cases', import.meta.url));

async function placeWith(files: Readonly<Record<string, string | Buffer>>): Promise<Place> {
  const place = newPlace();
  for (const [name, text] of Object.entries(files)) await writeFile(join(place.directory, name), text);
  return place;
}

const GOOD = await readFile(join(CASES, 'compose/bind-wait-for-startup/fixed.yml'), 'utf8');
/** Infos that the file has in addition to its fault. */
const HINTS = ['--disable', 'cors-origin,single-node-election,weaviate-memory-unlimited'];
const SLASH = GOOD.replace('multi2vec-bind:8080', 'multi2vec-bind:8080/');

interface Report {
  findings: { rule: string; severity: string; file: string; line: number; column: number; message: string }[];
  summary: { errors: number; warnings: number; infos: number; files: number };
}

const reportOf = (stdout: string): Report => JSON.parse(stdout);

/** An old server and no data volume: infos that follow from the options of a case. */
const ASKED_FOR = new Set(['weaviate-version-old', 'data-path']);

describe('generated files', () => {
  it('have no findings in any snapshot case, except those that follow from its options', async () => {
    for (const name of await readdir(SNAPSHOTS)) {
      const place = newPlace();
      await cp(join(SNAPSHOTS, name), place.directory, { recursive: true });
      const version = /weaviate:(?:v?)(\d+\.\d+\.\d+)/.exec(
        await readFile(join(place.directory, 'docker-compose.yml'), 'utf8').catch(() => ''),
      )?.[1];
      const flag = version === undefined ? '' : `--weaviate-version ${version}`;
      const written = (await readdir(place.directory)).filter((file) =>
        /^(?:docker-compose|values|collection)/.test(file),
      );
      const { stdout, exitCode } = await place.run(
        `validate --json --max-warnings 0 ${flag} ${written.join(' ')}`,
      );
      const wrong = reportOf(stdout).findings.filter(({ rule }) => !ASKED_FOR.has(rule));
      expect({ name, wrong, exitCode }).toEqual({ name, wrong: [], exitCode: 0 });
    }
  });
});

describe('unreadable files', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const bomb = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`).join(
    '\n',
  );

  it.each<[string, string | Buffer, number, string, RegExp]>([
    ['invalid YAML', 'services:\n  a: [1, 2\n  b: 3\n', 4, 'yaml-syntax', /./],
    ['a key twice', 'services:\n  a:\n    image: x\n    image: y\n', 4, 'duplicate-key', /twice/],
    ['binary data', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 2, 'unreadable-file', /not UTF-8 text/],
    ['another encoding', Buffer.from([0xe9, 0x20, 0xe8]), 2, 'unreadable-file', /not UTF-8 text/],
    ['an empty file', '', 2, 'unreadable-file', /empty/],
    ['ten megabytes', `services:\n${'  # more\n'.repeat(1_200_000)}`, 2, 'unreadable-file', /MiB/],
    ['deep nesting', deep, 4, 'yaml-syntax', /levels/],
    ['an alias bomb', `l0: &l0 [x]\n${bomb}\nservices: {}\n`, 4, 'yaml-syntax', /aliases/],
    ['an alias in its own anchor', 'services: &s\n  a: *s\n', 4, 'yaml-syntax', /own anchor/],
    ['a list', '- a\n- b\n', 4, 'compose-schema', /a mapping/],
    ['a lone word', 'hello\n', 4, 'compose-schema', /a mapping/],
    [
      'an invalid size',
      GOOD.replace(/mem_limit: .*/, 'mem_limit: 12gigs'),
      4,
      'compose-schema',
      /"12gigs" is not a size/,
    ],
  ])('%s gets one clear message', async (_, content, exitCode, rule, message) => {
    const place = await placeWith({ 'docker-compose.yml': content, 'good.yml': GOOD });
    const result = await place.run('validate --kind compose --json docker-compose.yml good.yml');
    const { findings, summary } = reportOf(result.stdout);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map((finding) => [finding.rule, finding.file])).toEqual([[rule, 'docker-compose.yml']]);
    expect(errors[0]?.message).toMatch(message);
    expect(summary.files).toBe(2);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toBe('');
  });

  it('a directory, a missing file, a pipe and a file without permission are each reported, and do not stop the others', async () => {
    const place = await placeWith({ 'good.yml': GOOD, 'secret.yml': GOOD, 'bad.yml': SLASH });
    await mkdir(join(place.directory, 'folder.yml'));
    await chmod(join(place.directory, 'secret.yml'), 0);
    await promisify(execFile)('mkfifo', [join(place.directory, 'pipe.yml')]);
    await symlink('circle.yml', join(place.directory, 'circle.yml'));
    const names = ['folder.yml', 'gone.yml', 'pipe.yml', 'circle.yml', 'secret.yml', 'bad.yml', 'good.yml'];
    const { stdout, exitCode } = await place.run(['validate', '--json', ...names]);
    const errors = reportOf(stdout).findings.filter(({ severity }) => severity === 'error');
    const found = Object.fromEntries(errors.map(({ file, message }) => [file, message]));
    expect(found['folder.yml']).toContain('directory');
    expect(found['gone.yml']).toContain('no such file');
    expect(found['pipe.yml']).toContain('not a regular file');
    expect(found['circle.yml']).toContain('symbolic links form a loop');
    // Root can read everything.
    if (process.getuid?.() !== 0) expect(found['secret.yml']).toContain('permission');
    expect(found['bad.yml']).toContain('slash');
    expect(exitCode).toBe(2);
  });

  it('a file of unknown kind is reported, and --kind sets its kind', async () => {
    const place = await placeWith({ 'notes.yaml': 'a: 1\n' });
    const { stdout, exitCode } = await place.run('validate notes.yaml');
    expect(stdout).toContain('--kind');
    expect(exitCode).toBe(2);
    expect((await place.run('validate --kind values notes.yaml')).exitCode).toBe(0);
  });
});

describe('reports', () => {
  it('show the line, the range, the reason and a suggestion', async () => {
    const place = await placeWith({ 'docker-compose.yml': SLASH });
    const { stdout, exitCode } = await place.run('validate');
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^docker-compose\.yml\n\n {2}21:27 {2}error {2}BIND_INFERENCE_API/);
    expect(stdout).toContain('21 |       BIND_INFERENCE_API: http://multi2vec-bind:8080/');
    expect(stdout).toMatch(/\| {27}\^{27}\n/);
    expect(stdout).toContain('1 error');
  });

  it('can be several, in files', async () => {
    const place = await placeWith({ 'docker-compose.yml': SLASH });
    const formats = ['sarif=out/a.sarif', 'junit=b.xml', 'json=c.json', 'github'];
    const { stdout } = await place.run([
      'validate',
      ...HINTS,
      ...formats.flatMap((format) => ['--format', format]),
    ]);
    expect(stdout).toMatch(/^::error file=docker-compose\.yml,line=21,/);
    const sarif = JSON.parse(await readFile(join(place.directory, 'out/a.sarif'), 'utf8'));
    expect(sarif.runs[0].results[0].ruleId).toBe('bind-api-path');
    expect(await readFile(join(place.directory, 'b.xml'), 'utf8')).toContain('<testsuite');
    expect(reportOf(await readFile(join(place.directory, 'c.json'), 'utf8')).summary.errors).toBe(1);
  });

  it('can be about standard input', async () => {
    const place = newPlace();
    const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
    const run = promisify(execFile)(
      'sh',
      ['-c', `printf 'services:\\n  a: 1\\n' | "${process.execPath}" "${bin}" validate --json -`],
      {
        cwd: place.directory,
      },
    );
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    expect(reportOf(stdout).findings[0]).toMatchObject({ file: '-', line: 2, rule: 'compose-schema' });
  });

  it.each([
    ['--format xml', /unknown format xml/],
    ['--format json --format github', /only one report/],
    ['--format sarif=', /has no file name/],
    ['--disable bind-api-pth', /did you mean bind-api-path/],
    ['--max-warnings many', /not a whole number/],
    ['--kind docker', /Allowed choices/],
  ])('reject %s', async (flags, message) => {
    const place = await placeWith({ 'docker-compose.yml': GOOD });
    const { stderr, exitCode } = await place.run(`validate ${flags}`);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it('lists the default files if no file is given and none exists', async () => {
    const { stderr, exitCode } = await newPlace().run('validate');
    expect(stderr).toContain('docker-compose.yml');
    expect(exitCode).toBe(2);
  });

  it('can be a list of the rules', async () => {
    const place = newPlace();
    const { stdout } = await place.succeed('validate --list-rules');
    expect(stdout).toMatch(/bind-api-path +error +--fix/);
    const { rules } = JSON.parse((await place.succeed('validate --list-rules --json')).stdout);
    expect(rules.length).toBeGreaterThan(60);
  });
});

describe('the exit code', () => {
  const PUBLIC = GOOD.replaceAll('127.0.0.1:8080:8080', '8080:8080');

  it('depends on warnings only with --max-warnings', async () => {
    const place = await placeWith({ 'docker-compose.yml': PUBLIC });
    expect((await place.run('validate')).exitCode).toBe(0);
    expect((await place.run('validate --max-warnings 1')).exitCode).toBe(0);
    expect((await place.run('validate --max-warnings 0')).exitCode).toBe(4);
    expect((await place.run('validate --max-warnings 0 --disable anonymous-public')).exitCode).toBe(0);
  });

  it('ignores what a comment disables on the next line', async () => {
    const place = await placeWith({
      'docker-compose.yml': SLASH.replace(
        '      BIND_INFERENCE_API',
        '      # bindstack-disable-next-line bind-api-path\n      BIND_INFERENCE_API',
      ),
      'all.yml': SLASH.replace(
        '      BIND_INFERENCE_API',
        '      # bindstack-disable-next-line\n      BIND_INFERENCE_API',
      ),
      'typo.yml': SLASH.replace(
        '      BIND_INFERENCE_API',
        '      # bindstack-disable-next-line bind-api-pth\n      BIND_INFERENCE_API',
      ),
    });
    expect((await place.run('validate docker-compose.yml all.yml')).exitCode).toBe(0);
    const { findings } = reportOf((await place.run(['validate', '--json', ...HINTS, 'typo.yml'])).stdout);
    expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      'disable-comment 21',
      'bind-api-path 22',
    ]);
  });

  it('depends on the project as Compose reads it: override file, .env, environment', async () => {
    const place = await placeWith({
      'docker-compose.yml': GOOD.replace(
        'http://multi2vec-bind:8080',
        '$'.concat('{WHERE:-http://multi2vec-bind:8080}'),
      ),
      '.env': 'WHERE=http://multi2vec-bind:8080/\n',
    });
    expect((await place.run('validate')).exitCode).toBe(4);
    expect((await place.run('validate', { WHERE: 'http://multi2vec-bind:8080' })).exitCode).toBe(0);
    await writeFile(join(place.directory, '.env'), '');
    await writeFile(
      join(place.directory, 'compose.override.yaml'),
      'services:\n  multi2vec-bind:\n    mem_limit: 4g\n',
    );
    const { stdout, exitCode } = await place.run('validate --json');
    expect(exitCode).toBe(4);
    expect(reportOf(stdout).findings.find(({ severity }) => severity === 'error')).toMatchObject({
      file: 'compose.override.yaml',
      line: 3,
      rule: 'inference-memory-low',
    });
  });

  it('depends on files with other names with --merge', async () => {
    const place = await placeWith({
      'a.yml': GOOD,
      'b.yml': 'services:\n  multi2vec-bind:\n    mem_limit: 4g\n',
    });
    expect((await place.run('validate a.yml b.yml')).exitCode).toBe(0);
    expect((await place.run('validate --merge a.yml b.yml')).exitCode).toBe(4);
  });
});

describe('--fix', () => {
  it('fixes files, keeps mode and link, and a second run changes nothing', async () => {
    const place = await placeWith({ 'real.yml': SLASH });
    await chmod(join(place.directory, 'real.yml'), 0o640);
    await symlink('real.yml', join(place.directory, 'docker-compose.yml'));
    const { stderr } = await place.succeed('validate --fix docker-compose.yml');
    expect(stderr).toContain(
      '-      BIND_INFERENCE_API: http://multi2vec-bind:8080/\n+      BIND_INFERENCE_API: http://multi2vec-bind:8080\n',
    );
    expect(await readFile(join(place.directory, 'real.yml'), 'utf8')).toBe(GOOD);
    expect((await stat(join(place.directory, 'real.yml'))).mode & 0o777).toBe(0o640);
    expect((await place.succeed('validate --fix docker-compose.yml')).stderr).toMatch(/^0 fixed, \d left\n$/);
  });

  it('does not change files that were not given', async () => {
    const override = 'services:\n  multi2vec-bind:\n    mem_limit: 4g\n';
    const place = await placeWith({ 'docker-compose.yml': SLASH, 'compose.override.yaml': override });
    await place.run('validate --fix docker-compose.yml');
    expect(await readFile(join(place.directory, 'compose.override.yaml'), 'utf8')).toBe(override);
    expect(await readFile(join(place.directory, 'docker-compose.yml'), 'utf8')).toBe(GOOD);
    await place.run('validate --fix compose.override.yaml');
    expect(await readFile(join(place.directory, 'compose.override.yaml'), 'utf8')).toContain(
      'mem_limit: 12g',
    );
  });

  it('does not fix disabled rules', async () => {
    const place = await placeWith({ 'docker-compose.yml': SLASH });
    await place.succeed('validate --fix --disable bind-api-path');
    expect(await readFile(join(place.directory, 'docker-compose.yml'), 'utf8')).toBe(SLASH);
  });
});
