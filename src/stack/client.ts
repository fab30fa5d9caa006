import type { Modality } from '../facts/modalities.ts';
import { SECONDS_PER_VECTOR } from '../facts/resources.ts';
import type { StackConfig } from '../options/table.ts';

const PICTURE_SUFFIXES = ['.png', '.jpg', '.jpeg', '.tif', '.tiff'] as const;

/** File name suffixes by modality, only for formats that the inference server can read. */
const SUFFIXES: Readonly<Record<Modality, readonly string[]>> = {
  // Before `image`: these also end in a picture suffix.
  thermal: PICTURE_SUFFIXES.map((suffix) => `.thermal${suffix}`),
  depth: PICTURE_SUFFIXES.map((suffix) => `.depth${suffix}`),
  text: ['.txt'],
  image: [...PICTURE_SUFFIXES, '.webp', '.gif', '.bmp'],
  // No MP3: torchaudio 2.0.2 in the image has no FFmpeg (pytorch/audio#3539).
  audio: ['.wav', '.flac', '.ogg', '.opus', '.aiff', '.aif', '.au'],
  video: ['.mp4', '.mov', '.avi', '.mkv', '.webm', '.y4m'],
  imu: ['.csv'],
};

/** More would only queue: the model handles one request at a time (its lock). */
const MAX_PARALLEL = 4;

/** A file name suffix and the field that such a file fills. */
export interface FileSuffix {
  readonly suffix: string;
  readonly field: Modality;
}

/** The suffixes for the fields of a collection; the first match wins. */
export function fileSuffixes(modalities: readonly Modality[]): FileSuffix[] {
  const fields = Object.keys(SUFFIXES) as Modality[];
  return fields
    .filter((field) => modalities.includes(field))
    .flatMap((field) => SUFFIXES[field].map((suffix) => ({ suffix, field })));
}

/** The field that the suffix of a name promises. */
export function fieldNamed(name: string, modalities: readonly Modality[]): Modality | undefined {
  return fileSuffixes(modalities).find(({ suffix }) => name.toLowerCase().endsWith(suffix))?.field;
}

/**
 * How many objects a client sends at once. They queue for the model, and on two cores the last one must not wait
 * longer than half the module's timeout.
 */
export function maxParallelObjects({ inference, collection }: StackConfig): number {
  const seconds = collection.modalities.map((modality) => SECONDS_PER_VECTOR[modality]);
  const one = collection.vectors === 'shared' ? Math.max(...seconds) : seconds.reduce((a, b) => a + b, 0);
  return Math.min(MAX_PARALLEL, Math.max(1, Math.floor(inference.timeout / 2 / one)));
}

/** The address at which a program on this machine reaches a server that listens on `bindAddress`. */
export function clientHost(bindAddress: string): string {
  if (bindAddress === '0.0.0.0') return '127.0.0.1';
  return bindAddress === '::' ? '::1' : bindAddress;
}
