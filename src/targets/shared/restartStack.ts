import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { downCompose } from '../compose/downCompose.ts';
import { upCompose } from '../compose/upCompose.ts';
import { downEmbedded } from '../embedded/downEmbedded.ts';
import { readRecord } from '../embedded/record.ts';
import { upEmbedded } from '../embedded/upEmbedded.ts';

type Needs = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal'>;

/**
 * Stops the stack of a directory as `down` does, and starts it again as it was: containers are new ones, so that
 * only what lies in a volume or a directory is there afterwards.
 * @param config what `up --target compose` reads of it
 * @throws Failure
 */
export async function restartStack(
  context: Needs,
  target: 'compose' | 'embedded',
  config: StackConfig,
): Promise<void> {
  if (target === 'compose') {
    await downCompose(context);
    await upCompose(context, config, {});
    return;
  }
  const record = await readRecord(context.cwd);
  if (record?.config === undefined) {
    throw new Failure('failed', {
      code: 'not-restartable',
      message: 'it is not known how this stack was started',
      suggestion: 'bindstack down --target embedded, then bindstack up --target embedded',
    });
  }
  await downEmbedded(context);
  await upEmbedded(context, record.config, { weaviateBinary: record.binary });
}
