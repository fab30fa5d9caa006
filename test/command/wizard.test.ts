import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newPlace, type Place } from '../support/place.ts';
import { KEYS, Terminal, type TerminalOptions } from '../support/terminal.ts';
import { USUAL } from '../support/usualQuestions.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

const { enter, down, space, ctrlC } = KEYS;
const UP = '\u001b[A';
const CTRL_Z = '\u001a';

async function directory(place: Place, name: string): Promise<string> {
  const path = join(place.directory, name);
  await mkdir(path);
  return path;
}

/** Programs that answer the wizard's queries, and nothing else. */
const PROGRAMS = {
  docker: (gib: number) => `[ "$1 $3" = "info {{.MemTotal}}" ] && echo ${gib * 1024 ** 3}`,
  kubectl: () => 'echo "{}"',
  'nvidia-smi': () => 'echo "NVIDIA L4"',
};

type Program = keyof typeof PROGRAMS;

/** A PATH with nothing but doubles of these programs. */
async function pathWith(place: Place, programs: readonly Program[] = [], gib = 32): Promise<string> {
  const path = join(place.scratch, 'bin');
  await mkdir(path);
  for (const name of programs) {
    await writeFile(join(path, name), `#!/bin/sh\n${PROGRAMS[name](gib)}\n`);
    await chmod(join(path, name), 0o755);
  }
  return path;
}

function wizard(cwd: string, args: readonly string[] = [], options: Partial<TerminalOptions> = {}): Terminal {
  return new Terminal(['init', ...args], { cwd, ...options });
}

/** Presses Enter at every question, starting with the given one. */
async function acceptFrom(terminal: Terminal, first = USUAL[0] ?? ''): Promise<void> {
  for (const question of USUAL.slice(USUAL.indexOf(first))) await terminal.answer(question);
}

