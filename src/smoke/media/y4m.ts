/** What to film. Width and height have to be even: colour has half the resolution of brightness (4:2:0). */
export interface Film {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frames: number;
  /** Brightness (0 to 255) at a place of a frame. */
  readonly luma: (x: number, y: number, frame: number) => number;
  /** Colour of a whole frame: blue and red difference, 128 for none. */
  readonly chroma: (frame: number) => readonly [blue: number, red: number];
}

/** A film in YUV4MPEG2, the uncompressed format that needs no encoder and that FFmpeg reads. */
export function encodeY4m({ width, height, framesPerSecond, frames, luma, chroma }: Film): Buffer {
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
