import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MODALITIES, type Modality } from '../../src/facts/modalities.ts';
import { PYTHON_CLIENT_VERSION } from '../../src/facts/versions.ts';
import { readApiKey } from '../../src/files/envFile.ts';
import { encodeWav } from '../../src/smoke/samples/encoders.ts';
import { sampleMedia, sampleText } from '../../src/smoke/samples/samples.ts';
import type { ExploreAnswer } from '../../src/web/exploreProtocol.ts';
import { axeFindings, browser, launchBrowser } from '../support/browser.ts';
import { cleanEnvironment } from '../support/command.ts';
import { dropFile } from '../support/dropFile.ts';
import { installed, pythonEnvironment } from '../support/installed.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';

const FILES: Readonly<Record<Modality, string>> = {
  text: 'a note.txt',
  image: '<b>dog & "cat".png',
  audio: 'bark.wav',
  video: 'holiday.y4m',
  thermal: 'cat.thermal.png',
  imu: 'run.csv',
  depth: 'room.depth.png',
};
const contentOf = (kind: Modality) => (kind === 'text' ? sampleText(0) : sampleMedia(kind, 0));

/** A tone of 20 seconds, which is imported as four parts of five. */
function longSound(): Buffer {
  const rate = 16_000;
  return encodeWav(
    Array.from({ length: 20 * rate }, (_, n) => Math.sin((n * (200 + n / rate)) / 300) / 2),
    rate,
  );
}

const run = promisify(execFile);

const PYTHON = mkdtempSync(join(tmpdir(), 'bindstack-explore-'));
const pythonClient = installed('weaviate-client for Python', () =>
  pythonEnvironment(PYTHON, [`weaviate-client==${PYTHON_CLIENT_VERSION}`]),
);

let chrome: Promise<Browser> | undefined;
afterAll(async () => {
  await (await chrome)?.close();
  rmSync(PYTHON, { recursive: true });
});

