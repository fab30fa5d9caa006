import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ADVANCED_KEYS } from '../../src/options/questionOrder.ts';
import { optionOf } from '../../src/options/table.ts';
import { newPlace, type Place } from '../support/place.ts';
import { KEYS, Terminal, type TerminalOptions } from '../support/terminal.ts';
import { USUAL } from '../support/usualQuestions.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

const { enter, down, space, ctrlC } = KEYS;

async function directory(place: Place, name: string): Promise<string> {
  const path = join(place.directory, name);
  await mkdir(path);
  return path;
}

function wizard(cwd: string, args: readonly string[] = [], options: Partial<TerminalOptions> = {}): Terminal {
  return new Terminal(['init', ...args], { cwd, ...options });
}

/** Presses Enter at every question, starting with the given one. */
async function acceptFrom(terminal: Terminal, first: string): Promise<void> {
  for (const question of USUAL.slice(USUAL.indexOf(first))) await terminal.answer(question);
  await terminal.answer('Change more settings?');
}

async function files(cwd: string): Promise<Record<string, string>> {
  const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
  const read = entries
    .filter((entry) => entry.isFile() && entry.name !== '.env')
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(cwd.length + 1), await readFile(path, 'utf8')] as const;
    });
  return Object.fromEntries(await Promise.all(read));
}

/** Runs the command that the wizard has printed, as if pasted into a shell. */
function replay(terminal: Terminal, cwd: string): void {
  const line =
    /To do the same without questions:\s+(bindstack generate[\s\S]*)$/.exec(terminal.text)?.[1] ?? 'false';
  const command = `bindstack() { "${process.execPath}" "${BIN}" "$@"; }; ${line.trim()}`;
  execFileSync('sh', ['-c', command], { cwd, stdio: 'ignore' });
}

