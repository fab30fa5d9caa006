import { encodePng, encodeWav, type Picture } from './encoders.ts';

/** A medium with a caption that describes it and no other medium here. */
export interface CaptionedSample {
  readonly caption: string;
  readonly medium: () => Buffer;
}

/** Width and height in pixels. The model scales images to 224, which large plain shapes survive. */
const SIDE = 112;
const CENTER = SIDE / 2;

type Color = readonly [number, number, number];
const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
const RED: Color = [220, 20, 20];
const YELLOW: Color = [255, 210, 30];
const BLUE: Color = [60, 130, 230];
const GREEN: Color = [40, 150, 50];

const fromCenter = (x: number, y: number) => Math.hypot(x - CENTER, y - CENTER);

/** Two eyes, and the lower part of a ring as the mouth. */
function smiley(x: number, y: number): Color {
  const isEye = [40, 72].some((eye) => Math.hypot(x - eye, y - 42) < 6);
  const radius = fromCenter(x, y);
  const isMouth = radius > 26 && radius < 32 && y > CENTER + 8;
  if (isEye || isMouth) return BLACK;
  return radius < 46 ? YELLOW : WHITE;
}

const image = (at: Picture['at']) => () => encodePng({ width: SIDE, height: SIDE, at });

/**
 * Images that are easy to distinguish. ImageBind uses the frozen image and text encoders of OpenCLIP ViT-H (ImageBind
 * paper, section 3.3), for which shapes and colors like these are easy.
 */
export const CAPTIONED_IMAGES: readonly CaptionedSample[] = [
  {
    caption: 'a red circle on a white background',
    medium: image((x, y) => (fromCenter(x, y) < 38 ? RED : WHITE)),
  },
  {
    caption: 'a black and white checkerboard',
    medium: image((x, y) => ((Math.floor(x / 14) + Math.floor(y / 14)) % 2 === 0 ? BLACK : WHITE)),
  },
  { caption: 'a yellow smiley face', medium: image(smiley) },
  {
    caption: 'a green field under a blue sky',
    medium: image((_x, y) => (y < CENTER ? BLUE : GREEN)),
  },
];

const RATE = 16_000;
const SECONDS = 2;

/** Noise from -1 to 1, the same on every run (the LCG of Numerical Recipes). */
function noise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function sound(sample: (second: number) => number): Buffer {
  return encodeWav(
    Array.from({ length: RATE * SECONDS }, (_, i) => sample(i / RATE)),
    RATE,
  );
}

/** A tone that rises and falls twice between 600 and 1400 Hz, with two overtones. */
function siren(): Buffer {
  let phase = 0;
  return sound((second) => {
    phase += (2 * Math.PI * (1000 - 400 * Math.cos(2 * Math.PI * second))) / RATE;
    return 0.4 * Math.sin(phase) + 0.15 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase);
  });
}

function rain(): Buffer {
  const next = noise();
  return sound(() => 0.3 * next());
}

/** Synthetic sounds, and the captions that describe them best. */
export const CAPTIONED_SOUNDS: readonly CaptionedSample[] = [
  { caption: 'the wail of a siren', medium: siren },
  { caption: 'the hiss of heavy rain', medium: rain },
];
