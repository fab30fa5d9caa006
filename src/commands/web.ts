import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { pageFiles } from '../web/server/pageFiles.ts';
import { servePage } from '../web/server/pageServer.ts';
import { type LocalPageOptions, showPage } from './localPage.ts';

export interface WebOptions extends LocalPageOptions {
  readonly publicUrl?: string;
}

/** `bindstack web`: serves the configurator page on this machine only, until interrupted. */
export async function web(
  context: Pick<Context, 'out' | 'env' | 'signal' | 'cleanUpOnSignal'>,
  _flags: FlagValues,
  options: WebOptions,
): Promise<void> {
  // Ctrl-C is the normal way to stop this command.
  context.cleanUpOnSignal();
  const files = await pageFiles('configurator', publicUrlOf(options.publicUrl));
  await showPage(
    context,
    {
      command: 'web',
      title: 'The configurator',
      note: 'What you enter there stays in the browser.',
      serve: (port) => servePage(files, port),
    },
    options,
  );
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