/** Chooses an entry of a list by the beginning of its name. */
async function choose(terminal: Terminal, list: string, name: string): Promise<void> {
  await terminal.answer(list, name);
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
function replay(line: string | undefined, cwd: string): void {
  const command = `bindstack() { "${process.execPath}" "${BIN}" "$@"; }; ${line?.trim() ?? 'false'}`;
  execFileSync('sh', ['-c', command], { cwd, stdio: 'ignore' });
}

describe('bindstack init', () => {
  it('needs five Enters to start what the machine can run, and the command that it prints writes the same files', async () => {
    const place = newPlace();
    const [asked, replayed] = [await directory(place, 'asked'), await directory(place, 'replayed')];
    const terminal = wizard(asked, [], { cols: 200, env: { PATH: await pathWith(place, ['docker']) } });
    await terminal.waitFor('Docker with 32 GiB, no Kubernetes cluster, no NVIDIA GPU');
    let enters = 0;
    for (const question of [...USUAL, 'What next?']) {
      await terminal.answer(question);
      enters += 1;
    }
    expect(enters).toBe(5);
    // The double of Docker answers no other question, so the checks of this machine fail.
    expect(await terminal.exit).toBe(5);
    expect(terminal.text).toContain('✔ Where will you run it? Docker Compose');
    expect(terminal.text).toContain('✔ What next? Write and start');
    expect(terminal.text).toContain('error: this machine cannot run the stack: Docker');

    const written = await files(asked);
    expect(Object.keys(written)).toContain('docker-compose.yml');
    expect(Object.keys(written)).not.toContain('values.yaml');
    const line = /\n {2}(bindstack generate .*)\n/.exec(terminal.text)?.[1];
    expect(line).toBe('bindstack generate --target compose');
    replay(line, replayed);
    expect(await files(replayed)).toEqual(written);
  });

  it('asks about the GPU where there is one, and then needs six Enters', async () => {
    const place = newPlace();
    const PATH = await pathWith(place, ['docker', 'nvidia-smi', 'kubectl']);
    const terminal = wizard(place.directory, [], { env: { PATH } });
    await terminal.answer('Where will you run it?');
    await terminal.answer('How should ImageBind run?');
    await terminal.waitFor('? Run ImageBind on a GPU? (Y/n)');
    terminal.press(enter);
    await acceptFrom(terminal, 'Which media will you store?');
    await terminal.answer('What next?');
    expect(await terminal.exit).toBe(5);
    expect((await files(place.directory))['docker-compose.yml']).toContain('driver: nvidia');
  });

  it.each([
    ['Kubernetes', ['kubectl'], 32, 'Kubernetes (Helm)', 'In a container'],
    ['local processes and the stub', [], 32, 'Local processes, without Docker', 'Stub'],
    ['the stub with too little memory', ['docker'], 8, 'Docker Compose', 'Stub'],
  ] as const)('proposes %s', async (_, programs, gib, where, mode) => {
    const place = newPlace();
    const PATH = await pathWith(place, programs, gib);
    const terminal = wizard(place.directory, [], { env: { PATH } });
    await acceptFrom(terminal);
    await terminal.waitFor('? What next?');
    expect(terminal.text).toContain(`✔ Where will you run it? ${where}`);
    expect(terminal.text).toContain(`✔ How should ImageBind run? ${mode}`);
    if (gib === 8) expect(terminal.text).toContain('Docker has 8 GiB. Proposed: the stub.');
    // What the machine can run is what Enter starts.
    expect(terminal.text).toContain('❯ Write and start');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
  });

  it('for both targets, writes the same files as generate', async () => {
    const place = newPlace();
    const [asked, unasked] = [await directory(place, 'asked'), await directory(place, 'unasked')];
    const terminal = wizard(asked, [], { cols: 200, env: { PATH: await pathWith(place, ['docker']) } });
    await terminal.answer('Where will you run it?', down, down);
    await acceptFrom(terminal, 'How should ImageBind run?');
    await terminal.answer('What next?', down);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('→ needs 12 GiB of memory');
    expect(terminal.text).toContain('Next, with Docker: bindstack up --smoke');
    expect(terminal.text).toContain('Next, with Kubernetes: bindstack up --target helm --smoke');
    await place.succeed(`generate --yes --out ${unasked}`);
    expect(await files(asked)).toEqual(await files(unasked));
  });

  it('without Docker, proposes to write only, and keeps the files if the start fails', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, [], { env: { PATH: await pathWith(place) } });
    await terminal.answer('Where will you run it?', UP, UP, UP);
    await acceptFrom(terminal, 'How should ImageBind run?');
    await terminal.waitFor('❯ Write only');
    terminal.press(UP, enter);
    expect(await terminal.exit).toBe(5);
    expect(terminal.text).toContain('error: this machine cannot run the stack: Docker: not installed');
    expect(Object.keys(await files(place.directory))).toContain('docker-compose.yml');
  });

  it('changes an answer and keeps the others, and lists more settings that matter', async () => {
    const place = newPlace();
    const [asked, replayed] = [await directory(place, 'asked'), await directory(place, 'replayed')];
    const terminal = wizard(asked, [], { cols: 1000, env: { PATH: await pathWith(place) } });
    await terminal.answer('Where will you run it?', UP, UP, UP);
    await terminal.answer('How should ImageBind run?', down, down);
    await terminal.answer('Which media will you store?', down, down, space, down, down, down, space);
    await terminal.answer('Authentication', down);
    await choose(terminal, 'What next?', 'Change');
    await choose(terminal, 'Which answer?', 'Where');
    // Two targets, then one again: the other answers stay.
    await terminal.answer('Where will you run it?', down, down);
    await choose(terminal, 'What next?', 'Change');
    await choose(terminal, 'Which answer?', 'Where');
    await terminal.answer('Where will you run it?', UP, UP);
    await choose(terminal, 'What next?', 'More');
    await terminal.waitFor('? Which setting?');
    // Questions about Kubernetes and the container of ImageBind do not matter here.
    expect(terminal.text).not.toMatch(/Namespace of the release|ImageBind memory|GPU /);
    terminal.press('Port for REST', enter);
    await terminal.answer('Port for REST and GraphQL on this machine', '9080');
    await choose(terminal, 'Which setting?', 'Port for gRPC');
    await terminal.answer('Port for gRPC on this machine', '9051');
    await choose(terminal, 'Which setting?', 'Vectors');
    await terminal.answer('How should vectors be stored?', down, down);
    await choose(terminal, 'Which setting?', 'Name of the stack');
    await terminal.answer('Name of the stack', 'other');
    await choose(terminal, 'Which setting?', 'Weaviate environment');
    await terminal.answer('Additional environment variables', `ODD=it's "so" $HOME #1,LOG_LEVEL=debug`);
    await choose(terminal, 'Which setting?', 'Done');
    await choose(terminal, 'What next?', 'Write only');
    expect(await terminal.exit).toBe(0);

    const written = await files(asked);
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
    expect(written['docker-compose.yml']).toContain("'127.0.0.1:9080:8080'");
    expect(Object.keys(JSON.parse(written['collection.json'] ?? '{}').vectorConfig)).toEqual([
      'text',
      'image',
      'audio',
      'imu',
    ]);
    replay(/\n {2}(bindstack generate [\s\S]*)$/.exec(terminal.text)?.[1], replayed);
    expect(await files(replayed)).toEqual(written);
  });

  it('for local processes, offers no container, and says how to start them', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, [], { env: { PATH: await pathWith(place) } });
    await terminal.answer('Where will you run it?');
    await terminal.waitFor('? How should ImageBind run?');
    expect(terminal.text).not.toContain('In a container');
    terminal.press(enter);
    await acceptFrom(terminal, 'Which media will you store?');
    await choose(terminal, 'What next?', 'Write only');
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('Next, without Docker: bindstack up --target embedded --smoke');
    expect((await files(place.directory))['bindstack.yaml']).toContain('mode: stub');
  });

  it('plans for a number of objects: says what it takes, and saves only the number', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, [], { env: { PATH: await pathWith(place) } });
    await terminal.answer('Where will you run it?', UP, UP, UP);
    await acceptFrom(terminal, 'How should ImageBind run?');
    await choose(terminal, 'What next?', 'Plan');
    await terminal.answer('How many objects?', '5M');
    await terminal.waitFor('→ 11 GiB of memory and 1 TB of disk, compression rq-8');
    await choose(terminal, 'What next?', 'Write only');
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toMatch(/Weaviate memory +11g\r?\n/);
    const written = await files(place.directory);
    expect(written['bindstack.yaml']).toContain('  objects: 5M');
    expect(written['bindstack.yaml']).not.toContain('memory');
    expect(written['docker-compose.yml']).toContain('mem_limit: 11g');
  });

  it('writes nothing if it is cancelled', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, [], { env: { PATH: await pathWith(place) } });
    await acceptFrom(terminal);
    await choose(terminal, 'What next?', 'Cancel');
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('Nothing was written.');
    expect(await readdir(place.directory)).toEqual([]);
  });

  it('exits with 130 and writes nothing on Ctrl-C at the third question', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory);
    await terminal.answer('Where will you run it?');
    await terminal.answer('How should ImageBind run?');
    await terminal.waitFor('? Which media');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).toContain('nothing was written');
    expect(await readdir(place.directory)).toEqual([]);
    // The cursor that inquirer hides is shown again.
    expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'));
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('ends on %s, also while a question is open', async (signal) => {
    const place = newPlace();
    const terminal = wizard(place.directory);
    await terminal.answer('Where will you run it?');
    await terminal.waitFor('? How should ImageBind run?');
    terminal.kill(signal);
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).toContain('nothing was written');
    expect(await readdir(place.directory)).toEqual([]);
  });

  it('is stopped by Ctrl-Z, and continues with the same question after fg', async () => {
    const place = newPlace();
    const PATH = `${await pathWith(place)}:/usr/bin:/bin`;
    const shell = new Terminal(['-i'], {
      cwd: place.directory,
      program: '/bin/sh',
      env: { PATH, PS1: 'shell> ', ENV: '' },
    });
    await shell.waitFor('shell> ');
    shell.press(`"${process.execPath}" "${BIN}" init`, enter);
    await shell.answer('Where will you run it?', UP, UP, UP);
    await shell.waitFor('? How should ImageBind run?');
    shell.press(down);
    await shell.waitFor('❯ At an existing endpoint');
    shell.press(CTRL_Z);
    await shell.waitFor('shell> ');
    shell.press('fg', enter);
    // The pointer is where it was.
    await shell.waitFor('? How should ImageBind run?');
    await shell.waitFor('❯ At an existing endpoint');
    shell.press(down, enter);
    await shell.waitFor('✔ How should ImageBind run? Stub');
    await acceptFrom(shell, 'Which media will you store?');
    await choose(shell, 'What next?', 'Write only');
    await shell.waitFor('shell> ');
    shell.press('exit', enter);
    expect(await shell.exit).toBe(0);
    expect((await files(place.directory))['bindstack.yaml']).toContain('mode: stub');
  });

  it('skips the question of a valid flag, and asks that of an invalid one with the error', async () => {
    const place = newPlace();
    const terminal = wizard(place.directory, ['--target', 'compose', '--http-port', '99999']);
    await acceptFrom(terminal, 'How should ImageBind run?');
    expect(terminal.text).not.toContain('Where will you run it?');
    await terminal.waitFor('--http-port: 99999 is not a whole number from 1 to 65535');
    await terminal.answer('Port for REST and GraphQL', '8081');
    await choose(terminal, 'What next?', 'Write only');
    expect(await terminal.exit).toBe(0);
    expect((await files(place.directory))['docker-compose.yml']).toContain("'127.0.0.1:8081:8080'");
  });

  it('rejects an invalid answer in words without flags, and waits for another', async () => {
    const place = newPlace();
    const flags = ['--target', 'compose', '--inference', 'container'];
    const terminal = wizard(place.directory, flags, { cols: 60 });
    await acceptFrom(terminal, 'Which media will you store?');
    await choose(terminal, 'What next?', 'More');
    await choose(terminal, 'Which setting?', 'ImageBind memory');
    await terminal.waitFor('? Memory limit');
    terminal.press('8g', enter);
    await terminal.waitFor('“ImageBind memory: 8 GiB” is too little');
    // A narrow terminal breaks no word.
    await terminal.waitFor('\n  ImageBind is killed while it loads; set “ImageBind');
    expect(terminal.text).not.toContain('--');
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
  });

  it('does not overwrite an edited file without confirmation, and can show what would change', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    const compose = join(place.directory, 'docker-compose.yml');
    await appendFile(compose, '# mine\n');
    const terminal = wizard(place.directory, ['--target', 'compose', '--inference', 'stub']);
    await acceptFrom(terminal, 'Which media will you store?');
    await terminal.waitFor('edited     docker-compose.yml');
    await choose(terminal, 'What next?', 'Write only');
    await terminal.answer('Overwrite the edited docker-compose.yml?');
    expect(await readFile(compose, 'utf8')).toContain('# mine');
    await choose(terminal, 'What next?', 'Show');
    await terminal.waitFor('-# mine');
    await choose(terminal, 'What next?', 'Write only');
    await terminal.answer('Overwrite the edited docker-compose.yml?', 'y');
    expect(await terminal.exit).toBe(0);
    expect(await readFile(compose, 'utf8')).not.toContain('# mine');
  });

  it('offers the values of bindstack.yaml, and to remove files of an earlier target', async () => {
    const place = newPlace();
    await place.succeed('generate');
    await writeFile(
      join(place.directory, 'bindstack.yaml'),
      'targets: [compose]\nweaviate:\n  httpPort: 8123\n',
    );
    // Even where the machine could only run local processes.
    const terminal = wizard(place.directory, [], { env: { PATH: await pathWith(place) } });
    await acceptFrom(terminal);
    expect(terminal.text).toContain('✔ Where will you run it? Docker Compose');
    await terminal.waitFor('Port for REST and GraphQL  8123');
    await terminal.waitFor('obsolete   values.yaml');
    await terminal.answer('What next?');
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
    await acceptFrom(terminal, 'How should ImageBind run?');
    await choose(terminal, 'What next?', 'Write only');
    expect(await terminal.exit).toBe(0);
    const after = await files(place.directory);
    expect(after['docker-compose.yml']).toBe(before);
    expect(after['bindstack.yaml']).toContain('auth: api-key');
    expect(after['bindstack.yaml']).toContain('memory: 8g');
    await place.succeed('check');
    expect(terminal.text).toContain('--auth api-key');
  });

  it('weakens existing files only after a confirmation that names no flags, and its command does the same', async () => {
    const place = newPlace();
    await place.succeed('generate --target helm --auth api-key --no-save');
    await writeFile(join(place.directory, 'bindstack.yaml'), 'targets: [compose]\n');
    const terminal = wizard(place.directory, [], { cols: 200, env: { PATH: await pathWith(place) } });
    await terminal.answer('Where will you run it?', down);
    await acceptFrom(terminal, 'How should ImageBind run?');
    await choose(terminal, 'What next?', 'Write only');
    await terminal.waitFor('values.yaml: API key authentication would be turned off');
    await terminal.answer('Write the files with these changes?');
    expect(terminal.text).not.toContain('--');
    await choose(terminal, 'What next?', 'Write only');
    await terminal.answer('Write the files with these changes?', 'y');
    await terminal.answer('Remove .env.example?');
    expect(await terminal.exit).toBe(0);
    expect((await files(place.directory))['values.yaml']).not.toContain('AUTHENTICATION_APIKEY_ENABLED');
    expect(terminal.text).toContain('bindstack generate --target helm --auth anonymous');
  });

  it('says what starting the model costs, and nothing for the stub', async () => {
    const place = newPlace();
    const PATH = await pathWith(place, ['docker']);
    const terminal = wizard(place.directory, [], { cols: 200, env: { PATH } });
    await acceptFrom(terminal);
    const cost = 'ImageBind needs 12 GiB of memory, and the first time an image: about 10 GB to download';
    await terminal.waitFor(cost);
    await choose(terminal, 'What next?', 'Change');
    await choose(terminal, 'Which answer?', 'ImageBind');
    await terminal.answer('How should ImageBind run?', 'Stub');
    await terminal.waitFor('ImageBind       Stub');
    expect(terminal.text.split(cost)).toHaveLength(2);
    terminal.press(ctrlC);
    expect(await terminal.exit).toBe(130);
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
