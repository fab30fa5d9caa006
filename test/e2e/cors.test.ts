import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, launchBrowser } from '../support/browser.ts';
import { type Place, placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

/** The result of a request by a page: the status that it can read, or `blocked`. */
async function ask(page: Page, url: string, init: RequestInit = {}): Promise<number | 'blocked'> {
  return page.evaluate(
    async ([address, options]) => {
      try {
        return (await fetch(address, options)).status;
      } catch {
        return 'blocked';
      }
    },
    [url, init] as const,
  );
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const create = (name: string) => ({
  method: 'POST',
  headers: JSON_TYPE,
  body: JSON.stringify({ class: name }),
});

/** Requests that a browser sends without a preflight, in every form available to a page. */
async function writeUnasked(page: Page, url: string): Promise<void> {
  await page.evaluate(
    async ([address]) => {
      const body = '{"class": "Foreign"}';
      for (const type of ['', 'text/plain', 'application/x-www-form-urlencoded'])
        await fetch(`${address}/v1/schema`, {
          method: 'POST',
          mode: 'no-cors',
          body: new Blob([body], { type }),
        });
      navigator.sendBeacon(`${address}/v1/schema`, body);
      const frame = document.createElement('iframe');
      frame.name = 'target';
      const form = document.createElement('form');
      Object.assign(form, {
        method: 'post',
        action: `${address}/v1/schema`,
        enctype: 'text/plain',
        target: 'target',
      });
      const input = document.createElement('input');
      Object.assign(input, { name: '{"class": "Foreign", "description": "', value: '"}' });
      form.append(input);
      document.body.append(frame, form);
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      form.submit();
      await loaded;
    },
    [url] as const,
  );
}

/** A request from a sandboxed frame, which sends `Origin: null`. */
async function askSandboxed(page: Page, url: string): Promise<unknown> {
  return page.evaluate(
    ([address]) =>
      new Promise((resolve) => {
        window.addEventListener('message', ({ data }) => resolve(data), { once: true });
        const frame = document.createElement('iframe');
        frame.sandbox.add('allow-scripts');
        frame.srcdoc = `<script>fetch('${address}/v1/schema').then((r) => r.status, () => 'blocked')
          .then((answer) => parent.postMessage(answer, '*'))</script>`;
        document.body.append(frame);
      }),
    [url] as const,
  );
}

describeWith([weaviate, browser], 'web pages and a stack with anonymous access', () => {
  const closed = placeForSuite();
  const named = placeForSuite();
  const open = placeForSuite();
  const servers: Server[] = [];
  let chrome: Browser;
  let friend = '';
  let stranger = '';

  /** An empty page with a new origin: another port is another origin. */
  async function origin(): Promise<string> {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>page</title>');
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function up(place: Place, flags: string): Promise<void> {
    await place.succeed(await place.embedded(`--no-preflight ${flags}`));
    await weaviateRest(await place.url(), 'POST', '/v1/schema', { body: { class: 'Kept' } });
  }

  async function pageOf(address: string): Promise<Page> {
    const page = await chrome.newPage();
    await page.goto(address);
    return page;
  }

  beforeAll(async () => {
    chrome = await launchBrowser();
    [friend, stranger] = [await origin(), await origin()];
    await up(closed(), '');
    await up(named(), `--cors-origin ${friend}`);
    await up(open(), '--cors-origin *');
  });
  afterAll(async () => {
    await chrome?.close();
    for (const server of servers) server.close();
  });

  it('by default, no page can read, write or delete', async () => {
    const [page, url] = [await pageOf(stranger), await closed().url()];
    expect(await ask(page, `${url}/v1/schema`)).toBe('blocked');
    expect(await ask(page, `${url}/v1/schema`, create('Foreign'))).toBe('blocked');
    expect(await ask(page, `${url}/v1/schema/Kept`, { method: 'DELETE' })).toBe('blocked');
    expect(await askSandboxed(page, url)).toBe('blocked');
    await writeUnasked(page, url);
    expect(await collectionsOf(url)).toEqual(['Kept']);
  });

  it('with an origin, only its pages can read and write', async () => {
    const url = await named().url();
    const foreign = await pageOf(stranger);
    expect(await ask(foreign, `${url}/v1/schema`)).toBe('blocked');
    expect(await ask(foreign, `${url}/v1/schema/Kept`, { method: 'DELETE' })).toBe('blocked');
    expect(await askSandboxed(foreign, url)).toBe('blocked');
    await writeUnasked(foreign, url);
    expect(await collectionsOf(url)).toEqual(['Kept']);

    const page = await pageOf(friend);
    expect(await ask(page, `${url}/v1/schema`)).toBe(200);
    expect(await ask(page, `${url}/v1/schema`, create('Written'))).toBe(200);
    expect(await ask(page, `${url}/v1/schema/Kept`, { method: 'DELETE' })).toBe(200);
    expect(await collectionsOf(url)).toEqual(['Written']);
  });

  // Weaviate's default, which generated files do not use.
  it('with *, any page can delete everything', async () => {
    const [page, url] = [await pageOf(stranger), await open().url()];
    expect(await askSandboxed(page, url)).toBe(200);
    expect(await ask(page, `${url}/v1/schema/Kept`, { method: 'DELETE' })).toBe(200);
    expect(await collectionsOf(url)).toEqual([]);
  });
});
