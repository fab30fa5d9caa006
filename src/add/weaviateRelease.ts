import { Failure } from '../errors.ts';
import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import type { Note } from './addRequest.ts';

/** The image of Weaviate in a file that ImageBind is added to. */
export interface WeaviateRelease {
  /** `weaviate` (a service), or `image.tag` (of the chart). */
  readonly where: string;
  readonly tag: string | undefined;
  readonly file: string;
  /** The tag of the configuration, which `--upgrade-image` puts in its place. */
  readonly wanted: string;
  readonly upgrade: boolean;
}

export interface ReleaseDecision {
  /** Undefined where the image stays. */
  readonly tag: string | undefined;
  readonly note: Note | undefined;
}

const [OLDEST_RELEASE] = MINIMUM_VERSIONS.bindModule;

/** No way leads down again (Weaviate migrates its files in place), and applications may rely on the old release. */
function dataUpgradeNote(from: string, to: string): string {
  return `Going from ${from} to ${to} also upgrades the data: the documented way is one minor version at a time, and only a backup leads back. Check whether the clients of this database work with the newer version.`;
}

/**
 * Whether ImageBind can be added to this release of Weaviate: the same for Compose files and for values.
 * @throws Failure `weaviate-too-old` (refused) where the release has no module multi2vec-bind
 */
export function releaseDecision({ where, tag, file, wanted, upgrade }: WeaviateRelease): ReleaseDecision {
  const version = tag === undefined ? undefined : versionInTag(tag);
  if (version !== undefined && hasReached(version, MINIMUM_VERSIONS.bindModule))
    return { tag: undefined, note: undefined };
  if (version === undefined) {
    const said =
      tag === undefined ? 'names no version' : `has the tag ${tag}, which does not say its version`;
    const message = `the image of ${where} ${said}: multi2vec-bind needs Weaviate ${OLDEST_RELEASE} or newer`;
    return { tag: undefined, note: { message } };
  }
  if (upgrade) {
    return {
      tag: wanted,
      note: {
        message: `the image of ${where} changes from ${version} to ${wanted}. ${dataUpgradeNote(version, wanted)}`,
        suggestion: 'make a backup of the data before you start the new version',
      },
    };
  }
  throw new Failure('refused', {
    code: 'weaviate-too-old',
    message: `${where} is Weaviate ${version}, which has no module multi2vec-bind; it came with ${OLDEST_RELEASE}`,
    detail: `Nothing was changed. ${dataUpgradeNote(version, wanted)}`,
    suggestion: `bindstack add ${file} --upgrade-image, which changes the tag to ${wanted} as well`,
  });
}
