import type { PrepareOptions } from '../../src/media/preparedFile.ts';
import { type MediaTools, openMediaTools } from '../../src/media/tools.ts';
import { makeRun } from '../../src/run.ts';
import { capturedOutput } from './output.ts';

const { signal } = new AbortController();

/** The libraries that are installed here for the tests, and ffmpeg if it is on the PATH. */
export const testTools = (env: NodeJS.ProcessEnv = process.env): Promise<MediaTools> =>
  openMediaTools({ env, run: makeRun(signal), out: capturedOutput().out, signal }, { original: false });

/** The options of an ordinary import. */
export const usualOptions = (tools: MediaTools, more: Partial<PrepareOptions> = {}): PrepareOptions => ({
  original: false,
  location: false,
  signal,
  tools,
  ...more,
});
