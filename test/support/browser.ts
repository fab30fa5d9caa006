import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { Place } from './place.ts';
import type { Requirement } from './requirements.ts';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = process.env['CHROMIUM'] || PROGRAMS.find((path) => existsSync(path));

/** Debian's Chromium, or the one that the variable CHROMIUM points to. */
export const browser: Requirement = () =>
  program === undefined
    ? 'no Chromium: scripts/lab/chromium installs it, CHROMIUM=PATH names one'
    : undefined;

/** The page in its own browser context, with its errors and its requests. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of the page and of its console, such as a violated Content-Security-Policy. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

/** `bindstack web` and a browser for the tests of a suite. */
export interface PageOfSuite {
  url(): Promise<string>;
  /** Opens the page for one test, in its own profile. */
  open(path?: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** The page shared by the tests of a suite, with the values of a link. */
  shared(link: string): Promise<OpenPage>;
}

async function opened(chrome: Browser, address: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await chrome.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address);
  await page.getByRole('tab', { name: 'Configure' }).waitFor();
  return { page, complaints, requests };
}

/** Headless Chromium. As root in a container it cannot create its sandbox; it only shows our own pages. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox'] });
}

/** Both are started on first use and stopped with the suite. */
export function pageForSuite(): PageOfSuite {
  let place: Place | undefined;
  let running: Promise<{ url: string; chrome: Browser }> | undefined;
  let first: Promise<OpenPage> | undefined;
  const start = async () => {
    place = new Place();
    const command = place.start('web --port 0 --no-open --json');
    await command.said('"port":');
    const { url } = JSON.parse(command.stdout) as { url: string };
    return { url, chrome: await launchBrowser() };
  };
  const started = () => {
    running ??= start();
    return running;
  };
  afterAll(async () => {
    await (await running)?.chrome.close();
    await place?.leave();
  });
  return {
    url: async () => (await started()).url,
    open: async (path = '', options = {}) => {
      const { url, chrome } = await started();
      const open = await opened(chrome, path.startsWith('file:') ? path : url + path, options);
      onTestFinished(() => open.page.context().close());
      return open;
    },
    shared: async (link) => {
      const { url, chrome } = await started();
      first ??= opened(chrome, url, {});
      const open = await first;
      await open.page.goto(url + link);
      // After the event that notifies the page of its new address.
      await open.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      return open;
    },
  };
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The findings of axe: rule and elements. */
export async function axeFindings(page: Page): Promise<string[]> {
  // The page's policy blocks foreign scripts, but not code that the debugger evaluates.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  });
  return violations;
}
