import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import { configFor } from '../saved/load.ts';
import { stackImages } from '../stack/images.ts';

/** `bindstack images`: lists the images that the stack needs, one per line. */
export async function images(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'configFile'>,
  flags: FlagValues,
): Promise<void> {
  const list = stackImages(await configFor(context, flags));
  context.out.data(context.out.json ? JSON.stringify({ images: list }) : list.join('\n'));
}
