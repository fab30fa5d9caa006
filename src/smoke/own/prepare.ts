import { readFile } from 'node:fs/promises';
import { reasonOf } from '../../errors.ts';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { examine } from './examine/examine.ts';
import { fileAt, type MediaFile, type MediaFolder, type MediaItem, mediumPlaceOf } from './givenMedia.ts';
import { type FileFinding, findingOf, type MediumFault, mediumError, mediumWarning } from './mediaReport.ts';

/** What Weaviate takes in one message where it does not say: GRPC_MAX_MESSAGE_SIZE, bytes. */
const MESSAGE_BYTES = 104_858_000;

/** Room in a message for all but the media. */
const AROUND = 4096;

export interface Prepared {
  /** Items without an error, and the files that they bring. */
  readonly items: readonly MediaItem[];
  readonly findings: readonly FileFinding[];
}

export interface Conditions {
  readonly modalities: readonly Modality[];
  /** Every object must fill every field. */
  readonly isWhole: boolean;
  /** Bytes that Weaviate takes in one message (`grpcMaxMessageSize` of `/v1/meta`). */
  readonly messageBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Looks at every file of a folder, one at a time. A file with an error is left out, and with it the object that
 * it would have completed; the others go on.
 */
export async function prepare(folder: MediaFolder, conditions: Conditions): Promise<Prepared> {
  const items: MediaItem[] = [];
  const findings: FileFinding[] = [];
  for (const item of folder.items) {
    const found: FileFinding[] = [];
    for (const file of item.files) {
      conditions.signal.throwIfAborted();
      const fault = (await examineFile(file, conditions)) ?? misnamed(file, conditions.modalities);
      if (fault) found.push(findingOf(file.name, fault));
    }
    const isUsable = found.every(({ severity }) => severity !== 'error');
    const fault = isUsable && (await itemFault(item, conditions));
    if (fault) found.push(findingOf(item.title, fault));
    if (isUsable && !fault) items.push(item);
    findings.push(...found);
  }
  return { items, findings };
}

/** What is wrong with one file; nothing of it is sent. */
export async function examineFile(
  { path, modality }: MediaFile,
  { messageBytes = MESSAGE_BYTES }: Pick<Conditions, 'messageBytes'>,
): Promise<MediumFault | undefined> {
  const stats = await fileAt(path);
  if (!stats)
    return mediumError('cannot be read', 'there is nothing behind the link', 'mend the link, or remove it');
  if (!stats.isFile())
    return mediumError('is no file', 'reading a device or a pipe might never end', 'a copy of what it holds');
  const sent = encodedBytes(stats.size, modality) + AROUND;
  if (sent > messageBytes) {
    return mediumError(
      `is too large: ${megabytes(sent)} as Weaviate gets it, of ${megabytes(messageBytes)} that it takes`,
      'an object goes over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
      'a smaller or shorter copy; the model looks at a small part of it anyway',
    );
  }
  try {
    return await examine(modality, await readFile(path));
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault)
      return mediumError('cannot be read', reasonOf(fault), 'look at its permissions');
    throw fault;
  }
}

/** `x.thermal.png` is a picture where thermal is not chosen. */
function misnamed({ name, modality }: MediaFile, modalities: readonly Modality[]): MediumFault | undefined {
  const other = mediumPlaceOf(name, MODALITIES)?.modality;
  if (other === undefined || other === modality) return undefined;
  return mediumWarning(
    `is taken as ${modality}, though it is named as ${other}`,
    `${other} is not among the modalities of the collection`,
    `--modalities ${[...modalities, other].join(',')}`,
  );
}

/** What is wrong with an object whose files are right, each for itself. */
async function itemFault(
  { files }: MediaItem,
  { modalities, isWhole, messageBytes = MESSAGE_BYTES }: Conditions,
): Promise<MediumFault | undefined> {
  const fields = files.map(({ modality }) => modality);
  const twice = files.find(({ modality }, i) => fields.indexOf(modality) !== i);
  if (twice) {
    return mediumError(
      `has two files for ${twice.modality}: ${files
        .filter(({ modality }) => modality === twice.modality)
        .map(({ name }) => name)
        .join(', ')}`,
      'an object has one medium of each kind',
      'give one of them another name before its ending',
    );
  }
  const missing = isWhole ? modalities.filter((modality) => !fields.includes(modality)) : [];
  if (missing.length > 0) {
    return mediumError(
      `has no ${missing.join(' and no ')}`,
      'with vectors that are balanced or separate, Weaviate gives an object with gaps wrong vectors or loses it',
      'a file of that kind with the same name before its ending, or --vectors shared',
    );
  }
  const sizes = await Promise.all(
    files.map(async ({ path, modality }) => encodedBytes((await fileAt(path))?.size ?? 0, modality)),
  );
  const sent = sizes.reduce((a, b) => a + b, 0) + AROUND;
  if (sent <= messageBytes) return undefined;
  return mediumError(
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
