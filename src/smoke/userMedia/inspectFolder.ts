import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { incomplete, twoFiles } from '../../import/mediaUnit.ts';
import { MediaError, type MediaProblem, mediaError, mediaWarning } from '../../media/mediaProblem.ts';
import { prepareFile } from '../../media/prepare.ts';
import type { MediaTools } from '../../media/tools.ts';
import { fieldNamed } from '../../stack/client.ts';
import { type MediaFile, type MediaFolder, type MediaItem, statFile } from './mediaFolder.ts';
import { type FileFinding, findingOf } from './mediaReport.ts';

/** Weaviate's default for GRPC_MAX_MESSAGE_SIZE in bytes, used if `/v1/meta` does not report it. */
const MESSAGE_BYTES = 104_858_000;

/** Bytes of a message that are not media. */
const MESSAGE_OVERHEAD = 4096;

export interface InspectedFolder {
  /** The items without errors. */
  readonly items: readonly MediaItem[];
  readonly findings: readonly FileFinding[];
}

export interface InspectionOptions {
  readonly modalities: readonly Modality[];
  /** Every object must fill every field. */
  readonly needsAllFields: boolean;
  /** Maximum message size of Weaviate in bytes (`grpcMaxMessageSize` in `/v1/meta`). */
  readonly messageBytes?: number | undefined;
  readonly tools: MediaTools;
  readonly signal: AbortSignal;
}

/** Inspects every file of a folder, one at a time. If a file has an error, its object is skipped. */
export async function inspectFolder(
  folder: MediaFolder,
  options: InspectionOptions,
): Promise<InspectedFolder> {
  const items: MediaItem[] = [];
  const findings: FileFinding[] = [];
  for (const item of folder.items) {
    const found: FileFinding[] = [];
    for (const file of item.files) {
      options.signal.throwIfAborted();
      const problem = (await inspectMediaFile(file, options)) ?? namingProblem(file, options.modalities);
      if (problem) found.push(findingOf(file.name, problem));
    }
    const isUsable = found.every(({ severity }) => severity !== 'error');
    const problem = isUsable && (await itemProblem(item, options));
    if (problem) found.push(findingOf(item.title, problem));
    if (isUsable && !problem) items.push(item);
    findings.push(...found);
  }
  return { items, findings };
}

/**
 * What is wrong with one file, if anything. Nothing is sent to a server, whose own answer is what counts: only what would
 * kill or starve it, what would be lost without an error, and what is damaged is rejected here.
 */
export async function inspectMediaFile(
  { path, modality, problem }: MediaFile,
  {
    messageBytes = MESSAGE_BYTES,
    tools,
    signal,
  }: Pick<InspectionOptions, 'messageBytes' | 'tools' | 'signal'>,
): Promise<MediaProblem | undefined> {
  if (problem) return problem;
  const stats = await statFile(path);
  if (!stats)
    return mediaError('cannot be read', 'the target of the link does not exist', 'fix or remove the link');
  if (!stats.isFile())
    return mediaError(
      'is not a regular file',
      'reading a device or a pipe might never end',
      'copy its content to a file',
    );
  const sent = encodedBytes(stats.size, modality) + MESSAGE_OVERHEAD;
  if (sent > messageBytes) {
    return mediaError(
      `is too large: ${mebibytes(sent)} when sent, limit ${mebibytes(messageBytes)}`,
      'an object is sent over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
      'use a smaller or shorter copy: the model only uses a small part of it anyway',
    );
  }
  try {
    const options = { original: true, location: false, signal, tools };
    const { warnings } = await prepareFile({ path, size: stats.size }, modality, options);
    return warnings[0];
  } catch (error) {
    if (error instanceof MediaError) return error.problem;
    throw error;
  }
}

/** `x.thermal.png` is imported as an image if the collection has no thermal field. */
function namingProblem(
  { name, modality }: MediaFile,
  modalities: readonly Modality[],
): MediaProblem | undefined {
  const other = fieldNamed(name, MODALITIES);
  if (other === undefined || other === modality) return undefined;
  return mediaWarning(
    `is imported as ${modality}, although it is named as ${other}`,
    `the collection has no ${other} field`,
    `to change this, pass --modalities ${[...modalities, other].join(',')}`,
  );
}

/** What is wrong with an object whose individual files have no errors. */
async function itemProblem(
  { files }: MediaItem,
  { modalities, needsAllFields, messageBytes = MESSAGE_BYTES }: InspectionOptions,
): Promise<MediaProblem | undefined> {
  const fields = files.map(({ modality }) => modality);
  const duplicate = files.find(({ modality }, i) => fields.indexOf(modality) !== i);
  if (duplicate) {
    const { modality } = duplicate;
    const names = files.filter((file) => file.modality === modality).map(({ name }) => name);
    return twoFiles(modality, names);
  }
  const missing = needsAllFields ? modalities.filter((modality) => !fields.includes(modality)) : [];
  if (missing.length > 0) return incomplete(missing);
  const sizes = await Promise.all(
    files.map(async ({ path, modality }) => encodedBytes((await statFile(path))?.size ?? 0, modality)),
  );
  const sent = sizes.reduce((a, b) => a + b, 0) + MESSAGE_OVERHEAD;
  if (sent <= messageBytes) return undefined;
  return mediaError(
    `is too large as a whole: ${mebibytes(sent)} when sent, limit ${mebibytes(messageBytes)}`,
    'an object is sent over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
    'use smaller or shorter copies',
  );
}

/** Size when sent: text is sent as it is, other media as base64. */
function encodedBytes(size: number, modality: Modality): number {
  return modality === 'text' ? size : 4 * Math.ceil(size / 3);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
