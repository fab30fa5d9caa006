import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { lazy } from '../formats/lazy.ts';
import { tryParseJson } from '../formats/parseJson.ts';
import { COPY_AGAIN, MediaError, mediaError } from './mediaProblem.ts';
import type { MediaMetadata, PreparedFile } from './preparedFile.ts';
import type { Ffmpeg } from './tools.ts';

const tagsSchema = z.optional(z.record(z.string(), z.string()));

const probeSchema = lazy(() =>
  z.object({
    format: z.object({ format_name: z.string(), duration: z.optional(z.string()), tags: tagsSchema }),
    streams: z.array(
      z.object({
        codec_type: z.optional(z.string()),
        codec_name: z.optional(z.string()),
        width: z.optional(z.number()),
        height: z.optional(z.number()),
        sample_rate: z.optional(z.string()),
        channels: z.optional(z.number()),
        duration: z.optional(z.string()),
        avg_frame_rate: z.optional(z.string()),
        disposition: z.optional(z.object({ attached_pic: z.optional(z.number()) })),
        side_data_list: z.optional(z.array(z.object({ rotation: z.optional(z.number()) }))),
      }),
    ),
  }),
);

type Probed = z.infer<ReturnType<typeof probeSchema>>;
type Stream = Probed['streams'][number];

/** What ffprobe says of a recording. */
export interface Recording {
  /** Names of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** The first stream of each kind; a cover is not video. */
  readonly video: Stream | undefined;
  readonly audio: Stream | undefined;
  /** Seconds; undefined if the file does not say. */
  readonly duration: number | undefined;
  readonly metadata: MediaMetadata;
}

/** Only local files: a playlist could name any address. */
const input = (path: string) => ['-protocol_whitelist', 'file', '-i', `file:${path}`];

/** @throws MediaError if it is not a recording, or damaged */
export async function probe(
  { run }: Ffmpeg,
  path: string,
  location: boolean,
  signal: AbortSignal,
): Promise<Recording> {
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...input(path)];
  const { exitCode, stdout, stderr } = await run('ffprobe', args, { signal });
  signal.throwIfAborted();
  const probed = probeSchema().safeParse(tryParseJson(stdout));
  if (exitCode !== 0 || !probed.success) throw damaged(stderr, path);
  const { format, streams } = probed.data;
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const seconds = Number((video ?? audio)?.duration ?? format.duration);
  const duration = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  return {
    format: format.format_name,
    video,
    audio,
    duration,
    metadata: metadataOf(format.tags ?? {}, duration, location),
  };
}

/** The metadata of a recording; phones of Apple use names of their own. */
function metadataOf(
  tags: Readonly<Record<string, string>>,
  duration: number | undefined,
  location: boolean,
): MediaMetadata {
  const apple = (name: string) => tags[`com.apple.quicktime.${name}`];
  const taken = new Date(apple('creationdate') ?? tags['creation_time'] ?? '');
  const camera = [apple('make'), apple('model')].filter((part) => part !== undefined).join(' ');
  const place = apple('location.ISO6709') ?? tags['location'] ?? '';
  const [, latitude, longitude] = /^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)/.exec(place) ?? [];
  return {
    // A camera without a clock writes the epoch of the format: 1904 or 1970.
    ...(taken.getUTCFullYear() > 1970 && { taken }),
    ...(camera !== '' && { camera }),
    ...(duration !== undefined && { duration }),
    ...(location &&
      latitude !== undefined && {
        position: { latitude: Number(latitude), longitude: Number(longitude) },
      }),
  };
}

/** A part of a recording, in seconds. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/**
 * What ffmpeg makes of a recording.
 * @param extension decides on the format
 * @throws MediaError if it makes nothing
 */
export async function convert(
  { run, scratch }: Ffmpeg,
  path: string,
  span: Span | undefined,
  args: readonly string[],
  extension: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const output = join(scratch, `${randomUUID()}.${extension}`);
  const place = span ? ['-ss', span.start.toFixed(3), '-t', span.length.toFixed(3)] : [];
  try {
    const all = ['-v', 'error', '-nostdin', '-threads', '1', ...place, ...input(path), ...args, output];
    const { exitCode, stderr } = await run('ffmpeg', all, { signal });
    signal.throwIfAborted();
    if (exitCode !== 0) throw damaged(stderr, path);
    return await readFile(output);
  } finally {
    await rm(output, { force: true });
  }
}

/** A recording as parts, each of which ffmpeg makes when it is asked for. */
export function convertedParts(
  ffmpeg: Ffmpeg,
  path: string,
  windows: readonly (Span | undefined)[],
  args: readonly string[],
  extension: string,
  signal: AbortSignal,
): Pick<PreparedFile, 'parts' | 'part'> {
  return {
    parts: windows.length,
    part: async (index) => {
      const span = windows[index];
      const content = await convert(ffmpeg, path, span, args, extension, signal);
      return windows.length > 1 && span
        ? { content, start: span.start, end: span.start + span.length }
        : { content };
    },
  };
}

/** The last line says what made it stop; it names the file, which the report does too. */
function damaged(stderr: string, path: string): MediaError {
  const line =
    stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(`file:${path}`, '')
      .replace(/^[:\s]+/, '') ?? '';
  return new MediaError(mediaError('is damaged', `ffmpeg: ${line || 'it cannot be read'}`, COPY_AGAIN));
}

/** How to install ffmpeg. */
const INSTALL =
  process.platform === 'darwin'
    ? 'brew install ffmpeg'
    : process.platform === 'win32'
      ? 'winget install ffmpeg'
      : 'apt install ffmpeg, dnf install ffmpeg-free, or apk add ffmpeg';

/** @param what is necessary: `convert` */
export const needsFfmpeg = (message: string, reason: string): MediaError =>
  new MediaError(mediaError(message, reason, `install ffmpeg (${INSTALL}), and run the command again`));

export const INSTALL_FFMPEG = `install ffmpeg, which cuts it into parts: ${INSTALL}`;
