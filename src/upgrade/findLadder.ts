import type { Context } from '../context.ts';
import type { StackConfig } from '../options/table.ts';
import { imageTags } from '../registry/imageRegistry.ts';
import { type Ladder, type LadderRequest, ladderOf } from './ladder.ts';

/** The ladder with the releases that the registry of a configuration has. @throws Failure (usage, refused) */
export async function findLadder(
  context: Pick<Context, 'env' | 'signal'>,
  { weaviate }: StackConfig,
  request: Omit<LadderRequest, 'published'>,
): Promise<Ladder> {
  const tags = await imageTags(weaviate, context);
  context.signal.throwIfAborted();
  return ladderOf({ ...request, published: 'value' in tags ? tags.value : undefined });
}
