import { once } from 'node:events';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { browserCommand, openBrowser } from '../web/server/browser.ts';
import { pageFiles } from '../web/server/pageFiles.ts';
import { HOST, type PageServer, servePage } from '../web/server/server.ts';

export interface WebOptions {
  readonly port: string;
  readonly open: boolean;
  readonly publicUrl?: string;
}

/** `bindstack web`: serves the configurator page on this machine only, until interrupted. */
export async function web(
  { out, env, signal, cleanUpOnSignal }: Pick<Context, 'out' | 'env' | 'signal' | 'cleanUpOnSignal'>,
  _flags: FlagValues,
  options: WebOptions,
): Promise<void> {
  // Ctrl-C is the normal way to stop this command.
  cleanUpOnSignal();
  const server = await listen(portOf(options.port), publicUrlOf(options.publicUrl));
  out.say(`The configurator is running at ${server.url}`);
  out.say('What you enter there stays in the browser. Press Ctrl-C to stop it.');
  if (out.json) out.data(JSON.stringify({ url: server.url, port: server.port }));
  const isCi = (env['CI'] ?? '') !== '';
  const browser = options.open && !isCi ? browserCommand(process.platform, env, server.url) : undefined;
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

/** An address without query and fragment, to which the page appends the configuration. */
function publicUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:\/\/[^?#\s]+$/.test(text))) return text;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--public-url: "${text}" is not a URL such as https://tools.example.com/bindstack/`,
    suggestion: 'use the address at which other people open the page, without ? and #',
  });
}

async function listen(port: number, publicUrl: string | undefined): Promise<PageServer> {
  const files = await pageFiles(publicUrl);
  try {
    return await servePage(files, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      'environment',
      {
        code: code === 'EADDRINUSE' ? 'port-taken' : 'cannot-listen',
        message:
          code === 'EADDRINUSE' ? `port ${port} is already in use` : `cannot listen on ${HOST}:${port}`,
        detail: reasonOf(error),
        suggestion: 'bindstack web --port 0 for a free one',
      },
      { cause: error },
    );
  }
}
