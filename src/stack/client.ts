import type { Modality } from '../facts/modalities.ts';
import { SECONDS_PER_VECTOR } from '../facts/resources.ts';
import type { StackConfig } from '../options/table.ts';

/** Endings of pictures of any kind. */
const PICTURE_SUFFIXES = ['.png', '.jpg', '.jpeg', '.tif', '.tiff'] as const;

/** Endings of file names, by what such a file holds: what the inference server reads, and nothing else. */
const SUFFIXES: Readonly<Record<Modality, readonly string[]>> = {
  // First those that end like pictures of another kind.
  thermal: PICTURE_SUFFIXES.map((suffix) => `.thermal${suffix}`),
  depth: PICTURE_SUFFIXES.map((suffix) => `.depth${suffix}`),
  text: ['.txt'],
  image: [...PICTURE_SUFFIXES, '.webp', '.gif', '.bmp'],
  // No MP3: torchaudio 2.0.2 in the image has no FFmpeg (pytorch/audio#3539).
  audio: ['.wav', '.flac', '.ogg', '.opus', '.aiff', '.aif', '.au'],
  video: ['.mp4', '.mov', '.avi', '.mkv', '.webm', '.y4m'],
  imu: ['.csv'],
};

/** More at once only wait in line: the model works on one request at a time (its lock). */
const MAX_PARALLEL = 4;

/** The ending of a file's name, and the field that the file fills. */
export interface FileSuffix {
  readonly suffix: string;
  readonly field: Modality;
}

/** The endings that fill the fields of a collection; the first that fits counts. */
export function fileSuffixes(modalities: readonly Modality[]): FileSuffix[] {
  const fields = Object.keys(SUFFIXES) as Modality[];
  return fields
    .filter((field) => modalities.includes(field))
    .flatMap((field) => SUFFIXES[field].map((suffix) => ({ suffix, field })));
}

/**
 * How many objects a client sends at once: they queue for the model, and the last of them must not wait for
 * longer than half of the module's time-out on two cores.
 */
export function maxParallelObjects({ inference, collection }: StackConfig): number {
  const seconds = collection.modalities.map((modality) => SECONDS_PER_VECTOR[modality]);
  const one = collection.vectors === 'shared' ? Math.max(...seconds) : seconds.reduce((a, b) => a + b, 0);
  return Math.min(MAX_PARALLEL, Math.max(1, Math.floor(inference.timeout / 2 / one)));
}

/** Where a program on this machine reaches a server that listens on an address. */
export function clientHost(bindAddress: string): string {
  if (bindAddress === '0.0.0.0') return '127.0.0.1';
  return bindAddress === '::' ? '::1' : bindAddress;
}
