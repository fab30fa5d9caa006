import type { Metadata } from 'sharp';
import type { MediaLibraries } from './libraries.ts';
import type { MediaMetadata } from './preparedFile.ts';

interface Tags {
  readonly DateTimeOriginal?: unknown;
  readonly CreateDate?: unknown;
  readonly OffsetTimeOriginal?: unknown;
  readonly OffsetTimeDigitized?: unknown;
  readonly Make?: unknown;
  readonly Model?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

/** The time, camera and position of a picture. Tags that cannot be read do not make a picture useless. */
export async function exifOf(
  { exif, format }: Metadata,
  path: string,
  { exifr }: MediaLibraries,
  location: boolean,
): Promise<MediaMetadata> {
  // sharp finds the tags in every format; exifr only knows some, but reads a TIFF, whose tags are its own header.
  const source =
    exif?.subarray(exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0) ??
    (format === 'tiff' ? path : undefined);
  if (source === undefined) return {};
  const options = { reviveValues: false, xmp: false, icc: false, iptc: false, gps: location };
  const tags: Tags = (await exifr.parse(source, options).catch(() => undefined)) ?? {};
  const taken =
    timeOf(tags.DateTimeOriginal, tags.OffsetTimeOriginal) ??
    timeOf(tags.CreateDate, tags.OffsetTimeDigitized);
  const camera = cameraOf(tags);
  const { latitude, longitude } = tags;
  return {
    ...(taken && { taken }),
    ...(camera !== '' && { camera }),
    ...(location &&
      isAngle(latitude, 90) &&
      isAngle(longitude, 180) && { position: { latitude, longitude } }),
  };
}

/** `2026:05:01 12:00:00`, with `+02:00` if the camera knows. Without, UTC gives the same result on every machine. */
function timeOf(text: unknown, offset: unknown): Date | undefined {
  const [, date = '', time] = /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)/.exec(String(text)) ?? [];
  if (time === undefined) return undefined;
  const zone = /^[+-]\d\d:\d\d$/.test(String(offset)) ? offset : 'Z';
  const taken = new Date(`${date.replaceAll(':', '-')}T${time}${zone}`);
  return Number.isNaN(taken.getTime()) ? undefined : taken;
}

/** Make and model; most models begin with the make. */
function cameraOf({ Make, Model }: Tags): string {
  const text = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '').trim() : '');
  const [make, model] = [text(Make), text(Model)];
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`.trim();
}

const isAngle = (value: unknown, limit: number): value is number =>
  typeof value === 'number' && Math.abs(value) <= limit;
