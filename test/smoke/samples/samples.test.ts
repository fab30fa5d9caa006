import { createHash } from 'node:crypto';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brokenImage, sampleMedia, sampleText } from '../../../src/smoke/samples/samples.ts';

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** What Weaviate accepts as a blob on insert: padded standard base64, not empty. */
const BLOB = /^(?:[A-Za-z0-9+/]{4})*(?:..==|...=|....)$/;

// The files were verified with Pillow, Python's wave module, PyAV and numpy.
describe('sampleMedia', () => {
  it.each([
    ['image', '012d4e97674488fb', '0733fe86abe55dd9'],
    ['thermal', 'f45bd1124c92c742', 'b9b8b1adf15b52ea'],
    ['depth', '825915ccc9435d7d', '6e75c8dc00313e79'],
    ['audio', '4f6c137b784230a2', '9477f0251c42159a'],
    ['video', '3a6ce6560c229d3b', 'af4729167190385a'],
    ['imu', 'b72a3a8365f1c1df', '6c1810ca75dd6b5d'],
  ] as const)('creates two small %s files that never change', (modality, ...digests) => {
    const files = [sampleMedia(modality, 0), sampleMedia(modality, 1)];
    expect(files.map(digest)).toEqual(digests);
    for (const file of files) {
      expect(file.length).toBeLessThan(50_000);
      expect(file.toString('base64')).toMatch(BLOB);
    }
  });

  it.each([
    ['image', 2, 3],
    ['thermal', 0, 1],
    ['depth', 0, 1],
  ] as const)('encodes %s as PNG with color type %i', (modality, colorType, channels) => {
    for (const variant of [0, 1] as const) {
      const file = sampleMedia(modality, variant);
      const chunks = new Map<string, Buffer>();
      for (let at = 8; at < file.length; ) {
        const size = file.readUInt32BE(at);
        const data = file.subarray(at + 8, at + 8 + size);
        expect(file.readUInt32BE(at + 8 + size)).toBe(crc32(file.subarray(at + 4, at + 8 + size)));
        chunks.set(file.toString('latin1', at + 4, at + 8), data);
        at += size + 12;
      }
      expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
      const header = chunks.get('IHDR') ?? Buffer.alloc(13);
      expect([header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([64, 64]);
      expect([...header.subarray(8)]).toEqual([8, colorType, 0, 0, 0]);
      const pixels = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
      expect(pixels.length).toBe(64 * (1 + 64 * channels));
      expect(Math.max(...pixels) - Math.min(...pixels)).toBeGreaterThan(100);
    }
  });

  it('creates two seconds of audio', () => {
    const file = sampleMedia('audio', 0);
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    const [rate, bytesPerSecond] = [file.readUInt32LE(24), file.readUInt32LE(28)];
    expect([file.readUInt16LE(20), file.readUInt16LE(22), rate, file.readUInt16LE(34)]).toEqual([
      1, 1, 8000, 16,
    ]);
    expect(file.readUInt32LE(40) / bytesPerSecond).toBe(2);
  });

  it('creates a video of six different frames, two per second', () => {
    const file = sampleMedia('video', 0);
    const header = 'YUV4MPEG2 W64 H64 F2:1 Ip A1:1 C420jpeg\n';
    expect(file.toString('latin1', 0, header.length)).toBe(header);
    const frameBytes = 'FRAME\n'.length + (64 * 64 * 3) / 2;
    const frames = Array.from({ length: 6 }, (_, index) =>
      file.subarray(header.length + index * frameBytes, header.length + (index + 1) * frameBytes),
    );
    expect(file.length).toBe(header.length + 6 * frameBytes);
    expect(frames.every((frame) => frame.toString('latin1', 0, 6) === 'FRAME\n')).toBe(true);
    expect(new Set(frames.map(digest)).size).toBe(6);
  });

  it('creates an IMU recording of 200 rows with six numbers after a header', () => {
    const lines = sampleMedia('imu', 1).toString().trimEnd().split('\n');
    expect(lines[0]).toBe('gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z');
    expect(lines).toHaveLength(201);
    for (const line of lines.slice(1)) expect(line).toMatch(/^(?:-?\d+\.\d{4}(?:,|$)){6}$/);
  });
});

describe('other samples', () => {
  it('has two texts without a word in common', () => {
    const [first = [], second = []] = ([0, 1] as const).map((variant) =>
      sampleText(variant)
        .toLowerCase()
        .split(' ')
        .filter((word) => word.length > 2),
    );
    expect(first.filter((word) => second.includes(word))).toEqual([]);
  });

  it('has a broken image that Weaviate accepts as a blob', () => {
    expect(brokenImage().toString('base64')).toMatch(BLOB);
  });
});
