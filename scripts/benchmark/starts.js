// How long short commands take, beside `node -e 0` in the same Node, and beside other programs.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { medianTimes } from './processes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'dist/bin.js');

/** Major versions of Node. */
const NODES = [20, 22, 24];

/** A Compose file that `add` adds ImageBind to. */
const PLAIN = `services:
  weaviate:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    environment:
      PERSISTENCE_DATA_PATH: /var/lib/weaviate
    volumes:
      - data:/var/lib/weaviate
volumes:
  data: {}
`;

/**
 * @typedef {object} Starts
 * @property {string} node version of Node
 * @property {number} base milliseconds of `node -e 0`
 * @property {{command: string, took: number, most: number}[]} commands
 */

/** @typedef {{what: string, took?: number | undefined, skipped?: string}} Peer */

/**
 * A directory with generated files and one that `add` can change.
 * @param {string} directory where it is created
 */
async function generatedStack(directory) {
  const stack = join(directory, 'stack');
  await mkdir(stack, { recursive: true });
  await writeFile(join(stack, 'plain.yml'), PLAIN);
  spawnSync(process.execPath, [bin, 'generate', '--yes'], { cwd: stack });
  return stack;
}

/**
 * Starts on each version of Node that is here or that npm gets.
 * @param {string} directory
 * @param {number} runs
 * @returns {Promise<{starts: Starts[], skipped: string[]}>}
 */
export async function measureStarts(directory, runs) {
  const stack = await generatedStack(directory);
  /** @type {readonly (readonly [args: string[], most: number])[]} */
  const commands = [
    [['--version'], 1.25],
    [['--help'], 1.25],
    [['generate', '--yes'], 1.7],
    [['validate', 'docker-compose.yml'], 1.7],
    [['check'], 1.7],
    [['add', 'plain.yml', '--dry-run'], 1.7],
  ];
  const starts = [];
  const skipped = [];
  for (const major of NODES) {
    const command = nodeOf(major);
    if (command === undefined) {
      skipped.push(`starts on Node ${major}: npm cannot get it`);
      continue;
    }
    const ours = commands.map(([args]) => ({
      name: args.join(' '),
      command,
      args: [bin, ...args],
      cwd: stack,
    }));
    // The first run creates the directory of the code cache, the second one fills it.
    for (const { args } of [...ours, ...ours]) spawnSync(command, args, { cwd: stack });
    const times = medianTimes([{ name: 'node', command, args: ['-e', '0'] }, ...ours], runs);
    starts.push({
      node: spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout.trim(),
      base: times.get('node') ?? Number.NaN,
      commands: commands.map(([args, most]) => ({
        command: args.join(' '),
        took: times.get(args.join(' ')) ?? Number.NaN,
        most,
      })),
    });
  }
  return { starts, skipped };
}

/**
 * The path of a Node of this major version; undefined if there is none.
 * @param {number} major
 */
function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const args = ['exec', '--yes', '--package', `node@${major}`, '--', 'node', '--print', 'process.execPath'];
  const { status, stdout } = spawnSync('npm', args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 ? stdout.trim().split('\n').at(-1) : undefined;
}

/**
 * Other programs that check the same file, or the values of the same stack.
 * @param {string} directory
 * @param {number} runs
 * @returns {Promise<Peer[]>}
 */
export async function measurePeers(directory, runs) {
  const stack = await generatedStack(directory);
  const chart = join(root, 'test/support/chart');
  const peers = [
    { name: 'bindstack validate', args: [bin, 'validate', 'docker-compose.yml'] },
    { name: 'dclint', args: [join(root, 'node_modules/dclint/bin/dclint.cjs'), 'docker-compose.yml'] },
    { name: 'docker compose config --quiet', command: 'docker', args: ['compose', 'config', '--quiet'] },
    {
      name: 'helm lint --strict',
      command: 'helm',
      args: ['lint', '--strict', chart, '--values', 'values.yaml'],
    },
  ];
  const there = peers.filter(
    ({ command, args }) => !command || spawnSync(command, args, { cwd: stack }).status === 0,
  );
  const times = medianTimes(
    there.map((peer) => ({ ...peer, cwd: stack })),
    runs,
  );
  return peers.map(({ name, command }) =>
    times.has(name)
      ? { what: name, took: times.get(name) }
      : { what: name, skipped: `\`${command}\` is missing or fails here` },
  );
}
