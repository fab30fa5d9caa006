import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { lstat, mkdir, readFile, readlink, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT, RunningCommand } from '../support/command.ts';
import { newPlace } from '../support/place.ts';
import { missingOf, program } from '../support/requirements.ts';

const WEAVIATE = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.0\n';

/** Runs a shell line in which "$0" "$1" is the built command. */
function shell(line: string, cwd: string): RunningCommand {
  return new RunningCommand(['-c', line, ...BUILT], { cwd, program: ['/bin/sh'] });
}

describe('a named pipe instead of a file', () => {
  it.each([
    ['docker-compose.yml', 'generate', 3],
    ['bindstack.yaml', 'generate', 2],
    ['.env', 'generate --auth api-key', 3],
    ['.bindstack/manifest.json', 'generate', 5],
    ['docker-compose.yml', 'validate docker-compose.yml', 2],
    ['docker-compose.yml', 'add docker-compose.yml', 2],
    ['docker-compose.yml', 'check', 3],
  ])('%s does not block "%s"', async (name, line, exitCode) => {
    const place = newPlace();
    await mkdir(join(place.directory, name, '..'), { recursive: true });
    execFileSync('mkfifo', [join(place.directory, name)]);
    const result = await place.run(line);
    expect({ ...result, stdout: '' }).toMatchObject({ exitCode });
    if (exitCode > 0) expect(`${result.stdout}${result.stderr}`).toMatch(/not a regular file/);
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a command that waits for a pipe',
    async (signal) => {
      const place = newPlace();
      const pipe = join(place.directory, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const command = new RunningCommand(`generate --config ${pipe} --stdout values.yaml`, {
        cwd: place.directory,
      });
      // Both ends are open and nothing is written: the command is reading and waits.
      const writer = openSync(pipe, 'w');
      const { exitCode } = await command.endedBy(signal);
      closeSync(writer);
      expect(exitCode).toBeNull();
    },
  );
});

describe('standard output', () => {
  it.each(['validate a.yml --json', 'generate --stdout values.yaml', 'completion bash'])(
    'that is full is an error: %s',
    async (line) => {
      const place = newPlace();
      await writeFile(join(place.directory, 'a.yml'), WEAVIATE);
      const { exitCode, stderr } = await shell(`"$0" "$1" ${line} >/dev/full`, place.directory).ended;
      expect([exitCode, stderr]).toEqual([
        5,
        expect.stringMatching(/cannot write to standard output\n.*ENOSPC/),
      ]);
    },
  );

  it('that is closed by its reader is not an error', async () => {
    const place = newPlace();
    const run = shell('"$0" "$1" completion bash | head -n 1', place.directory);
    expect(await run.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a report', () => {
  it('can be written to /dev/stdout and /dev/null, which are not replaced', async () => {
    const place = newPlace();
    await writeFile(join(place.directory, 'a.yml'), WEAVIATE);
    await symlink('/dev/null', join(place.directory, 'nowhere'));
    const { stdout } = await place.run('validate a.yml --format sarif=/dev/stdout --format junit=nowhere');
    expect(JSON.parse(stdout)).toHaveProperty('runs');
    expect(await readlink(join(place.directory, 'nowhere'))).toBe('/dev/null');
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('that does not fit on the disk is an error', async () => {
    const place = newPlace();
    await writeFile(join(place.directory, 'a.yml'), WEAVIATE);
    const { exitCode, stderr } = await place.run('validate a.yml --format sarif=/dev/full');
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining('cannot write /dev/full')]);
  });
});

describe('the content of a file', () => {
  it.each([
    ['several Weaviates', '  "a\\n::error file=x::pwned\\n": {image: "semitechnologies/weaviate:1.38.0"}\n'],
    ['escape sequences', '  "w\\e]0;pwned\\a\\e[2J": {image: "semitechnologies/weaviate:1.38.0"}\n'],
  ])('cannot control the terminal or CI: %s', async (_, service) => {
    const place = newPlace();
    await writeFile(
      join(place.directory, 'a.yml'),
      `services:\n${service}  b: {image: "semitechnologies/weaviate:1.38.0"}\n`,
    );
    for (const line of ['add a.yml', 'add --service b --dry-run a.yml', 'validate a.yml']) {
      // A diff is exact if a program may apply it; in CI it is text.
      const { stdout, stderr } = await place.run(line, { CI: 'true' });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for
      expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|^\s*::error/m);
    }
  });
});

// `script` starts a terminal with 0 columns if its own input is not a terminal.
it.skipIf(missingOf([program('script')]))(
  'a terminal with 0 columns gets lines that are not rewritten',
  async () => {
    const place = newPlace();
    const run = new RunningCommand(
      [
        '-qec',
        `${BUILT.map((word) => `'${word}'`).join(' ')} doctor --target embedded --inference stub`,
        '/dev/null',
      ],
      { cwd: place.directory, program: ['script'] },
    );
    const { stdout } = await run.ended;
    expect(stdout).toContain('memory');
    expect(stdout.length).toBeLessThan(10_000);
  },
);

it('a missing directory for temporary files is named', async () => {
  const place = newPlace();
  const { exitCode, stderr } = await place.run('try', { TMPDIR: '/nonexistent' });
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining('set TMPDIR to a directory that exists')]);
});

it('a docker-compose.yml that is a link stays a link, and its target is written', async () => {
  const place = newPlace();
  await place.generate('--target compose');
  const [link, real] = [join(place.directory, 'docker-compose.yml'), join(place.directory, 'real.yml')];
  await rename(link, real);
  await symlink('real.yml', link);
  await place.generate('--target compose --weaviate-memory 5g');
  expect(await readlink(link)).toBe('real.yml');
  expect(await readFile(real, 'utf8')).toContain('mem_limit: 5g');
});
