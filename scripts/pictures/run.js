// `npm run pictures`: the pictures in the docs, from real runs. Needs a Docker engine with the images of
// the default stack (from scripts/lab), and Chromium for the page.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { chromium } from 'playwright-core';
import '../build.js';
import { terminalSvg } from './terminalSvg.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'dist/bin.js');
const pictures = join(root, 'docs/pictures');
const COLS = 104;

/**
 * Runs the command in a pseudo-terminal.
 * @param {string[]} args
 * @param {string} cwd
 * @param {(output: string, press: (keys: string) => void) => boolean} [look] called with all output so far; true ends the run
 * @returns {Promise<string>} its output
 */
function run(args, cwd, look) {
  return new Promise((resolve) => {
    const { PATH = '', HOME = '' } = process.env;
    const terminal = spawn(process.execPath, [bin, ...args], {
      cwd,
      cols: COLS,
      rows: 70,
      env: { PATH, HOME, TERM: 'xterm-256color' },
    });
    let output = '';
    let ended = false;
    terminal.onData((data) => {
      if (ended) return;
      output += data;
      if (!look?.(output, (keys) => terminal.write(keys))) return;
      ended = true;
      resolve(output);
      terminal.kill('SIGINT');
    });
    terminal.onExit(() => resolve(output));
  });
}

/**
 * @param {string} name
 * @param {string} line what was typed
 * @param {string} output
 */
async function picture(name, line, output) {
  const text = output.replaceAll(scratch, '~');
  const svg = await terminalSvg(`\u001b[2m$\u001b[0m ${line}\r\n${text}`, { cols: COLS, title: line });
  await writeFile(join(pictures, `${name}.svg`), svg);
  process.stderr.write(`docs/pictures/${name}.svg: ${Math.round(svg.length / 1000)} kB\n`);
}

const scratch = await mkdtemp(join(tmpdir(), 'bindstack-pictures-'));
await mkdir(pictures, { recursive: true });
try {
  await picture('try', 'npx bindstack try', await run(['try'], scratch));

  // Enter for the first questions; the choice after them is the default too.
  let asked = 0;
  const wizard = await run(['init', '--out', 'stack'], scratch, (output, press) => {
    const questions = output.split('\u001b[22m ').length;
    if (questions > asked) {
      asked = questions;
      setTimeout(() => press('\r'), 150);
    }
    return false;
  });
  await picture('wizard', 'bindstack init --out stack', wizard);

  await run(['generate', '--name', 'pictures', '--out', 'stack'], scratch);
  const stack = join(scratch, 'stack');
  await picture('up', 'bindstack up --smoke', await run(['up', '--smoke'], stack));
  spawnSync('docker', ['compose', 'down', '--volumes'], { cwd: stack });

  const file = join(stack, 'docker-compose.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('multi2vec-bind:8080', 'multi2vec-bind:8081'));
  await picture('diagnosis', 'bindstack up', await run(['up', '--timeout', '20s'], stack));
  spawnSync('docker', ['compose', 'down', '--volumes'], { cwd: stack });

  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1120, height: 640 } });
  await page.goto(new URL('../../dist/web/index.html', import.meta.url).href);
  await page.locator('pre').first().waitFor();
  // Playwright cannot write WebP, which is a third of the size of a PNG here.
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await writeFile(join(pictures, 'page.webp'), data, 'base64');
  await browser.close();
} finally {
  await rm(scratch, { recursive: true, force: true });
}
