import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { textFromValue } from '../../src/options/text.ts';
import { axeFindings, browser, pageForSuite } from '../support/browser.ts';
import { CASES, SNAPSHOTS, type SnapshotCase } from '../support/cases.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith } from '../support/requirements.ts';

/** The link to a case, including values that the page itself would leave out of a link. */
function linkTo({ given }: Pick<SnapshotCase, 'given'>): string {
  const pairs = [...given].map(([key, { value }]) => [key, textFromValue(value)]);
  return `#${new URLSearchParams(pairs)}`;
}

/** Splits a command line into words, like a shell. */
function shellWords(line: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

const command = (page: Page, title: string) =>
  page.locator('.command', { hasText: title }).locator('code').first().textContent();

/** The download that an action starts. */
async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; body: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), body: readFileSync(await download.path()) };
}

async function zipOf(page: Page): Promise<Record<string, string>> {
  const { body } = await downloaded(page, () => page.getByRole('button', { name: 'Download all' }).click());
  return Object.fromEntries(Object.entries(unzipSync(body)).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

/** The text of each file as shown in its tab. */
async function shownFiles(page: Page): Promise<Record<string, string>> {
  const tabs = await page.getByRole('tablist', { name: 'Files' }).getByRole('tab').all();
  const files: Record<string, string> = {};
  for (const tab of tabs) {
    await tab.click();
    const name = (await tab.textContent()) ?? '';
    files[name] = (await page.getByRole('tabpanel', { name }).locator('pre code').textContent()) ?? '';
  }
  return files;
}

function writtenIn({ directory }: Place): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(directory.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

const KEY = /^WEAVIATE_API_KEY=[\w-]{43}$/m;

/** The files with a fixed API key: each download generates a new one. */
function withFixedKey(files: Readonly<Record<string, string>>): Record<string, string> {
  const { '.env': env, ...rest } = files;
  if (env === undefined) return rest;
  // A .env may also only have the credentials of backups.
  if (env.includes('WEAVIATE_API_KEY')) expect(env).toMatch(KEY);
  return { ...rest, '.env': env.replace(KEY, 'KEY') };
}

const site = pageForSuite();

describeWith([browser], 'the configurator generates the same files as generate, byte for byte', () => {
  it('with the default options', async () => {
    const { page, complaints } = await site.open();
    const place = newPlace();
    await place.succeed('generate --save');
    expect(await zipOf(page)).toEqual(writtenIn(place));
    expect(complaints).toEqual([]);
  });

  it.each(CASES)('$name: in the tabs, in the zip, and with the shown command', async (snapshot) => {
    const { page, complaints } = await site.shared(linkTo(snapshot));
    const zip = await zipOf(page);

    const place = newPlace();
    const words = shellWords((await command(page, 'Generate these files')) ?? '');
    expect(words.slice(0, 2)).toEqual(['bindstack', 'generate']);
    await place.succeed(words.slice(1));
    expect(withFixedKey(zip)).toEqual(withFixedKey(writtenIn(place)));

    const shown = await shownFiles(page);
    for (const [path, text] of Object.entries(shown)) expect([path, text]).toEqual([path, zip[path]]);
    const directory = new URL(`${snapshot.name}/`, SNAPSHOTS);
    for (const path of readdirSync(directory, { recursive: true }).map(String)) {
      const file = new URL(path, directory);
      if (path === 'bindstack.yaml' || path === 'stub/server.mjs' || statSync(file).isDirectory()) continue;
      const expected = readFileSync(file, 'utf8');
      expect([path, shown[path]]).toEqual([path, expected]);
    }
    expect(complaints).toEqual([]);
  });
});

describeWith([browser], 'the form', () => {
  it('shows an error next to the field and beside the preview, and then blocks downloads', async () => {
    const { page } = await site.open();
    const port = page.getByLabel('Port for REST and GraphQL on this machine');
    await port.fill('99999');
    const words = '99999 is not a whole number from 1 to 65535. The default is 8080.';
    await expect
      .poll(() => page.locator('[data-key="weaviate.httpPort"] .error').textContent())
      .toContain(words);
    expect(await page.locator('.files .notice').textContent()).toContain(words);
    expect(await port.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Download all' }).isDisabled()).toBe(true);
    await page.getByRole('tab', { name: 'values.yaml' }).focus();
    await page
      .getByRole('region', { name: 'Command', exact: true })
      .getByRole('button', { name: '1 field to fix' })
      .click();
    expect(await port.evaluate((input) => input === document.activeElement)).toBe(true);

    await port.fill('9090');
    expect(await page.getByRole('button', { name: 'Download all' }).isEnabled()).toBe(true);
    expect(await page.locator('.files .code').textContent()).toContain("'127.0.0.1:9090:8080'");
    expect(await page.locator('.files .line.changed').allTextContents()).toContainEqual(
      expect.stringContaining('9090:8080'),
    );
  });

  it('says what a number of objects takes, and shows the values that follow from it', async () => {
    const { page } = await site.open();
    await page.getByLabel('How many objects?').fill('5M');
    const field = page.locator('[data-key="collection.objects"]');
    await expect
      .poll(() => field.locator('.consequence').textContent())
      .toMatch(/^→ 11 GiB of memory and 1 TB of disk, compression rq-8; importing takes about \d+ days/);
    await page.getByText('More about Weaviate').click();
    const memory = page.locator('[data-key="weaviate.memory"] input');
    expect(await memory.inputValue()).toBe('11g');
    expect(await page.locator('.files .code').textContent()).toContain('mem_limit: 11g');
    await memory.fill('2g');
    expect(await page.locator('[data-key="weaviate.memory"] .warning').textContent()).toContain(
      'cannot hold',
    );
  });

  it('opens the section of the first field to fix', async () => {
    const { page } = await site.open('#name=A');
    const name = page.getByLabel('Name of the stack');
    await page.getByText('More about Stack').click();
    expect(await name.isVisible()).toBe(false);
    await page
      .getByRole('region', { name: 'Command', exact: true })
      .getByRole('button', { name: '1 field to fix' })
      .click();
    expect(await name.evaluate((input) => input === document.activeElement)).toBe(true);
  });

  it('requires a target', async () => {
    const { page } = await site.open();
    await page.getByRole('checkbox', { name: 'Docker Compose' }).uncheck();
    await page.getByRole('checkbox', { name: 'Kubernetes (Helm)' }).uncheck();
    expect(await page.locator('[data-key="targets"] .error').textContent()).toBe(
      'Error: Choose at least one.',
    );
  });

  it('fills in a preset, and keeps other values', async () => {
    const { page } = await site.open('#name=lab&weaviate.auth=api-key');
    const preset = page.getByRole('button', { name: /^CI / });
    await preset.click();
    expect(await preset.getAttribute('aria-pressed')).toBe('true');
    expect(await command(page, 'Generate these files')).toBe(
      'bindstack generate --name lab --target compose --inference stub --weaviate-memory 1g --persistence none --save',
    );
    await page.getByRole('button', { name: /^Kubernetes / }).click();
    expect(await preset.getAttribute('aria-pressed')).toBe('false');
    expect(await command(page, 'Generate these files')).toBe(
      'bindstack generate --name lab --target helm --auth api-key --save',
    );
  });

  it('wraps long lines on request', async () => {
    const { page } = await site.open();
    const code = page.locator('.files .code');
    const excess = () => code.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(await excess()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    expect(await excess()).toBe(0);
  });

  it.each([1280, 390])('shows the command at the bottom of a screen of %i pixels', async (width) => {
    const { page } = await site.open('', { viewport: { width, height: 800 } });
    for (const place of [0, 700, 100_000]) {
      await page.evaluate((top) => scrollTo(0, top), place);
      const box = await page.getByRole('region', { name: 'Command', exact: true }).boundingBox();
      expect(box && box.y > 600 && box.y + box.height <= 800).toBe(true);
    }
  });

  it('shows an error about two values, and opens the section that contains it', async () => {
    const { page } = await site.open('#weaviate.replicas=2');
    const error = page.locator('[data-key="weaviate.replicas"] .error');
    await error.getByText('Two Weaviate nodes tolerate no failure').waitFor();
    const nodes = page.getByLabel('Weaviate nodes');
    expect(await nodes.isVisible()).toBe(true);
    await nodes.fill('3');
    await error.waitFor({ state: 'detached' });
    expect(await nodes.isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('o-weaviate-replicas');
  });

  it('shows only options that have an effect, and keeps the values of hidden ones', async () => {
    const { page } = await site.open();
    const url = page.getByLabel('URL of the ImageBind endpoint');
    expect(await url.count()).toBe(0);
    await page.getByRole('radio', { name: 'At an existing endpoint' }).check();
    await url.fill('http://gpu-host:8080');
    expect(await page.getByLabel('Memory limit of the inference service').count()).toBe(0);
    await page.getByRole('radio', { name: 'In a container' }).check();
    expect(await command(page, 'Generate these files')).toBe('bindstack generate --save');
    await page.getByRole('radio', { name: 'At an existing endpoint' }).check();
    expect(await url.inputValue()).toBe('http://gpu-host:8080');
  });

  it('shows the resources that the stack needs', async () => {
    const { page } = await site.open();
    const needs = page.getByLabel('What the stack needs');
    expect(await needs.textContent()).toContain('16 GiB');
    await page.getByLabel('Memory limit of the inference service').fill('20g');
    await expect.poll(() => needs.textContent()).toContain('24 GiB');
    await page.getByRole('checkbox', { name: 'Run ImageBind on a GPU' }).check();
    await expect.poll(() => needs.textContent()).toContain('NVIDIA');
  });

  it('edits environment variables in rows', async () => {
    const { page } = await site.open();
    await page.getByText('More about Weaviate').click();
    const field = page.locator('[data-key="weaviate.env"]');
    await field.getByRole('button', { name: 'Add' }).click();
    await field.getByLabel('name 1').fill('LOG_LEVEL');
    await field.getByLabel('value 1').fill('a,B=c');
    await expect.poll(() => page.locator('.files .code').textContent()).toContain('LOG_LEVEL: "a,B=c"');
    await field.getByRole('button', { name: 'Remove LOG_LEVEL' }).click();
    await expect.poll(() => page.locator('.files .code').textContent()).not.toContain('LOG_LEVEL');
  });

  it('can be filled in with the keyboard only', async () => {
    const { page } = await site.open();
    const focused = () =>
      page.evaluate(() => {
        const { id = '', textContent = '' } = document.activeElement ?? {};
        const { name, value } = document.activeElement as HTMLInputElement;
        return `${id}|${name ?? ''}|${value ?? ''}|${textContent}`;
      });
    const tabTo = async (wanted: string) => {
      for (let i = 0; i < 80; i += 1) {
        if ((await focused()).includes(wanted)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${wanted}`);
    };
    await tabTo('||helm|');
    await page.keyboard.press('Space');
    await tabTo('|inference.mode|');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await tabTo('o-weaviate-httpPort');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('9191');
    await tabTo('file-tab-docker-compose.yml');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toContain('file-tab-collection.json');
    await page.keyboard.press('Home');
    await tabTo('Copy docker-compose.yml');
    const { body } = await downloaded(page, async () => {
      await tabTo('Download docker-compose.yml');
      await page.keyboard.press('Enter');
    });
    const place = newPlace();
    await place.succeed('generate --target compose --inference stub --http-port 9191');
    expect(body.toString()).toBe(writtenIn(place)['docker-compose.yml']);
  });
});

describeWith([browser], 'copies and downloads', () => {
  it('a copied and a downloaded file equal the shown one', async () => {
    const { page } = await site.open('#clients=python', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('tab', { name: 'client.py' }).click();
    const shown = (await page.locator('.files pre code').textContent()) ?? '';
    await page.getByRole('button', { name: 'Copy client.py' }).click();
    await page.getByText('Copied: client.py').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
    const { name, body } = await downloaded(page, () =>
      page.getByRole('button', { name: 'Download client.py' }).click(),
    );
    expect([name, body.toString()]).toEqual(['client.py', shown]);
  });

  it('a link restores the configuration, without secrets', async () => {
    const env = 'LOG_LEVEL=debug,OPENAI_APIKEY=sk-very-secret';
    const { page } = await site.open(`#${new URLSearchParams({ name: 'lab', 'weaviate.env': env })}`);
    const link = (await command(page, 'Link to this configuration')) ?? '';
    expect(link).not.toContain('secret');
    // The page is on this machine only, so it offers the part to append to the address of another one.
    expect(link).toMatch(/^#/);
    expect(page.url()).toBe((await site.url()) + link);
    await page
      .getByText('Left out of the link because it may be secret: weaviate.env OPENAI_APIKEY')
      .waitFor();
    const again = await site.open(link);
    expect(await command(again.page, 'Generate these files')).toBe(
      'bindstack generate --name lab --env LOG_LEVEL=debug --save',
    );
  });

  it('uses the address of --public-url for the link', async () => {
    const place = newPlace();
    const running = place.start('web --port 0 --no-open --json --public-url https://tools.example.com/');
    await running.said('"port":');
    const { url } = JSON.parse(running.stdout) as { url: string };
    const { page } = await site.open();
    await page.goto(`${url}#name=lab`);
    expect(await command(page, 'Link to this configuration')).toBe('https://tools.example.com/#name=lab');
  });

  it('reports unknown keys of a link', async () => {
    const { page } = await site.open('#weaviate.port=1&name=lab');
    await page.getByText('ignored: weaviate.port').waitFor();
    expect(await page.locator('#o-name').inputValue()).toBe('lab');
  });

  it('the Helm commands create the namespace and the Secret first, as in values.yaml', async () => {
    const { page } = await site.open('#weaviate.auth=api-key');
    const shown = (await command(page, 'Install with Helm')) ?? '';
    const comment = [...((await zipOf(page))['values.yaml'] ?? '').matchAll(/^# {3}(.+)$/gm)].map(
      ([, line]) => line,
    );
    expect(shown.split('\n')).toEqual(comment);
    expect(comment.map((line) => line?.split(' ').slice(0, 3).join(' '))).toEqual([
      'kubectl create namespace',
      "sed -n 's/^WEAVIATE_API_KEY=/AUTHENTICATION_APIKEY_ALLOWED_KEYS=/p'",
      'helm upgrade --install',
    ]);
  });

  it('each download has a new API key, which no link, tab or command contains', async () => {
    const { page } = await site.open('#weaviate.auth=api-key');
    const [one, two] = [(await zipOf(page))['.env'], (await zipOf(page))['.env']];
    expect(one).toMatch(KEY);
    expect(two).not.toBe(one);
    const key = KEY.exec(one ?? '')?.[0].split('=')[1] ?? '';
    expect(await page.content()).not.toContain(key);
    expect(page.url()).not.toContain(key);
  });
});

describeWith([browser], 'network access', () => {
  it('contacts only its own server, and violates no policy', async () => {
    const { page, requests, complaints } = await site.open(
      '#weaviate.auth=api-key&clients=python,typescript',
    );
    await shownFiles(page);
    await zipOf(page);
    await page.getByRole('tab', { name: 'Check your own' }).click();
    await page.getByLabel('Your file').fill('services:\n  weaviate:\n    image: weaviate\n');
    await page.getByRole('button', { name: 'Add ImageBind' }).click();
    const origin = new URL(await site.url()).origin;
    const foreign = requests.filter(
      (url) => !url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`),
    );
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('also works as a local file, without a server', async () => {
    const { page, requests, complaints } = await site.open(
      new URL('../../dist/web/index.html', import.meta.url).href,
    );
    const place = newPlace();
    await place.succeed('generate --save');
    expect(await zipOf(page)).toEqual(writtenIn(place));
    expect(requests.filter((url) => !/^(?:file|blob):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describeWith([browser], 'accessibility', () => {
  it.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const { page } = await site.open('#weaviate.auth=api-key&inference.memory=10g&gpu.enabled=true', {
      colorScheme,
      reducedMotion: 'reduce',
    });
    for (const details of await page.locator('form details').all()) {
      if (!(await details.evaluate((element) => (element as HTMLDetailsElement).open)))
        await details.locator('summary').click();
    }
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Port for gRPC on this machine').fill('no');
    await page.locator('[data-key="weaviate.grpcPort"] .error').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('tab', { name: 'Check your own' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page
      .getByLabel('Your file')
      .fill(
        'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      ENABLE_MODULES: multi2vec-bind\n      BIND_INFERENCE_API: http://localhost:8080/\n',
      );
    await page.locator('.finding').first().waitFor();
    await page.locator('.finding summary').first().click();
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each([1280, 768, 390, 320])('fits a screen of %i pixels', async (width) => {
    const { page } = await site.open('#clients=python,typescript&weaviate.auth=api-key', {
      viewport: { width, height: 800 },
    });
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.getByRole('tab', { name: 'Check your own' }).click();
    await page.getByLabel('Your file').fill(`services:\n  weaviate:\n    image: ${'x'.repeat(300)}\n`);
    expect(await excess()).toBeLessThanOrEqual(0);
  });

  it('does not animate with prefers-reduced-motion', async () => {
    const { page } = await site.open('', { reducedMotion: 'reduce' });
    await page.getByLabel('Port for gRPC on this machine').fill('50052');
    const animation = await page
      .locator('.line.changed')
      .first()
      .evaluate((line) => getComputedStyle(line).animationName);
    expect(animation).toBe('none');
  });
});