describe('bindstack init', () => {
  it('with Enter at every question, writes the same files as generate, and so does the command that it prints', async () => {
    const place = newPlace();
    const [interactive, generated, replayed] = [
      await directory(place, 'interactive'),
      await directory(place, 'generated'),
      await directory(place, 'replayed'),
    ];
    const terminal = wizard(interactive, [], { cols: 200 });
    await terminal.waitFor('This machine:');
    await acceptFrom(terminal, USUAL[0] ?? '');
    await terminal.answer('Write these files?');
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('→ needs 12 GiB of memory');
    expect(terminal.text).toContain('Next, with Docker: bindstack up --smoke');
    expect(terminal.text).toContain('Next, with Kubernetes: bindstack up --target helm --smoke');

    await place.succeed(`generate --yes --out ${generated}`);
    expect(await files(interactive)).toEqual(await files(generated));
    replay(terminal, replayed);
    expect(await files(replayed)).toEqual(await files(generated));
  });

  it('accepts other answers, and the command that it prints writes the same files', async () => {
    const place = newPlace();
    const [interactive, replayed] = [
      await directory(place, 'interactive'),
      await directory(place, 'replayed'),
    ];
    const terminal = wizard(interactive, [], { cols: 1000 });
    await terminal.answer('Where will you run it?', down, space);
    await terminal.answer('How should ImageBind run?', down, down);
    await terminal.answer('Which media will you store?', down, down, space, down, down, down, space);
    await terminal.answer('How should vectors be stored?', down, down);
    await terminal.answer('Authentication', down);
    await terminal.answer('Port for REST and GraphQL on this machine', '9080');
    await terminal.answer('Port for gRPC on this machine', '9051');
    await terminal.answer('Where should Compose keep the data?', down);
    await terminal.answer('Change more settings?', 'y');
    // The remaining questions for Compose and the stub; all but two get the default.
    const advanced = ADVANCED_KEYS.map(optionOf).filter(({ when }) => !when || when.value === 'compose');
    const typed: Record<string, string> = {
      '--name': 'other',
      '--env': `ODD=it's "so" $HOME #1,LOG_LEVEL=debug`,
    };
    for (const { question, flag } of advanced) await terminal.answer(question, typed[flag] ?? '');
    await terminal.answer('Write these files?');
    expect(await terminal.exit).toBe(0);

    const written = await files(interactive);
    expect(Object.keys(written).sort()).toEqual([
      '.bindstack/manifest.json',
      '.bindstack/schema.json',
      '.env.example',
      '.gitignore',
      'bindstack.yaml',
      'collection.json',
      'docker-compose.yml',
      'stub/Dockerfile',
      'stub/server.mjs',
    ]);
    expect(written['docker-compose.yml']).toContain(`ODD: "it's \\"so\\" $$HOME #1"`);
    expect(Object.keys(JSON.parse(written['collection.json'] ?? '{}').vectorConfig)).toEqual([
      'text',
      'image',
      'audio',
      'imu',
    ]);
    replay(terminal, replayed);
    expect(await files(replayed)).toEqual(written);
  });

  it('exits with 130 and writes nothing on Ctrl-C at the third question', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory);
    await terminal.answer('Where will you run it?');
    await terminal.answer('How should ImageBind run?');
    await terminal.waitFor('? Memory limit');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).toContain('nothing was written');
    expect(await readdir(place.directory)).toEqual([]);
    // The cursor that inquirer hides is shown again.
    expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'));
  });

  it('skips the question of a valid flag, and asks that of an invalid one with the error', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, ['--target', 'compose', '--http-port', '99999']);
    await terminal.answer('How should ImageBind run?');
    expect(terminal.text).not.toContain('Where will you run it?');
    for (const question of USUAL.slice(2, 7)) await terminal.answer(question);
    await terminal.waitFor('--http-port: 99999 is not a whole number from 1 to 65535');
    await terminal.answer('Port for REST and GraphQL', '8081');
    await terminal.answer('Port for gRPC on this machine');
    await terminal.answer('Where should Compose keep the data?');
    await terminal.answer('Change more settings?');
    await terminal.answer('Write these files?');
    expect(await terminal.exit).toBe(0);
    expect((await files(place.directory))['docker-compose.yml']).toContain("'127.0.0.1:8081:8080'");
  });

  it('rejects an invalid answer, and waits for another', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory);
    await terminal.answer('Where will you run it?');
    await terminal.answer('How should ImageBind run?');
    await terminal.waitFor('? Memory limit');
    terminal.press('8g', enter);
    await terminal.waitFor('too little');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
  });

  it('does not overwrite an edited file without confirmation, and can show what would change', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    const compose = join(place.directory, 'docker-compose.yml');
    await appendFile(compose, '# mine\n');
    const flags = ['--target', 'compose', '--inference', 'stub'];

    const declined = wizard(place.directory, flags);
    await acceptFromTarget(declined);
    await declined.waitFor('? Overwrite the edited docker-compose.yml?');
    declined.press(enter);
    expect(await declined.exit).toBe(0);
    expect(declined.text).toContain('Nothing was written.');
    expect(await readFile(compose, 'utf8')).toContain('# mine');

    const confirmed = wizard(place.directory, flags);
    await acceptFromTarget(confirmed);
    await confirmed.waitFor('? Overwrite the edited docker-compose.yml');
    confirmed.press('\u001b[A', enter);
    await confirmed.waitFor('-# mine');
    await confirmed.waitFor('? Overwrite the edited docker-compose.yml');
    confirmed.press('\u001b[A', '\u001b[A', enter);
    expect(await confirmed.exit).toBe(0);
    expect(await readFile(compose, 'utf8')).not.toContain('# mine');
  });

  it('offers the values of bindstack.yaml, and to remove files of an earlier target', async () => {
    const place = newPlace();
    await place.succeed('generate');
    await writeFile(
      join(place.directory, 'bindstack.yaml'),
      'targets: [compose]\nweaviate:\n  httpPort: 8123\n',
    );
    const terminal = wizard(place.directory);
    for (const question of USUAL.slice(0, 7)) await terminal.answer(question);
    await terminal.waitFor('? Port for REST and GraphQL on this machine: (8123)');
    terminal.press(enter);
    await terminal.answer('Port for gRPC on this machine');
    await terminal.answer('Where should Compose keep the data?');
    await terminal.answer('Change more settings?');
    await terminal.waitFor('obsolete   values.yaml');
    await terminal.answer('Write these files?');
    await terminal.answer('Remove values.yaml', 'y');
    expect(await terminal.exit).toBe(0);
    const written = await files(place.directory);
    expect(written['docker-compose.yml']).toContain("'127.0.0.1:8123:8080'");
    expect(written['values.yaml']).toBeUndefined();
  });

  it('offers settings of existing files that are not in bindstack.yaml, so that Enter weakens nothing', async () => {
    const place = newPlace();
    await place.succeed(
      'generate --auth api-key --modalities all --weaviate-memory 8g --target compose --no-save',
    );
    const before = (await files(place.directory))['docker-compose.yml'];
    const terminal = wizard(place.directory, ['--target', 'compose'], { cols: 200 });
    for (const question of USUAL.slice(1, 10)) await terminal.answer(question);
    await terminal.answer('Change more settings?');
    await terminal.answer('Write these files?');
    expect(await terminal.exit).toBe(0);
    const after = await files(place.directory);
    expect(after['docker-compose.yml']).toBe(before);
    expect(after['bindstack.yaml']).toContain('auth: api-key');
    expect(after['bindstack.yaml']).toContain('memory: 8g');
    await place.succeed('check');
    expect(terminal.text).toContain('--auth api-key');
  });

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['init', '--no-color'], {}],
  ])('starts with or without its name, in a narrow terminal and without colors: %s', async (_, args, env) => {
    const place = newPlace();
    const terminal = new Terminal(args, { cwd: place.directory, cols: 40, env });
    await terminal.waitFor('? Where will you run it?');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are control sequences
    expect(terminal.raw).not.toMatch(/\u001b\[[\d;]*m/);
  });

  it.each([
    ['with CI set', { CI: '1' }],
    ['with CI set to anything', { CI: 'true' }],
  ])('asks nothing %s', async (_, env) => {
    const place = newPlace();
    const terminal = wizard(place.directory, [], { env });
    expect(await terminal.exit).toBe(2);
    expect(terminal.text).toContain('bindstack generate');
  });

  it('asks nothing without a terminal', async () => {
    const { exitCode, stdout, stderr } = await newPlace().run('init');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the wizard needs a terminal');
    expect(stderr).toContain('try: bindstack generate');
  });
});

/** The remaining questions if a target and the stub are given. */
async function acceptFromTarget(terminal: Terminal): Promise<void> {
  for (const question of USUAL.slice(4, 10)) await terminal.answer(question);
  await terminal.answer('Change more settings?');
}
