import { crc32, deflateSync } from 'node:zlib';

/** What to draw: one number for gray, three for red, green and blue, each from 0 to 255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The colour at a place; every place of a picture has to answer with the same number of channels. */
  readonly at: (x: number, y: number) => readonly [number] | readonly [number, number, number];
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const COLOR_TYPES = { 1: 0, 3: 2 } as const;

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(content.length + 8);
  framed.writeUInt32BE(data.length, 0);
  content.copy(framed, 4);
  framed.writeUInt32BE(crc32(content), content.length + 4);
  return framed;
}

/** A PNG with 8 bits a channel, gray or RGB. */
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
  // Uncompressed: versions of zlib compress differently, and the bytes should be the same everywhere.
  const data = deflateSync(Buffer.concat(rows), { level: 0 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
