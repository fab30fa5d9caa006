// `npm run pictures`: the pictures in the docs, from real runs. Needs a Docker engine with the images of
// the default stack (from scripts/lab), and Chromium for the page.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import '../build.js';
import { terminalSvg } from './terminalSvg.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'dist/bin.js');
const pictures = join(root, 'docs/pictures');
const COLS = 80;

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
      rows: 90,
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
 * Media of the smoke test, under names that a person would choose.
 * @param {string} folder
 */
async function writeSamples(folder) {
  const outfile = join(scratch, 'samples.mjs');
  const entry = fileURLToPath(new URL('../../src/smoke/samples/samples.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  const { sampleMedia, sampleText } = await import(pathToFileURL(outfile).href);
  await mkdir(folder);
  for (const [name, content] of [
    ['sunset.png', sampleMedia('image', 0)],
    ['chessboard.png', sampleMedia('image', 1)],
    ['lighthouse.txt', sampleText(0)],
    ['kitchen.txt', sampleText(1)],
  ])
    await writeFile(join(folder, name), content);
}

/**
 * @param {string} name
 * @param {string} line what was typed
 * @param {string} output
 */
async function picture(name, line, output) {
  const text = output.replaceAll(scratch, '~');
  const svg = await terminalSvg(`\u001b[2m$\u001b[0m ${line}\r\n${text}`, {
    cols: COLS,
    title: line.replaceAll(/ \\\r\n +/g, ' '),
  });
  await writeFile(join(pictures, `${name}.svg`), svg);
  process.stderr.write(`docs/pictures/${name}.svg: ${Math.round(svg.length / 1000)} kB\n`);
}

const scratch = await mkdtemp(join(tmpdir(), 'bindstack-pictures-'));
await mkdir(pictures, { recursive: true });
try {
  // Enter for each question, up to the menu below the summary. A question may be drawn in several steps, so the
  // key follows a second without output.
  /** @type {NodeJS.Timeout | undefined} */
  let silence;
  const wizard = await run(['init', '--out', 'stack'], scratch, (output, press) => {
    clearTimeout(silence);
    if (/What next\?[\s\S]*Cancel/.test(output)) return true;
    if (output.includes('Where will you run it?')) silence = setTimeout(() => press('\r'), 1000);
    return false;
  });
  await picture('wizard', 'bindstack init --out stack', wizard);

  await run(['generate', '--name', 'pictures', '--out', 'stack'], scratch);
  const stack = join(scratch, 'stack');
  await picture('up', 'bindstack up --smoke', await run(['up', '--smoke'], stack));

  // The images are those of scripts/lab, so the model is the stub, and the output says so. Its vectors have no meaning,
  // so the query is a text of the folder, which finds itself.
  await writeSamples(join(stack, 'photos'));
  await run(['import', 'photos'], stack);
  const query = 'Two children bake bread in a sunny kitchen';
  await picture('search', `bindstack search '${query}'`, await run(['search', query], stack));
  spawnSync('docker', ['compose', 'down', '--volumes'], { cwd: stack });

  const file = join(stack, 'docker-compose.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('multi2vec-bind:8080', 'multi2vec-bind:8081'));
  await picture('diagnosis', 'bindstack up', await run(['up', '--timeout', '20s'], stack));
  spawnSync('docker', ['compose', 'down', '--volumes'], { cwd: stack });

  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  for (const [name, colorScheme] of /** @type {const} */ ([
    ['page', 'light'],
    ['page-dark', 'dark'],
  ])) {
    const page = await browser.newPage({ viewport: { width: 1120, height: 820 }, colorScheme });
    await page.goto(new URL('../../dist/web/index.html', import.meta.url).href);
    await page.locator('pre').first().waitFor();
    // Playwright cannot write WebP, which is a third of the size of a PNG here.
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 65 });
    await writeFile(join(pictures, `${name}.webp`), data, 'base64');
    await page.close();
  }
  await browser.close();
} finally {
  await rm(scratch, { recursive: true, force: true });
}
