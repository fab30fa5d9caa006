/*
 * `npm test`: the tests that need only Node, within three minutes on two cores; downloads and builds no server.
 * `npm run test:all` (`--all`): all tests. Tests that this machine cannot run are reported as skipped, with the reason.
 * Other arguments are passed to vitest, and only those tests run: `npm test -- test/formats`.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { styleText } from 'node:util';
import { installDependencies, root, run } from './dependencies.js';

const all = process.argv.includes('--all');
const given = process.argv.slice(2).filter((argument) => argument !== '--all');
const local = (/** @type {string[]} */ ...words) => ['npx', '--no-install', ...words];

installDependencies();

// The slowest first: they run in parallel.
const CHECKS = {
  types: local('tsc', '--noEmit'),
  'formatting and lint': local('biome', 'check', '.'),
  build: ['node', 'scripts/build.js'],
  'types of the page': local('tsc', '--noEmit', '--project', 'src/web/page'),
  'dead code': local('knip'),
  'rooms and their walls': local('depcruise', '--no-progress', 'src'),
  documentation: ['node', 'scripts/documentation.js', '--check'],
};

/**
 * Runs a check and shows its output if it fails.
 * @param {string} title
 * @param {string[]} words
 * @returns {Promise<boolean>} whether it passed
 */
function check(title, [command = '', ...args]) {
  return new Promise((done, fail) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', fail);
    child.on('close', (code) => {
      process.stderr.write(
        code === 0
          ? `${styleText('green', '✔')} ${title}\n`
          : `${styleText('red', '✖')} ${title}\n${output}\n`,
      );
      done(code === 0);
    });
  });
}

async function checks() {
  const waiting = Object.entries(CHECKS);
  let passed = true;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) passed = (await check(...next)) && passed;
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return passed;
}

const passed =
  given.length > 0 || ((await checks()) && (await check('package', local('publint', '--strict'))));
if (!passed) process.exit(1);

const projects = all ? [] : ['--project', 'unit', '--project', 'command'];
if (all) {
  process.env['PROPERTY_RUNS'] ??= '200';
  process.env['FUZZ_RUNS'] ??= '500';
}
process.exit(run('npx', ['--no-install', 'vitest', 'run', ...(given.length > 0 ? given : projects)]));
