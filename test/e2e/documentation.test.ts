import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commandBlocks, fences, PAGES } from '../support/documentedCommands.ts';
import { newPlace, type Place } from '../support/place.ts';
import { docker, weaviate } from '../support/requirements.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lines that are not run here, and why; their flags are looked up in the help of the command. */
const NOT_HERE: readonly (readonly [line: RegExp, reason: string])[] = [
  [/^npm install --global/, 'the test of the package installs it'],
  [/^bindstack web/, 'runs until it is stopped: web.test.ts'],
  [/^bindstack stub/, 'runs until it is stopped: stub.test.ts'],
  [/--target helm(?!.* --out)/, 'needs a cluster: kubernetes.test.ts'],
  [/--url http:\/\/127\.0\.0\.1:8080/, 'the ports of a test are others'],
  [/^bindstack update/, 'asks the network: update.test.ts'],
];

/** Blocks in which nothing can be started here. */
const NOT_STARTED: Readonly<Record<string, string>> = {
  'A workstation with a GPU': 'there is no GPU',
  'Upgrading Weaviate': 'there is no image of that version',
  'Proving a stack': 'it wants a stack that runs: smoke.test.ts',
};

const STARTS = /^bindstack (?:up|down|destroy|status|logs|smoke)\b/;

/** Exit codes that are as good as 0: this machine may be smaller than what a page is about. */
const ALSO_GOOD: readonly (readonly [line: RegExp, codes: readonly number[]])[] = [
  [/^bindstack doctor/, [5]],
];

/** Why a line cannot be run; undefined where it can. */
function reasonAgainst(line: string, page: string, heading: string): string | undefined {
  const known = NOT_HERE.find(([pattern]) => pattern.test(line))?.[1];
  if (known !== undefined) return known;
  if (STARTS.test(line) || line.startsWith('eval ')) {
    if (page === 'docs/commands.md') return 'each stands alone there';
    return NOT_STARTED[heading] ?? docker();
  }
  return / try\b/.test(line) ? weaviate() : undefined;
}

/** A directory as a user has it: files of a stack, and the command on the PATH. */
async function furnished(place: Place): Promise<NodeJS.ProcessEnv> {
  const bin = join(place.scratch, 'bin');
  await mkdir(bin);
  const command = `exec "${process.execPath}" "${join(root, 'dist/bin.js')}" "$@"\n`;
  await writeFile(join(bin, 'bindstack'), `#!/bin/sh\n${command}`);
  // `npx bindstack` is the same, once it is published.
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift\n${command}`);
  for (const name of ['bindstack', 'npx']) await chmod(join(bin, name), 0o755);
  const { http, grpc } = await place.ports();
  const settings = {
    BINDSTACK_NAME: place.name,
    BINDSTACK_WEAVIATE_HTTP_PORT: `${http}`,
    BINDSTACK_WEAVIATE_GRPC_PORT: `${grpc}`,
  };
  await place.succeed('generate --save', settings);
  return { ...process.env, ...settings, PATH: `${bin}:${process.env['PATH']}`, TMPDIR: place.scratch };
}

describe('the commands of the documentation', () => {
  const blocks = commandBlocks().filter(({ lines }) => lines.some((line) => /\bbindstack\b/.test(line)));

  it('are found on its pages', () => {
    expect(blocks.length).toBeGreaterThan(25);
    expect(PAGES).toContain('docs/commands.md');
  });

  it.each(blocks)('$page, $heading: $lines.0', async ({ page, heading, lines }) => {
    const place = newPlace();
    const env = await furnished(place);
    for (const line of lines) {
      const reason = reasonAgainst(line, page, heading);
      if (reason !== undefined) {
        await knowsFlags(place, line);
        continue;
      }
      // The wizard wants a terminal; the page says what does the same without.
      const run = line.replace(/^bindstack init/, 'bindstack generate');
      const { status, stderr } = spawnSync('sh', ['-c', run], {
        cwd: place.directory,
        env,
        encoding: 'utf8',
      });
      const good = [0, ...(ALSO_GOOD.find(([pattern]) => pattern.test(line))?.[1] ?? [])];
      expect(good, `${line}: ${stderr.slice(-600)}`).toContain(status);
    }
    // What a block has started ends with it, also where it lies in a directory of its own.
    for (const directory of [place.directory, join(place.directory, 'stack')]) {
      if (docker() === undefined && existsSync(join(directory, 'docker-compose.yml')))
        await promisify(execFile)('docker', ['compose', 'down', '--volumes'], { cwd: directory, env });
    }
  });
});

/** Whether a command has the flags that a line gives it. */
async function knowsFlags(place: Place, line: string): Promise<void> {
  const [, command] = /\bbindstack ([a-z]+)/.exec(line) ?? [];
  if (command === undefined) return;
  const { stdout } = await place.succeed(`${command} --help`);
  for (const [flag] of line.matchAll(/--[a-z][a-z-]+/g)) expect(stdout, `${line}: ${flag}`).toContain(flag);
}

describe('what the pages point at', () => {
  it.each(PAGES)('%s', async (page) => {
    const text = await readFile(join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      expect(existsSync(file), `${page} → ${target}`).toBe(true);
      if (anchor === undefined) continue;
      const titles = [...(await readFile(file, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(titles, `${page} → ${target}`).toContain(anchor);
    }
  });
});

/** Names of the keys, and those of what is inside; of a list, of its first entry. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

describe('the JSON of docs/scripts.md', () => {
  const shown = new Map(
    fences('docs/scripts.md', 'json').map(({ info, text }) => [info.replace('json ', ''), JSON.parse(text)]),
  );
  const COMMANDS: Readonly<Record<string, string>> = {
    error: 'generate --http-port 0 --json',
    generate: 'generate --json',
    check: 'check --json',
    images: 'images --json',
    validate: 'validate docker-compose.yml --json',
    doctor: 'doctor --json',
    status: 'status --json',
    smoke: 'try --json',
  };

  const missing: Readonly<Record<string, string | undefined>> = { smoke: weaviate(), status: docker() };

  it.each(Object.entries(COMMANDS).filter(([name]) => missing[name] === undefined))(
    '%s is what %s prints',
    async (name, line) => {
      const place = newPlace();
      const env = await furnished(place);
      const { stdout } = spawnSync('sh', ['-c', `bindstack ${line}`], {
        cwd: place.directory,
        env,
        encoding: 'utf8',
      });
      const got = shape(JSON.parse(stdout)) as Record<string, unknown>;
      const want = shape(shown.get(name)) as Record<string, unknown>;
      // A list may be empty today.
      for (const key of Object.keys(want))
        if (Array.isArray(got[key]) && got[key].length === 0) want[key] = [];
      expect(got).toEqual(want);
    },
  );

  it('are all compared', () => {
    expect([...shown.keys()].sort()).toEqual(Object.keys(COMMANDS).sort());
  });
});
