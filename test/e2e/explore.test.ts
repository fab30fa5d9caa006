import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Explorer } from '../../src/web/server/explore/explorer.ts';
import { serveExplorer } from '../../src/web/server/explore/exploreServer.ts';
import { axeFindings, browser, launchBrowser } from '../support/browser.ts';
import { dropFile } from '../support/dropFile.ts';
import { exploreHit, explorePageFiles, explorerDouble, objectId } from '../support/explorer.ts';
import { describeWith } from '../support/requirements.ts';

let chrome: Promise<Browser> | undefined;
afterAll(async () => (await chrome)?.close());

/** The page with a stack of its own. */
async function open(values: Partial<Explorer> = {}, fragment = '', options: BrowserContextOptions = {}) {
  const server = await serveExplorer(explorerDouble(values), explorePageFiles(), 0);
  chrome ??= launchBrowser();
  const context = await (await chrome).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(async () => {
    await context.close();
    await server.close();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(server.url + fragment);
  await page.getByRole('button', { name: 'Search' }).waitFor();
  return { page, complaints, requests, url: server.url };
}

const HOSTILE = [
  '<img src=x onerror="document.title=\'pwned\'">.jpg',
  '"quotes" and \'quotes\' & <b>.jpg',
  'two\nlines.jpg',
  'שלום \u202egpj.exe',
  '🐶 dog.jpg',
  `${'long'.repeat(60)}.jpg`,
];
const hostileHits = [
  ...HOSTILE.map((name, n) => exploreHit({ id: objectId(n), path: `Pictures/${name}/${name}` })),
  ...HOSTILE.map((words, n) =>
    exploreHit({ id: objectId(n + 50), path: `Notes/${n}.txt`, kind: 'text', text: `${words}\n${words}` }),
  ),
];
const finds = (hits: readonly ReturnType<typeof exploreHit>[]): Pick<Explorer, 'search'> => ({
  search: async ({ query }) => ({
    hits,
    ...('near' in query && { near: `Sought/${query.near}.jpg` }),
    code: { curl: 'curl …', Python: 'import weaviate\n' },
  }),
});

/** A sound of so many seconds: silence, 8000 samples of one byte per second. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(8000 * seconds, 128);
  const header = Buffer.from(
    'RIFF    WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data    ',
    'latin1',
  );
  header.writeUInt32LE(36 + data.length, 4);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

describeWith([browser], 'a search', () => {
  it('finds by words, with filters, and keeps both in the address', async () => {
    const search = vi.fn<Explorer['search']>(async () => ({
      hits: [exploreHit({ path: 'a/b.jpg' })],
      code: {},
    }));
    const { page, url } = await open({ search });
    await page.getByLabel('What to look for').fill('a "dog" & <cat>');
    await page.keyboard.press('Enter');
    await page.getByText('1 file').waitFor();
    await page.getByRole('button', { name: /^pictures/ }).click();
    await expect.poll(() => search.mock.calls.length).toBe(2);
    expect(search.mock.lastCall?.[0]).toMatchObject({ query: { text: 'a "dog" & <cat>' }, kinds: ['image'] });
    expect(page.url()).toBe(`${url}#q=a+%22dog%22+%26+%3Ccat%3E&kind=image`);
    await page.reload();
    await page.getByText('1 file').waitFor();
    expect(await page.getByLabel('What to look for').inputValue()).toBe('a "dog" & <cat>');
    expect(await page.getByRole('button', { name: /^pictures/ }).getAttribute('aria-pressed')).toBe('true');
  });

  it('the browser goes back to the search before', async () => {
    const { page, url } = await open(finds([exploreHit({ path: 'a/b.jpg' })]), '#q=one');
    await page.getByRole('button', { name: 'More like this' }).click();
    await page.getByText(`Like ${objectId(1)}.jpg`).waitFor();
    expect(page.url()).toBe(`${url}#near=${objectId(1)}`);
    await page.goBack();
    await expect.poll(() => page.getByLabel('What to look for').inputValue()).toBe('one');
    expect(page.url()).toBe(`${url}#q=one`);
  });

  it.each([
    'photo.jpg',
    'sound.wav',
    'film.mp4',
    'heat.thermal.png',
    'walk.imu.csv',
    'room.depth.png',
    'note.txt',
    ...HOSTILE,
  ])('with a dropped file: %j', async (name) => {
    const seen: { name: unknown; content: string }[] = [];
    const { page, complaints } = await open({
      search: async ({ query }, file = '') => {
        seen.push({ name: 'file' in query && query.file, content: readFileSync(file, 'utf8') });
        return { hits: [], code: {} };
      },
    });
    await dropFile(page, name, `content of ${name}`);
    await page.getByText('Nothing found.').waitFor();
    expect(seen).toEqual([{ name, content: `content of ${name}` }]);
    expect(await page.locator('.chip bdi').textContent()).toBe(name);
    expect(complaints).toEqual([]);
  });

  it('that takes long says so, and can be cancelled with the keyboard', async () => {
    let aborted = false;
    const { page } = await open({
      search: async (_, __, signal) => {
        await sleep(120_000, undefined, { signal }).catch(() => {
          aborted = true;
        });
        return { hits: [], code: {} };
      },
    });
    await page.getByLabel('What to look for').fill('slow');
    await page.keyboard.press('Enter');
    await page.getByText('half a minute').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Cancelled.').waitFor();
    await expect.poll(() => aborted).toBe(true);
  });

  it('that fails says why, and can be repeated', async () => {
    let isBroken = true;
    const { page } = await open(
      {
        search: async () => {
          if (isBroken)
            throw new Failure('failed', {
              code: 'x',
              message: 'nothing responds',
              suggestion: 'bindstack up',
            });
          return { hits: [], code: {} };
        },
      },
      '#q=x',
    );
    const alert = page.getByRole('alert');
    await alert.getByText('Nothing responds.').waitFor();
    expect(await alert.textContent()).toContain('bindstack up');
    isBroken = false;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing found.').waitFor();
  });
});

describeWith([browser], 'what is in the collection', () => {
  it('shows how to import while there is nothing', async () => {
    const state = async () => ({
      ...(await explorerDouble().state(AbortSignal.abort())),
      total: 0,
      counts: {},
    });
    const { page } = await open({ state });
    await page.getByRole('heading', { name: 'Nothing is imported yet' }).waitFor();
    expect(await page.getByText('bindstack import DIR').isVisible()).toBe(true);
  });

  it('says once that the vectors come from the stub', async () => {
    const state = async () => ({ ...(await explorerDouble().state(AbortSignal.abort())), stub: true });
    const { page } = await open({ state });
    await expect.poll(() => page.getByText('no meaning').count()).toBe(1);
  });

  it('says that the stack does not run', async () => {
    const { page } = await open({
      state: async () => {
        throw new Failure('failed', { code: 'x', message: 'nothing responds at http://127.0.0.1:8080' });
      },
    });
    await page.getByRole('alert').getByText('Nothing responds at').waitFor();
  });
});

describeWith([browser], 'a found file', () => {
  const sound = { path: 'Sounds/rain.wav', kind: 'audio', file: true, duration: 20 } as const;

  it('plays from the moment that was found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bindstack-explore-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'rain.wav'), wav(20));
    const { page } = await open(
      {
        ...finds([
          exploreHit({ ...sound, start: 12, end: 18 }),
          exploreHit({ ...sound, id: objectId(2), start: 6, end: 12 }),
        ]),
        fileOf: async () => join(folder, 'rain.wav'),
      },
      '#q=x',
    );
    await page.getByRole('button', { name: /^rain\.wav/ }).click();
    const at = () => page.locator('audio').evaluate((audio) => (audio as HTMLAudioElement).currentTime);
    await expect.poll(at).toBe(12);
    expect(await page.locator('audio').getAttribute('src')).toBe('media/Sounds/rain.wav#t=12');
    await page.getByRole('button', { name: /^0:06/ }).click();
    await expect.poll(at).toBeLessThan(12);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
  });

  it('says what a browser cannot show, and what is not on this machine', async () => {
    const { page } = await open(
      {
        ...finds([
          exploreHit({ path: 'a/broken.jpg', file: true }),
          exploreHit({ path: 'b/other.jpg', id: objectId(2) }),
        ]),
        fileOf: async () => fileURLToPath(import.meta.url),
      },
      '#q=x',
    );
    await page.getByRole('button', { name: /^broken\.jpg/ }).click();
    await page.getByText('This browser cannot show the file itself.').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('was not imported on this machine').waitFor();
    await expect.poll(() => page.getByRole('dialog').getByRole('heading').textContent()).toBe('other.jpg');
  });

  it('shows the passage of a text that was found, then the others in the order of the file', async () => {
    const passage = (part: number, text: string) =>
      exploreHit({ path: 'a/long.txt', kind: 'text', id: objectId(part), part, text });
    const { page } = await open(
      finds([passage(2, 'third'), passage(3, 'fourth'), passage(0, 'first')]),
      '#q=third',
    );
    await page.locator('.open').click();
    await page.getByRole('heading', { name: 'Also found in this file' }).waitFor();
    expect(await page.locator('dialog .passage').allTextContents()).toEqual(['third', 'first', 'fourth']);
  });

  it('can be found, opened and left with the keyboard only', async () => {
    const { page } = await open(
      finds([exploreHit({ path: 'a/one.jpg' }), exploreHit({ path: 'a/two.jpg', id: objectId(2) })]),
    );
    await page.keyboard.press('/');
    await page.keyboard.type('a dog');
    await page.keyboard.press('Enter');
    await page.getByText('2 files').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let i = 0; i < 30 && !(await focused()).startsWith('two.jpg'); i += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const heading = page.getByRole('dialog').getByRole('heading');
    expect(await heading.textContent()).toBe('two.jpg');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => heading.textContent()).toBe('one.jpg');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toContain('two.jpg');
  });
});

describeWith([browser], 'hostile names and contents', () => {
  it('are shown as they are, contact no other server and violate no policy', async () => {
    const { page, complaints, requests, url } = await open(finds(hostileHits), '#q=x');
    await page.getByText(`${hostileHits.length} files`).waitFor();
    expect(await page.locator('.card .name').allTextContents()).toEqual(
      hostileHits.map(({ path }) => basename(path)),
    );
    await page.locator('.open').first().click();
    for (const { path } of hostileHits) {
      await expect
        .poll(() => page.getByRole('dialog').getByRole('heading').textContent())
        .toBe(basename(path));
      await page.keyboard.press('ArrowRight');
    }
    expect(await page.title()).toBe('bindstack explore');
    expect(requests.filter((address) => !address.startsWith(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describeWith([browser], 'accessibility', () => {
  it.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const state = async () => ({ ...(await explorerDouble().state(AbortSignal.abort())), stub: true });
    const { page } = await open({ ...finds(hostileHits), state }, '#q=x', { colorScheme });
    await page.getByText(`${hostileHits.length} files`).waitFor();
    await page.locator('summary').click();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('.open').last().click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each([1280, 390, 320])('fits a screen of %i pixels', async (width) => {
    const { page } = await open(finds(hostileHits), '#q=x', { viewport: { width, height: 800 } });
    await page.getByText(`${hostileHits.length} files`).waitFor();
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.locator('.open').nth(5).click();
    expect(await page.locator('dialog').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(
      0,
    );
  });
});
