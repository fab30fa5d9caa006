import { once } from 'node:events';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import { browserCommand, openBrowser } from '../web/server/browser.ts';
import { HOST, type LocalServer } from '../web/server/localServer.ts';

export interface LocalPageOptions {
  readonly port: string;
  readonly open: boolean;
}

/** A page of bindstack that is served on this machine. */
interface LocalPage {
  /** The command that serves it: `web`. */
  readonly command: string;
  /** How the page is announced: `The configurator`. */
  readonly title: string;
  /** What to know about it, in one sentence. */
  readonly note: string;
  /** The part of the address that is opened, from `#`. */
  readonly fragment?: string | undefined;
  readonly serve: (port: number) => Promise<LocalServer>;
}

/** Serves a page, opens it in the browser, and waits until the command is interrupted. */
export async function showPage(
  { out, env, signal }: Pick<Context, 'out' | 'env' | 'signal'>,
  { command, title, note, fragment = '', serve }: LocalPage,
  options: LocalPageOptions,
): Promise<void> {
  const server = await listen(command, portOf(options.port), serve);
  const url = server.url + fragment;
  out.say(`${title} is running at ${url}`);
  out.say(`${note} Press Ctrl-C to stop it.`);
  if (out.json) out.data(JSON.stringify({ url, port: server.port }));
  const isCi = (env['CI'] ?? '') !== '';
  const browser = options.open && !isCi ? browserCommand(process.platform, env, url) : undefined;
  if (browser) openBrowser(browser);
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--port: "${text}" is not a port from 0 to 65535`,
    suggestion: 'use --port 8090, or --port 0 for a free one',
  });
}

async function listen(command: string, port: number, serve: LocalPage['serve']): Promise<LocalServer> {
  try {
    return await serve(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      'environment',
      {
        code: code === 'EADDRINUSE' ? 'port-taken' : 'cannot-listen',
        message:
          code === 'EADDRINUSE' ? `port ${port} is already in use` : `cannot listen on ${HOST}:${port}`,
        detail: reasonOf(error),
        suggestion: `bindstack ${command} --port 0 for a free one`,
      },
      { cause: error },
    );
  }
}
