import { readFile } from 'node:fs/promises';
import { reasonOf } from '../../errors.ts';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { inspectFile } from './inspect/inspect.ts';
import { fieldOf, type MediaFile, type MediaFolder, type MediaItem, statFile } from './mediaFolder.ts';
import { type FileFinding, findingOf, type MediaProblem, mediaError, mediaWarning } from './mediaReport.ts';

/** What Weaviate takes in one message where it does not say: GRPC_MAX_MESSAGE_SIZE, bytes. */
const MESSAGE_BYTES = 104_858_000;

/** Room in a message for all but the media. */
const MESSAGE_OVERHEAD = 4096;

export interface InspectedFolder {
  /** Items without an error, and the files that they bring. */
  readonly items: readonly MediaItem[];
  readonly findings: readonly FileFinding[];
}

export interface InspectionOptions {
  readonly modalities: readonly Modality[];
  /** Every object must fill every field. */
  readonly needsAllFields: boolean;
  /** Bytes that Weaviate takes in one message (`grpcMaxMessageSize` of `/v1/meta`). */
  readonly messageBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Looks at every file of a folder, one at a time. A file with an error is left out, and with it the object that
 * it would have completed; the others go on.
 */
export async function inspectFolder(
  folder: MediaFolder,
  conditions: InspectionOptions,
): Promise<InspectedFolder> {
  const items: MediaItem[] = [];
  const findings: FileFinding[] = [];
  for (const item of folder.items) {
    const found: FileFinding[] = [];
    for (const file of item.files) {
      conditions.signal.throwIfAborted();
      const problem =
        (await inspectMediaFile(file, conditions)) ?? namingProblem(file, conditions.modalities);
      if (problem) found.push(findingOf(file.name, problem));
    }
    const isUsable = found.every(({ severity }) => severity !== 'error');
    const problem = isUsable && (await itemProblem(item, conditions));
    if (problem) found.push(findingOf(item.title, problem));
    if (isUsable && !problem) items.push(item);
    findings.push(...found);
  }
  return { items, findings };
}

/** What is wrong with one file; nothing of it is sent. */
export async function inspectMediaFile(
  { path, modality }: MediaFile,
  { messageBytes = MESSAGE_BYTES }: Pick<InspectionOptions, 'messageBytes'>,
): Promise<MediaProblem | undefined> {
  const stats = await statFile(path);
  if (!stats)
    return mediaError('cannot be read', 'there is nothing behind the link', 'mend the link, or remove it');
  if (!stats.isFile())
    return mediaError('is no file', 'reading a device or a pipe might never end', 'a copy of what it holds');
  const sent = encodedBytes(stats.size, modality) + MESSAGE_OVERHEAD;
  if (sent > messageBytes) {
    return mediaError(
      `is too large: ${megabytes(sent)} as Weaviate gets it, of ${megabytes(messageBytes)} that it takes`,
      'an object goes over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
      'a smaller or shorter copy; the model looks at a small part of it anyway',
    );
  }
  try {
    return await inspectFile(modality, await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return mediaError('cannot be read', reasonOf(error), 'look at its permissions');
    throw error;
  }
}

/** `x.thermal.png` is a picture where thermal is not chosen. */
function namingProblem(
  { name, modality }: MediaFile,
  modalities: readonly Modality[],
): MediaProblem | undefined {
  const other = fieldOf(name, MODALITIES)?.modality;
  if (other === undefined || other === modality) return undefined;
  return mediaWarning(
    `is taken as ${modality}, though it is named as ${other}`,
    `${other} is not among the modalities of the collection`,
    `--modalities ${[...modalities, other].join(',')}`,
  );
}

/** What is wrong with an object whose files are right, each for itself. */
async function itemProblem(
  { files }: MediaItem,
  { modalities, needsAllFields, messageBytes = MESSAGE_BYTES }: InspectionOptions,
): Promise<MediaProblem | undefined> {
  const fields = files.map(({ modality }) => modality);
  const twice = files.find(({ modality }, i) => fields.indexOf(modality) !== i);
  if (twice) {
    return mediaError(
      `has two files for ${twice.modality}: ${files
        .filter(({ modality }) => modality === twice.modality)
        .map(({ name }) => name)
        .join(', ')}`,
      'an object has one medium of each kind',
      'give one of them another name before its ending',
    );
  }
  const missing = needsAllFields ? modalities.filter((modality) => !fields.includes(modality)) : [];
  if (missing.length > 0) {
    return mediaError(
      `has no ${missing.join(' and no ')}`,
      'with vectors that are balanced or separate, Weaviate gives an object with gaps wrong vectors or loses it',
      'a file of that kind with the same name before its ending, or --vectors shared',
    );
  }
  const sizes = await Promise.all(
    files.map(async ({ path, modality }) => encodedBytes((await statFile(path))?.size ?? 0, modality)),
  );
  const sent = sizes.reduce((a, b) => a + b, 0) + MESSAGE_OVERHEAD;
  if (sent <= messageBytes) return undefined;
  return mediaError(
    `is too large together: ${megabytes(sent)} of ${megabytes(messageBytes)} that Weaviate takes`,
    'an object goes over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
    'smaller or shorter copies',
  );
}

/** Text goes as it is, media as base64. */
function encodedBytes(size: number, modality: Modality): number {
  return modality === 'text' ? size : 4 * Math.ceil(size / 3);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
