import { Failure } from '../errors.ts';
import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { shellWord } from '../formats/quoting.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import type { Note } from './addRequest.ts';

/** The Weaviate image in a file to which ImageBind is added. */
export interface WeaviateRelease {
  /** The name of the service, or `image.tag` in values of the chart. */
  readonly where: string;
  readonly tag: string | undefined;
  readonly file: string;
  /** The tag from the configuration, to which `--upgrade-image` changes the image. */
  readonly wanted: string;
  readonly upgrade: boolean;
}

export interface ReleaseDecision {
  /** The new tag; undefined if the image stays the same. */
  readonly tag: string | undefined;
  readonly note: Note | undefined;
}

const [OLDEST_RELEASE] = MINIMUM_VERSIONS.bindModule;

/** A downgrade is not possible (Weaviate migrates its files in place), and applications may depend on the old version. */
function dataUpgradeNote(from: string, to: string): string {
  return `Going from ${from} to ${to} also upgrades the data. The documented way is one minor version at a time, and only a backup lets you go back. Check that the clients of this database work with the newer version.`;
}

/**
 * Decides whether ImageBind can be added to this version of Weaviate, in a Compose file or in values.
 * @throws Failure `weaviate-too-old` (refused) if the version does not have the module multi2vec-bind
 */
export function releaseDecision({ where, tag, file, wanted, upgrade }: WeaviateRelease): ReleaseDecision {
  const version = tag === undefined ? undefined : versionInTag(tag);
  if (version !== undefined && hasReached(version, MINIMUM_VERSIONS.bindModule))
    return { tag: undefined, note: undefined };
  if (version === undefined) {
    const problem =
      tag === undefined ? 'has no version' : `has the tag ${tag}, which does not contain a version`;
    const message = `the image of ${where} ${problem}: multi2vec-bind requires Weaviate ${OLDEST_RELEASE} or newer`;
    return { tag: undefined, note: { message } };
  }
  if (upgrade) {
    return {
      tag: wanted,
      note: {
        message: `the image of ${where} changes from ${version} to ${wanted}. ${dataUpgradeNote(version, wanted)}`,
        suggestion: 'back up the data before you start the new version',
      },
    };
  }
  throw new Failure('refused', {
    code: 'weaviate-too-old',
    message: `${where} is Weaviate ${version}; the module multi2vec-bind requires ${OLDEST_RELEASE} or newer`,
    detail: `Nothing was changed. ${dataUpgradeNote(version, wanted)}`,
    suggestion: `bindstack add ${shellWord(file)} --upgrade-image, which changes the tag to ${wanted} too`,
  });
}
