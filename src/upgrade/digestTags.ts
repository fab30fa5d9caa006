import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { StackConfig } from '../options/table.ts';
import { imageDigest } from '../registry/imageRegistry.ts';
import { tagWithVersion } from './ladder.ts';

/** The tags of images that are pinned by a digest, with the digests of the new ones. @throws Failure `no-digest` */
export async function digestTags(
  context: Pick<Context, 'env' | 'signal'>,
  { weaviate }: StackConfig,
  steps: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!weaviate.tag.includes('@')) return new Map();
  const tags = new Map<string, string>();
  for (const version of steps) {
    const tag = tagWithVersion(weaviate.tag, version);
    const digest = await imageDigest(weaviate, tag, context);
    if ('reason' in digest) {
      throw new Failure('environment', {
        code: 'no-digest',
        message: `${weaviate.tag} is pinned by its digest, and that of ${tag} cannot be looked up: ${digest.reason}`,
        suggestion: `run the same command with network access, or pin only the version: bindstack generate --weaviate-tag ${weaviate.tag.split('@')[0]}`,
      });
    }
    tags.set(version, `${tag}@${digest.value}`);
  }
  return tags;
}
