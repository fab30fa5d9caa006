import { MODALITIES, type Modality } from '../../facts/modalities.ts';

/** The kinds as a person reads them: one and many. */
const NAMES: Readonly<Record<Modality, readonly [one: string, many: string]>> = {
  text: ['text', 'texts'],
  image: ['picture', 'pictures'],
  audio: ['sound', 'sounds'],
  video: ['video', 'videos'],
  thermal: ['thermal image', 'thermal images'],
  imu: ['IMU recording', 'IMU recordings'],
  depth: ['depth map', 'depth maps'],
};

export function kindName(kind: Modality | null): string {
  return kind === null ? 'object' : NAMES[kind][0];
}

export function kindNames(kind: Modality): string {
  return NAMES[kind][1];
}

/** The kinds that the collection has, in their usual order. */
export function presentKinds(counts: Readonly<Partial<Record<Modality, number>>>): Modality[] {
  return MODALITIES.filter((kind) => (counts[kind] ?? 0) > 0);
}

/** `0:06`, `1:02:03`. */
export function momentText(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => `${value}`.padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `0:06–0:12`; empty for a whole file. */
export function spanText({ start, end }: { readonly start?: number; readonly end?: number }): string {
  if (start === undefined || end === undefined) return '';
  return `${momentText(start)}–${momentText(end)}`;
}

/** `3.4 MB`. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/** The name of a file and the folder it is in. */
export function placeOf(path: string): { name: string; folder: string } {
  const end = path.lastIndexOf('/');
  return { name: path.slice(end + 1), folder: path.slice(0, Math.max(end, 0)) };
}
