import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { browser, pageForSuite } from '../support/browser.ts';
import { describeWith } from '../support/requirements.ts';

const CHAOS = fileURLToPath(new URL('../chaos/', import.meta.url));
const WEAVIATE = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n';
const many = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

/** Files by name. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  ...Object.fromEntries(
    readdirSync(CHAOS, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.ya?ml$/.test(path))
      .map((path) => [path.replace(/^.*\//, ''), readFileSync(CHAOS + path)]),
  ),
  'nothing.yml': '',
  'blank.yml': ' \n\t\n',
  'marks.yml': '---\n---\n...\n',
  'deep.yml': `a: ${'['.repeat(5000)}`,
  'laughs.yml': many(9, (n) => `x${n}: &x${n} [${n === 0 ? 'x' : `*x${n - 1},`.repeat(10)}]\n`),
  'names.json': '{"class":"A","vectorizer":"multi2vec-bind","moduleConfig":{"__proto__":{"constructor":1}}}',
  'keys.yml': `${WEAVIATE}    environment:\n${many(3000, (n) => `      V${n}: x\n`)}`,
  'digits.yml': `${WEAVIATE}    environment: {MODULES_CLIENT_TIMEOUT: "${'1'.repeat(100_000)}"}\n`,
  'documents.yml': '---\n'.repeat(20_000),
  'page.html': '<script>document.title = "pwned"</script><img src=x onerror="document.title = \'pwned\'">',
  'markup.yml': `services: {"<img src=x onerror=alert(1)>": {image: "semitechnologies/weaviate:1.20.0"}}`,
  'latin-1.yml': Buffer.from([0xe9, 0x20, 0xe8]),
  'utf-16.yml': Buffer.from(`\ufeff${WEAVIATE}`, 'utf16le'),
  'picture.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  'archive.gz': gzipSync(WEAVIATE),
  'noise.bin': randomBytes(4096),
  'large.bin': Buffer.alloc(5 * 1024 ** 2, 7),
};

const site = pageForSuite();

/** Drops files onto an element; returns whether the browser would then open the file itself. */
async function drop(page: Page, onto: string, files: readonly (readonly [string, string | Buffer])[]) {
  const given = files.map(([name, content]) => [name, Buffer.from(content).toString('base64')] as const);
  return page.evaluate(
    ({ onto, given }) => {
      const data = new DataTransfer();
      for (const [name, base64] of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
      const drag = (type: string) =>
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      const element = document.querySelector(onto);
      element?.dispatchEvent(drag('dragover'));
      return element?.dispatchEvent(drag('drop'));
    },
    { onto, given },
  );
}

/** The messages about the file and the summary of its findings. */
const statusTexts = (page: Page) => page.locator('.right [role=status]').allInnerTexts();

/** Checks that the page still works: it opens a valid file and shows its summary. */
async function expectWorking(page: Page): Promise<void> {
  await drop(page, 'section.check', [['compose.yml', WEAVIATE]]);
  await expect.poll(() => page.getByLabel('Your file').inputValue()).toBe(WEAVIATE);
  await expect.poll(async () => (await statusTexts(page)).join(' ')).toMatch(/\d+ errors?, /);
}

describeWith([browser], 'files dropped onto the page', () => {
  it('lead to findings or a message, and the page still works', async () => {
    const { page, complaints } = await site.open();
    await page.getByRole('tab', { name: 'Check your own' }).click();
    for (const [name, content] of Object.entries(FILES)) {
      await expectWorking(page);
      expect(await drop(page, 'section.check', [[name, content]]), name).toBe(false);
      const text = Buffer.from(content).toString('utf8').replace(/\r\n?/g, '\n');
      const outcome = async () => {
        const words = (await statusTexts(page)).join(' ');
        if (words.includes(`${name} cannot be used: `)) return 'a message';
        if ((await page.getByLabel('Your file').inputValue()) !== text) return 'not opened yet';
        return /cannot be detected|No findings|\d+ errors?, /.test(words) ? 'findings' : words;
      };
      await expect.poll(outcome, { message: name, timeout: 20_000 }).toMatch(/^(?:a message|findings)$/);
      for (const action of ['Apply all fixes', 'Add ImageBind']) {
        const button = page.getByRole('button', { name: action });
        if (await button.isEnabled()) await button.click();
      }
      expect(complaints, name).toEqual([]);
    }
    await expectWorking(page);
    expect(await page.title()).not.toContain('pwned');
  });

  it('are opened one at a time, and drops without a file are ignored', async () => {
    const { page, complaints } = await site.open();
    await page.getByRole('tab', { name: 'Check your own' }).click();
    await drop(page, 'section.check', [
      ['a.yml', WEAVIATE],
      ['b.bin', randomBytes(100)],
    ]);
    await expect.poll(() => page.getByLabel('Your file').inputValue()).toBe(WEAVIATE);
    await drop(page, 'section.check', []);
    await expectWorking(page);
    expect(complaints).toEqual([]);
  });

  it('that are folders get a message', async () => {
    const { page, complaints } = await site.open();
    await page.getByRole('tab', { name: 'Check your own' }).click();
    await page.evaluate(() => {
      const folder = new File([], 'folder');
      folder.arrayBuffer = () => Promise.reject(new DOMException('no', 'NotFoundError'));
      const event = new DragEvent('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: { files: [folder], types: ['Files'] } });
      document.querySelector('section.check')?.dispatchEvent(event);
    });
    await page.getByText('folder cannot be used: it is a folder').waitFor();
    await expectWorking(page);
    expect(complaints).toEqual([]);
  });

  it.each(['Configure', 'Check your own'])(
    'do not replace the page when they miss the editor, on %s',
    async (tab) => {
      const { page, complaints } = await site.open();
      await page.getByRole('tab', { name: tab }).click();
      expect(await drop(page, 'header', [['noise.bin', randomBytes(100)]])).toBe(false);
      expect(await drop(page, 'body', [['a.yml', WEAVIATE]])).toBe(false);
      expect(complaints).toEqual([]);
    },
  );
});
