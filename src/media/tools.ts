import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Run } from '../context.ts';
import { loadLibraries, type MediaLibraries } from './libraries.ts';

/** What prepares media. Open it once for all files, and close it in the end. */
export interface MediaTools {
  /** Undefined with `--original`, where nothing is installed for it. */
  readonly libraries: MediaLibraries | undefined;
  /** Runs ffmpeg and ffprobe; undefined if they are not on the PATH. */
  readonly ffmpeg: Ffmpeg | undefined;
  readonly close: () => Promise<void>;
}

export interface Ffmpeg {
  readonly run: Run;
  /** A directory for what it writes: a pipe would turn it into text. */
  readonly scratch: string;
}

type ToolsContext = Pick<Context, 'env' | 'run' | 'out' | 'signal'>;

/**
 * Loads the libraries, which are installed first if they are missing, and finds ffmpeg.
 * @throws Failure (environment) if the libraries cannot be installed
 */
export async function openMediaTools(
  context: ToolsContext,
  { original }: { original: boolean },
): Promise<MediaTools> {
  const libraries = await loadLibraries(context, !original);
  const ffmpeg = (await hasFfmpeg(context))
    ? { run: context.run, scratch: await mkdtemp(join(tmpdir(), 'bindstack-media-')) }
    : undefined;
  return {
    libraries,
    ffmpeg,
    close: async () => {
      if (ffmpeg) await rm(ffmpeg.scratch, { recursive: true, force: true });
    },
  };
}

async function hasFfmpeg({ run, signal }: ToolsContext): Promise<boolean> {
  const found = await Promise.all(
    ['ffmpeg', 'ffprobe'].map((program) => run(program, ['-version'], { signal })),
  );
  return found.every(({ exitCode }) => exitCode === 0);
}