describeWith([weaviate, browser], 'explore with a stack', () => {
  const place = placeForSuite();
  let url = '';
  /** The key that was generated into `.env`. */
  let key = '';

  beforeAll(async () => {
    await place().generate('--modalities all --auth api-key');
    await place().succeed(await place().embedded('--modalities all --auth api-key'));
    key = (await readApiKey(place().directory)) ?? '';
    expect(key.length).toBeGreaterThan(15);
    const folder = join(place().directory, 'Pictures');
    mkdirSync(folder);
    for (const kind of MODALITIES) writeFileSync(join(folder, FILES[kind]), contentOf(kind));
    writeFileSync(join(folder, 'long.wav'), longSound());
    writeFileSync(join(place().directory, 'secret.txt'), 'not imported');
    await place().succeed('import --target embedded Pictures');
    const command = place().start(`explore --target embedded --port 0 --no-open --json`);
    await command.said('"port":');
    url = (JSON.parse(command.stdout) as { url: string }).url;
  });

  async function open(fragment = '', address = url) {
    chrome ??= launchBrowser();
    const context = await (await chrome).newContext({ viewport: { width: 1280, height: 900 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    const responses: Promise<string>[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
    page.on('response', (response) => {
      const headers = response.allHeaders().then((all) => JSON.stringify(all));
      responses.push(
        headers,
        response.text().catch(() => ''),
      );
    });
    await page.goto(address + fragment);
    await page.getByRole('button', { name: 'Search' }).waitFor();
    return { page, complaints, responses };
  }

  const firstCard = (page: Page) => page.locator('.card').first();

  it.each(MODALITIES)('finds a file by itself, dropped onto the page: %s', async (kind) => {
    const { page, complaints, responses } = await open();
    await dropFile(page, FILES[kind], contentOf(kind));
    await expect.poll(() => firstCard(page).locator('.name').textContent()).toBe(FILES[kind]);
    expect(await firstCard(page).getAttribute('data-kind')).toBe(kind);
    expect(await firstCard(page).locator('.about').textContent()).toContain('0.000');
    if (kind === 'image') {
      await expect
        .poll(() =>
          firstCard(page)
            .locator('img')
            .evaluate((img) => (img as HTMLImageElement).naturalWidth),
        )
        .toBeGreaterThan(0);
      expect(await axeFindings(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    expect((await Promise.all(responses)).join('\n')).not.toContain(key);
  });

  it('plays a sound from the moment that was found', async () => {
    const { page, complaints } = await open('#q=a+dog&kind=audio');
    await page.getByRole('button', { name: /^long\.wav/ }).click();
    const player = page.locator('dialog audio');
    const [, moment = '0'] = /#t=([\d.]+)$/.exec((await player.getAttribute('src')) ?? '') ?? [];
    await expect
      .poll(() => player.evaluate((audio) => (audio as HTMLAudioElement).currentTime))
      .toBeCloseTo(Number(moment), 1);
    expect(await page.getByRole('group', { name: 'Found at' }).getByRole('button').count()).toBe(4);
    expect(complaints).toEqual([]);
  });

  it('names the file that others are sought like', async () => {
    const { page } = await open('#q=a+dog&kind=image');
    await firstCard(page).getByRole('button', { name: 'More like this' }).click();
    await page.getByText(`Like ${FILES.image}`).waitFor();
    expect(await page.locator('.card .name').allTextContents()).not.toContain(FILES.image);
    await page.reload();
    await page.getByText(`Like ${FILES.image}`).waitFor();
  });

  it('says that the object is gone that others are sought like', async () => {
    const { page } = await open('#near=00000000-0000-5000-8000-000000000000');
    await page.getByRole('alert').getByText('has no such object').waitFor();
  });

  it('is used with the keyboard only', async () => {
    const { page, complaints } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type(sampleText(0));
    await page.keyboard.press('Enter');
    await firstCard(page).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let i = 0; i < 40 && !(await focused()).includes(FILES.text); i += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const heading = page.getByRole('dialog').getByRole('heading');
    expect(await heading.textContent()).toBe(FILES.text);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => heading.textContent()).not.toBe(FILES.text);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toContain(FILES.text);
    expect(complaints).toEqual([]);
  });

  it('serves files only from imported folders, in parts', async () => {
    const path = `media/Pictures/${encodeURIComponent(FILES.audio)}`;
    const part = await fetch(url + path, { headers: { Range: 'bytes=4-7' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual((contentOf('audio') as Buffer).subarray(4, 8));
    for (const other of [
      'Pictures/%2e%2e/secret.txt',
      'Pictures/..%2fsecret.txt',
      'secret.txt',
      'Pictures/none.txt',
    ]) {
      const { status } = await fetch(`${url}media/${other}`);
      expect({ other, status }).toEqual({ other, status: 404 });
    }
  });

  it.each([
    [['a dog', '--kind', 'audio,video', '--hybrid'], /#q=a\+dog&kind=audio%2Cvideo&hybrid=1$/],
    [['--near', `Pictures/${FILES.audio}`], /#near=[\da-f-]{36}$/],
    [[`Pictures/${FILES.audio}`], /#given$/],
  ])('is opened by search --open with %j', async (words, fragment) => {
    const env = { CI: '1' };
    const command = place().start(['search', '--target', 'embedded', '--open', '--json', ...words], env);
    await command.said('"port":');
    const found = JSON.parse(command.stdout) as { url: string };
    expect(found.url).toMatch(fragment);
    const { page, complaints } = await open('', found.url);
    await firstCard(page).waitFor();
    if (found.url.endsWith('#given')) {
      expect(await page.locator('.chip bdi').textContent()).toBe(FILES.audio);
      expect(await firstCard(page).locator('.name').textContent()).toBe(FILES.audio);
    }
    expect(complaints).toEqual([]);
    expect((await command.endedBy('SIGINT')).exitCode).toBe(0);
  });

  describe('the search as a program', () => {
    const answerTo = async (kind: Modality): Promise<ExploreAnswer> => {
      const isText = kind === 'text';
      const query = `limit=3${isText ? '' : `&file=${encodeURIComponent(FILES[kind])}`}`;
      const body = isText
        ? JSON.stringify({ text: sampleText(0) })
        : new Uint8Array(contentOf(kind) as Buffer);
      const response = await fetch(`${url}api/search?${query}`, { method: 'POST', body });
      return (await response.json()) as ExploreAnswer;
    };
    const options = () => ({
      cwd: join(place().directory, 'Pictures'),
      env: { ...cleanEnvironment(), WEAVIATE_API_KEY: key },
    });

    // Not for the video, which bindstack converts first: for the stub it is another one then.
    it.each(MODALITIES.filter((kind) => kind !== 'video'))('curl finds the same: %s', async (kind) => {
      const { hits, code } = await answerTo(kind);
      const { stdout } = await run('bash', ['-c', code['curl'] ?? ''], options());
      const { data } = JSON.parse(stdout) as { data: { Get: { Media: { path: string }[] } } };
      expect(data.Get.Media[0]?.path).toBe(hits[0]?.path);
    });

    describeWith([pythonClient], 'with the Python client', () => {
      it.each(['text', 'image', 'imu'] as const)('Python finds the same: %s', async (kind) => {
        const { hits, code } = await answerTo(kind);
        const python = join(PYTHON, 'bin', 'python');
        const { stdout } = await run(python, ['-c', code['Python'] ?? ''], options());
        expect(stdout.split('\n')[0]).toContain(basename(hits[0]?.path ?? ''));
      });
    });

    it.each(['text', 'image', 'imu'] as const)('TypeScript finds the same: %s', async (kind) => {
      const { hits, code } = await answerTo(kind);
      // weaviate-client is found from here.
      const file = join(mkdtempSync(join(import.meta.dirname, '.query-')), 'query.mjs');
      onTestFinished(() => rmSync(dirname(file), { recursive: true }));
      writeFileSync(file, (await transform(code['TypeScript'] ?? '', { loader: 'ts' })).code);
      const { stdout } = await run(process.execPath, [file], options());
      // The first path that is printed.
      expect(/"?path"?: ['"](.+)['"],?$/m.exec(stdout)?.[1]?.replaceAll('\\"', '"')).toBe(hits[0]?.path);
    });
  });
});
