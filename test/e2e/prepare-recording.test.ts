import { spawnSync } from 'node:child_process';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PreparedFile } from '../../src/media/preparedFile.ts';
import { preparation } from '../support/preparation.ts';
import { describeWith, program } from '../support/requirements.ts';
import { wavWith } from '../support/tinyMedia.ts';

const { directory, tools, prepared, problemOf, allParts } = preparation();

/** Makes a file with ffmpeg from its test sources. */
function make(name: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...args, join(directory(), name)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

const tone = (seconds: number, rate = 44_100) => [
  ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${rate}:duration=${seconds}`],
];
const pictures = (seconds: number, { rate = 25, size = '640x480' } = {}) => [
  ...['-f', 'lavfi', '-i', `testsrc=duration=${seconds}:size=${size}:rate=${rate}`],
];

/** What ffprobe says of a part, decoded as a whole. */
async function decoded(content: Buffer | string, extension: string) {
  const path = join(directory(), `part.${extension}`);
  await writeFile(path, content);
  const { stdout } = spawnSync(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-of', 'json', '-show_streams', '-show_format', path],
    { encoding: 'utf8' },
  );
  const { streams, format } = JSON.parse(stdout) as {
    streams: Record<string, string>[];
    format: { duration: string };
  };
  return { streams, seconds: Number(format.duration) };
}

/** Without a message, which would show every byte. */
async function isUnchanged({ part }: PreparedFile, name: string): Promise<boolean> {
  const [{ content }, original] = await Promise.all([part(0), readFile(join(directory(), name))]);
  return original.equals(Buffer.from(content));
}

describeWith([program('ffmpeg')], 'a sound', () => {
  it.each([
    ['song.mp3', ['-c:a', 'libmp3lame']],
    ['voice.m4a', ['-c:a', 'aac']],
    ['voice.aac', ['-c:a', 'aac']],
    ['a.wma', ['-c:a', 'wmav2']],
    ['high.wav', ['-ar', '192000', '-c:a', 'pcm_s24le', '-ac', '2']],
    ['odd.wav', ['-ar', '44101']],
    ['six-channels.wav', ['-ac', '6']],
    ['adpcm.wav', ['-c:a', 'adpcm_ima_wav']],
    ['wrong-ending.png', ['-f', 'mp3']],
  ])('is converted to 16 kHz, mono, 16 bits: %s', async (name, args) => {
    make(name, ...tone(4), ...args);
    const file = await prepared(name);
    expect(file).toMatchObject({ kind: 'audio', parts: 1 });
    expect(file.metadata.duration).toBeCloseTo(4, 0);
    const part = await file.part(0);
    expect(part.start).toBeUndefined();
    const { streams, seconds } = await decoded(part.content, 'flac');
    expect(streams).toMatchObject([
      { codec_name: 'flac', sample_rate: '16000', channels: 1, bits_per_raw_sample: '16' },
    ]);
    expect(seconds).toBeCloseTo(4, 0);
  });

  it.each([
    ['a.wav', ['-ar', '16000']],
    ['a.flac', []],
    ['a.ogg', ['-c:a', 'libvorbis']],
    ['a.opus', ['-c:a', 'libopus']],
  ])('that is short goes as it is: %s', async (name, args) => {
    make(name, ...tone(3), ...args);
    const file = await prepared(name);
    expect(await isUnchanged(file, name)).toBe(true);
  });

  it('is cut into windows of equal length that cover it', async () => {
    make('long.mp3', ...tone(20));
    const file = await prepared('long.mp3');
    const parts = await allParts(file);
    expect(parts.length).toBe(4);
    expect(parts[0]?.start).toBe(0);
    expect(parts[3]?.end).toBeCloseTo(file.metadata.duration ?? 0, 3);
    for (const [i, { content, start = 0, end = 0 }] of parts.entries()) {
      expect(start).toBe(i === 0 ? 0 : parts[i - 1]?.end);
      expect((await decoded(content, 'flac')).seconds).toBeCloseTo(end - start, 1);
    }
  });

  it('is cut where --window says', async () => {
    make('long.wav', ...tone(20));
    expect((await prepared('long.wav', { window: 30 })).parts).toBe(1);
    expect((await prepared('long.wav', { window: 2 })).parts).toBe(10);
  });

  it('hears both channels', async () => {
    make('right.wav', ...tone(2), '-af', 'pan=stereo|c1=c0', '-ar', '192000');
    const { content } = await (await prepared('right.wav')).part(0);
    const path = join(directory(), 'right.flac');
    await writeFile(path, content);
    const { stderr } = spawnSync('ffmpeg', ['-i', path, '-af', 'volumedetect', '-f', 'null', '-'], {
      encoding: 'utf8',
    });
    expect(Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1])).toBeGreaterThan(-40);
  });

  it('in an MP4 is audio, not video', async () => {
    make('voice.mp4', ...tone(2), '-c:a', 'aac');
    expect(await prepared('voice.mp4')).toMatchObject({ kind: 'audio', parts: 1 });
  });

  it('with 0 channels is refused', async () => {
    await writeFile(join(directory(), 'none.wav'), wavWith({ channels: 0 }));
    expect(await problemOf(prepared('none.wav'))).toMatchObject({ severity: 'error' });
    expect(await problemOf(prepared('none.wav', { original: true }))).toMatchObject({
      message: 'is a WAV with 0 channels',
    });
  });

  it('that is cut in its header is damaged', async () => {
    make('a.m4a', ...tone(3), '-c:a', 'aac');
    await truncate(join(directory(), 'a.m4a'), 2000);
    expect(await problemOf(prepared('a.m4a', { kind: 'audio' }))).toMatchObject({ message: 'is damaged' });
  });
});

describeWith([program('ffmpeg')], 'a sound that is sent as it is', () => {
  it('starves the server with an odd sample rate', async () => {
    make('odd.wav', ...tone(2), '-ar', '44101');
    expect(await problemOf(prepared('odd.wav', { original: true }))).toMatchObject({
      message: 'has an unusual sample rate: 44101 Hz',
    });
    make('odd.flac', ...tone(2), '-ar', '44101');
    expect(await problemOf(prepared('odd.flac', { original: true }))).toMatchObject({
      message: 'has an unusual sample rate: 44101 Hz',
    });
  });

  it('is used in part if it is long', async () => {
    make('long.wav', ...tone(20));
    const file = await prepared('long.wav', { original: true });
    expect(file.parts).toBe(1);
    expect(file.warnings).toMatchObject([{ message: 'is only used in part (20.0 s)' }]);
    expect(file.metadata.duration).toBeCloseTo(20, 1);
  });

  it('without ffmpeg is one that the server reads', async () => {
    make('long.wav', ...tone(20));
    make('song.mp3', ...tone(2));
    const without = { tools: { ...tools(), ffmpeg: undefined } };
    expect((await prepared('long.wav', without)).warnings).toMatchObject([
      { suggestion: expect.stringContaining('install ffmpeg') },
    ]);
    expect(await problemOf(prepared('song.mp3', without))).toMatchObject({
      message: 'has to be converted, and ffmpeg is missing',
      suggestion: expect.stringContaining('install ffmpeg'),
    });
  });
});

describeWith([program('ffmpeg')], 'a video', () => {
  it.each([
    ['large.mp4', [...pictures(2, { size: '1280x720' })], '598x336'],
    ['upright.mov', [...pictures(2, { size: '480x640' })], '336x448'],
    ['odd.mkv', [...pictures(2, { size: '161x91' }), '-c:v', 'ffv1'], '160x90'],
    ['a.avi', [...pictures(2), '-c:v', 'mjpeg'], '448x336'],
    ['a.webm', [...pictures(2), '-c:v', 'libvpx', '-b:v', '500k'], '448x336'],
    ['stream.ts', [...pictures(2), '-c:v', 'libx264'], '448x336'],
    ['with-sound.mp4', [...pictures(2), ...tone(2), '-c:a', 'aac'], '448x336'],
  ])('is converted to a small MP4 without sound: %s', async (name, args, size) => {
    make(name, ...args);
    const file = await prepared(name);
    expect(file).toMatchObject({ kind: 'video', parts: 1 });
    const { streams, seconds } = await decoded((await file.part(0)).content, 'mp4');
    expect(streams.map(({ width, height }) => `${width}x${height}`)).toEqual([size]);
    expect(streams).toMatchObject([{ codec_type: 'video', pix_fmt: 'yuv420p' }]);
    expect(seconds).toBeCloseTo(2, 0);
    const thumbnail = await decoded(file.thumbnail ?? '', 'jpg');
    expect(Math.max(Number(thumbnail.streams[0]?.width), Number(thumbnail.streams[0]?.height))).toBe(160);
  });

  it('is turned as its camera says', async () => {
    make('lying.mp4', ...pictures(1, { size: '640x480' }));
    const content = await readFile(join(directory(), 'lying.mp4'));
    // The matrix of the track (ISO/IEC 14496-12, 8.3.2), which only ffmpeg 6 can write: a quarter turn.
    const matrix = content.indexOf('tkhd') + 44;
    for (const [i, value] of [0, 65_536, 0, -65_536, 0, 0, 480 * 65_536, 0, 2 ** 30].entries())
      content.writeInt32BE(value, matrix + 4 * i);
    await writeFile(join(directory(), 'phone.mp4'), content);
    const { streams } = await decoded((await (await prepared('phone.mp4')).part(0)).content, 'mp4');
    expect(streams).toMatchObject([{ width: 336, height: 448 }]);
  });

  it('that is short and small goes as it is', async () => {
    make('small.mp4', ...pictures(2, { size: '320x240' }), '-c:v', 'libx264', '-pix_fmt', 'yuv420p');
    const file = await prepared('small.mp4');
    expect(await isUnchanged(file, 'small.mp4')).toBe(true);
    expect(file.thumbnail).toBeDefined();
  });

  it('is cut into windows of equal length that cover it', async () => {
    make('long.mp4', ...pictures(24, { size: '320x240' }));
    const parts = await allParts(await prepared('long.mp4'));
    expect(parts.map(({ start, end }) => [start, end])).toEqual([
      [0, 8],
      [8, 16],
      [16, 24],
    ]);
    for (const { content } of parts) {
      const { streams, seconds } = await decoded(content, 'mp4');
      expect(seconds).toBeCloseTo(8, 1);
      expect(Number(streams[0]?.['nb_read_frames'])).toBeCloseTo(80, -1);
    }
  });

  it('with a frame in ten seconds has frames in each window of two seconds', async () => {
    make('slow.mp4', ...pictures(20, { rate: 0.1, size: '320x240' }));
    for (const { content } of await allParts(await prepared('slow.mp4'))) {
      const { streams } = await decoded(content, 'mp4');
      expect(Number(streams[0]?.['nb_read_frames'])).toBeGreaterThan(90);
    }
  });

  it('has its time, and its position only with --location', async () => {
    const tags = ['creation_time=2024-05-01T10:00:00Z', 'location=+48.1333-011.5000/'];
    make('tagged.mp4', ...pictures(1), ...tags.flatMap((tag) => ['-metadata', tag]));
    const { metadata } = await prepared('tagged.mp4');
    expect(metadata).toEqual({ taken: new Date('2024-05-01T10:00:00Z'), duration: 1 });
    expect((await prepared('tagged.mp4', { location: true })).metadata.position).toEqual({
      latitude: 48.1333,
      longitude: -11.5,
    });
  });

  it('without frames is damaged', async () => {
    make('none.mp4', ...pictures(1), '-c:v', 'libx264', '-frames:v', '0');
    expect(await problemOf(prepared('none.mp4', { kind: 'video' }))).toMatchObject({ severity: 'error' });
  });

  it('that is cut before its index is damaged', async () => {
    make('cut.mp4', ...pictures(2));
    const { size } = await stat(join(directory(), 'cut.mp4'));
    await truncate(join(directory(), 'cut.mp4'), size / 2);
    expect(await problemOf(prepared('cut.mp4'))).toMatchObject({
      message: 'is damaged',
      reason: expect.not.stringContaining(directory()),
    });
  });

  it('with --original goes as it is, and needs video', async () => {
    make('large.mp4', ...pictures(2));
    expect(await isUnchanged(await prepared('large.mp4', { original: true }), 'large.mp4')).toBe(true);
    make('voice.mp4', ...tone(2), '-c:a', 'aac');
    expect(await problemOf(prepared('voice.mp4', { original: true }))).toMatchObject({
      message: 'has no video track',
    });
  });

  it('leaves nothing in the directory for conversions', async () => {
    make('a.mp4', ...pictures(1));
    await (await prepared('a.mp4')).part(0);
    expect(spawnSync('ls', [tools().ffmpeg?.scratch ?? ''], { encoding: 'utf8' }).stdout).toBe('');
  });
});
