import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SEVERITIES, type Severity } from '../../src/lint/rule.ts';
import { browser, pageForSuite } from '../support/browser.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith } from '../support/requirements.ts';

const CASES = fileURLToPath(new URL('../lint/cases', import.meta.url));

/** `compose/bind-api-path/bad.yml`, one per rule. */
const BAD = readdirSync(CASES, { recursive: true })
  .map(String)
  .filter((path) => /(?:^|\/)bad\.\w+$/.test(path))
  .sort();

const site = pageForSuite();

async function openCheck(): Promise<Page> {
  const { page } = await site.open();
  await page.getByRole('tab', { name: 'Check your own' }).click();
  return page;
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel('Open').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect.poll(() => page.getByLabel('Your file').inputValue()).toBe(text.replaceAll('\r\n', '\n'));
}

interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly line: string;
  readonly message: string;
}

const rowsOf = (page: Page): Promise<Row[]> =>
  page.locator('.finding').evaluateAll((items) =>
    items.map((item) => {
      const [line, severity] = [item.querySelector('.link'), item.querySelector('strong')];
      return {
        rule: item.getAttribute('data-rule') ?? '',
        severity: severity?.textContent ?? '',
        line: line?.textContent ?? '',
        message: item.querySelector('p')?.lastChild?.textContent?.trim() ?? '',
      };
    }),
  );

async function placeWith(files: Readonly<Record<string, string>>): Promise<Place> {
  const place = newPlace();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(place.directory, path)), { recursive: true });
    await writeFile(join(place.directory, path), text);
  }
  return place;
}

interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

