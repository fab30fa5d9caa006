import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Modality } from '../../src/facts/modalities.ts';
import { kindOf } from '../../src/media/kind.ts';
import { MediaError } from '../../src/media/mediaProblem.ts';
import { prepareFile } from '../../src/media/prepare.ts';
import type { PreparedFile, PrepareOptions } from '../../src/media/preparedFile.ts';
import type { MediaTools } from '../../src/media/tools.ts';
import { directoryForTests } from './directory.ts';
import { testTools, usualOptions } from './mediaTools.ts';

export type PreparationOptions = Partial<PrepareOptions> & { readonly kind?: Modality };

/** Prepares files in a directory of the tests of a file, with the real tools of this machine. */
export function preparation() {
  const directory = directoryForTests();
  let tools: MediaTools;
  beforeAll(async () => {
    tools = await testTools();
  });
  afterAll(() => tools.close());

  return {
    directory,
    tools: () => tools,
    /** @param options `kind` if it is not to be found */
    async prepared(name: string, { kind, ...options }: PreparationOptions = {}): Promise<PreparedFile> {
      const path = join(directory(), name);
      const { size } = await stat(path);
      const found = kind === undefined ? await kindOf(path) : { kind };
      if (!('kind' in found)) throw new Error(JSON.stringify(found));
      return prepareFile({ path, size }, found.kind, usualOptions(tools, options));
    },
    /** What is wrong with a file, if that is why the work failed. */
    async problemOf(work: Promise<unknown>): Promise<unknown> {
      const error = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof MediaError ? error.problem : error;
    },
    async allParts({ parts, part }: PreparedFile) {
      const found: Awaited<ReturnType<PreparedFile['part']>>[] = [];
      for (let i = 0; i < parts; i += 1) found.push(await part(i));
      return found;
    },
  };
}
