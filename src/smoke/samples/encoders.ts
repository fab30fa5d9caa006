import { crc32, deflateSync } from 'node:zlib';
import { MOTION_HEADER } from '../../facts/imageBind/limits.ts';

/* Encodes generated media files. The bytes are the same on every machine. */

/** What to draw. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /**
   * The color of a pixel: gray, or red, green and blue, each from 0 to 255. All pixels must have the same number of
   * channels.
   */
  readonly at: (x: number, y: number) => readonly [number] | readonly [number, number, number];
}

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const COLOR_TYPES = { 1: 0, 3: 2 } as const;

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(content.length + 8);
  framed.writeUInt32BE(data.length, 0);
  content.copy(framed, 4);
  framed.writeUInt32BE(crc32(content), content.length + 4);
  return framed;
}

/** A PNG with 8 bits per channel, gray or RGB. */
export function encodePng({ width, height, at }: Picture): Buffer {
  const channels = at(0, 0).length;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(COLOR_TYPES[channels], 9);
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(1 + width * channels);
    for (let x = 0; x < width; x += 1) row.set(at(x, y), 1 + x * channels);
    rows.push(row);
  }
  // Uncompressed: zlib versions compress differently, but the bytes must be the same everywhere.
  const data = deflateSync(Buffer.concat(rows), { level: 0 });
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const WAV_HEADER_BYTES = 44;
const WAV_SAMPLE_BYTES = 2;

/**
 * A mono WAV file with 16 bits per sample.
 * @param samples from -1 to 1
 * @param rate samples per second
 */
export function encodeWav(samples: readonly number[], rate: number): Buffer {
  const dataBytes = samples.length * WAV_SAMPLE_BYTES;
  const file = Buffer.alloc(WAV_HEADER_BYTES + dataBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(WAV_HEADER_BYTES - 8 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // channels
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * WAV_SAMPLE_BYTES, 28);
  file.writeUInt16LE(WAV_SAMPLE_BYTES, 32);
  file.writeUInt16LE(WAV_SAMPLE_BYTES * 8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
  for (const [index, sample] of samples.entries()) {
    file.writeInt16LE(Math.round(sample * 32_767), WAV_HEADER_BYTES + index * WAV_SAMPLE_BYTES);
  }
  return file;
}

/** What to show. Width and height must be even: color has half the resolution of brightness (4:2:0). */
export interface VideoFrames {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frames: number;
  /** Brightness of a pixel in a frame (0 to 255). */
  readonly luma: (x: number, y: number, frame: number) => number;
  /** Color of a whole frame: blue and red difference, 128 for neutral. */
  readonly chroma: (frame: number) => readonly [blue: number, red: number];
}

/** A video in YUV4MPEG2: uncompressed, so it needs no encoder, and readable by FFmpeg. */
export function encodeY4m({ width, height, framesPerSecond, frames, luma, chroma }: VideoFrames): Buffer {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)];
  const chromaBytes = (width / 2) * (height / 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const brightness = Buffer.alloc(width * height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) brightness[y * width + x] = luma(x, y, frame);
    }
    const [blue, red] = chroma(frame);
    parts.push(
      Buffer.from('FRAME\n'),
      brightness,
      Buffer.alloc(chromaBytes, blue),
      Buffer.alloc(chromaBytes, red),
    );
  }
  return Buffer.concat(parts);
}

/** Rotation and acceleration along three axes each, at one point in time. */
export type ImuRow = readonly [
  gyroX: number,
  gyroY: number,
  gyroZ: number,
  acclX: number,
  acclY: number,
  acclZ: number,
];

/**
 * IMU data as the inference server reads it: a header, because the server always skips the first line, then one row per
 * point in time, with four decimals.
 */
export function encodeImuCsv(rows: readonly ImuRow[]): Buffer {
  const lines = rows.map((row) => row.map((number) => number.toFixed(4)).join(','));
  return Buffer.from(`${[MOTION_HEADER, ...lines].join('\n')}\n`);
}