describeWith([browser], 'check your own', () => {
  it('starts with an example, and fixes its errors', async () => {
    const page = await openCheck();
    await page.getByText('This is an example with mistakes.').waitFor();
    const rows = await rowsOf(page);
    expect(rows[0]?.severity).toBe('error');
    expect(await page.locator('.marks .error').count()).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Apply all fixes' }).click();
    await page.getByText('0 errors, ').waitFor();
    expect(await page.locator('.marks .error').count()).toBe(0);
    await page
      .getByLabel('Your file')
      .fill(readFileSync(join(CASES, 'values/values-anonymous-env/bad.yaml'), 'utf8'));
    await page.getByText('detected: Helm values').waitFor({ state: 'attached' });
  });

  it('keeps the text when the page is reloaded', async () => {
    const page = await openCheck();
    const text = 'services:\n  weaviate:\n    image: weaviate\n';
    await page.getByLabel('Your file').fill(text);
    await page.reload();
    await page.getByRole('tab', { name: 'Check your own' }).click();
    expect(await page.getByLabel('Your file').inputValue()).toBe(text);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.reload();
    await page.getByRole('tab', { name: 'Check your own' }).click();
    expect(await page.getByLabel('Your file').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Show the example' }).click();
    await page.getByText('This is an example with mistakes.').waitFor();
  });

  it('marks the line of a finding, also when the editor is scrolled', async () => {
    const page = await openCheck();
    const bad = readFileSync(join(CASES, 'compose/bind-api-path/bad.yml'), 'utf8');
    await openFile(page, 'compose.yml', '# comment\n'.repeat(2000) + bad);
    await page.locator('.finding .link').first().click();
    const [mark, number] = await Promise.all(
      ['.marks .error, .marks .warning', '.numbers .error, .numbers .warning'].map((selector) =>
        page.locator(selector).first().boundingBox(),
      ),
    );
    expect(Math.abs((mark?.y ?? 0) - (number?.y ?? 100))).toBeLessThan(2);
  });

  it.each(['collection', 'compose', 'values'])(
    'finds and fixes the same as validate in every bad %s file',
    async (kind) => {
      // Each file alone, as on the page: without an .env or other files next to it.
      const bad = BAD.filter((path) => path.startsWith(`${kind}/`));
      expect(bad.length).toBeGreaterThan(15);
      const texts = bad.map((path) => [path, readFileSync(join(CASES, path), 'utf8')] as const);
      const place = await placeWith(Object.fromEntries(texts));
      const { stdout } = await place.run(['validate', '--json', '--kind', kind, ...bad]);
      const { findings } = JSON.parse(stdout) as { findings: Finding[] };
      await place.run(['validate', '--fix', '--kind', kind, ...bad]);

      const page = await openCheck();
      await page.getByLabel('Kind').selectOption(kind);
      for (const [path, text] of texts) {
        const name = path.replace(/^.*\//, '');
        await openFile(page, name, text);
        const expected = findings
          .filter(({ file }) => file === path)
          .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
          .map(
            (finding): Row => ({
              rule: finding.rule,
              severity: finding.severity,
              line: `Line ${finding.line}, column ${finding.column}`,
              message: finding.message.replaceAll(path, name),
            }),
          );
        await expect.poll(() => rowsOf(page), { message: path }).toEqual(expected);
        const fixAll = page.getByRole('button', { name: 'Apply all fixes' });
        if (await fixAll.isEnabled()) await fixAll.click();
        const fixed = (await readFile(join(place.directory, path), 'utf8')).replaceAll('\r\n', '\n');
        await expect.poll(() => page.getByLabel('Your file').inputValue(), { message: path }).toBe(fixed);
      }
    },
  );

  it('adds ImageBind like add, and undoes it', async () => {
    const before =
      'services:\n  weaviate: # mine\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      QUERY_DEFAULTS_LIMIT: 25\n';
    const place = await placeWith({ 'compose.yml': before });
    await place.succeed('add compose.yml');
    const page = await openCheck();
    await openFile(page, 'compose.yml', before);
    await page.getByRole('button', { name: 'Add ImageBind' }).click();
    await page.getByText('Added ImageBind.').waitFor();
    const after = await page.getByLabel('Your file').inputValue();
    expect(after).toBe(await readFile(join(place.directory, 'compose.yml'), 'utf8'));
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.getByLabel('Your file').inputValue()).toBe(before);
  });

  it('asks which of several services to use, and says why nothing can be added', async () => {
    const image = 'image: semitechnologies/weaviate:1.38.11';
    const page = await openCheck();
    await openFile(page, 'compose.yml', `services:\n  one:\n    ${image}\n  two:\n    ${image}\n`);
    await page.getByRole('button', { name: 'Add ImageBind' }).click();
    await page.getByRole('button', { name: 'two', exact: true }).click();
    await page.getByText('Added ImageBind.').waitFor();
    await openFile(page, 'compose.yml', 'services:\n  web:\n    image: nginx\n');
    await page.getByRole('button', { name: 'Add ImageBind' }).click();
    await page.getByText('no service runs the Weaviate image').waitFor();
  });

  it.each([
    ['another encoding', Buffer.from([0xe9, 0x20, 0xe8]), 'it is not UTF-8 text'],
    ['an empty file', Buffer.from(''), 'it is empty'],
    ['a file that is too large', Buffer.alloc(3 * 1024 ** 2, 'a'), 'it has 3 MiB'],
  ])('says why %s cannot be used, in the words of validate', async (_, buffer, problem) => {
    const page = await openCheck();
    await page.getByLabel('Open').setInputFiles({ name: 'compose.yml', mimeType: 'text/plain', buffer });
    await page.getByText(`compose.yml cannot be used: ${problem}`).waitFor();
  });

  it('opens a dropped file', async () => {
    const page = await openCheck();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['services:\n  weaviate:\n    image: weaviate\n'], 'compose.yml'));
      return data;
    });
    await page
      .getByRole('region', { name: 'Check your own' })
      .dispatchEvent('drop', { dataTransfer: transfer });
    await expect.poll(() => page.getByLabel('Your file').inputValue()).toContain('image: weaviate');
  });

  it('selects the text of a finding, and fixes only that finding', async () => {
    const page = await openCheck();
    const text = readFileSync(join(CASES, 'compose/bind-api-path/bad.yml'), 'utf8');
    await openFile(page, 'compose.yml', text);
    const finding = page.locator('[data-rule="bind-api-path"]').first();
    await finding.getByRole('button', { name: /^Line/ }).click();
    const selected = await page.getByLabel('Your file').evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    expect(selected).toContain('http');
    await finding.getByRole('button', { name: 'Fix' }).click();
    await page.getByText('Fixed: bind-api-path.').waitFor();
  });
});
