import { isAudio, requireAudio } from '../../../inference/audio.ts';
import { carries } from '../../../inference/signature.ts';
import { readWavLength } from '../../../inference/wavLength.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { contentKind } from './contentKind.ts';
import { readOgg } from './ogg.ts';
import { refusedWith, serverWords } from './serverWords.ts';

/** Seconds: the window of the model's spectrogram (ImageBind data.py: 400 samples at 16 kHz). */
const SHORTEST = 0.025;

/** Seconds that the model hears: three clips of two, spread over the whole (ImageBind data.py). */
const HEARD = 6;

const DECODERS =
  'it decodes WAV, FLAC, Ogg Vorbis and Opus, AIFF, AU: torchaudio 2.0.2 without FFmpeg (pytorch/audio#3539)';
const CONVERT = 'ffmpeg -i FILE -ac 1 -ar 16000 SOUND.wav';

/** Formats inside WAV that sox reads: PCM, ADPCM, float, A-law, mu-law, IMA ADPCM, GSM, and the extended header. */
const WAV_FORMATS = new Set([1, 2, 3, 6, 7, 0x11, 0x31, 0xfffe]);

interface Sound {
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
  /** Why there is no decoder for what is inside. */
  readonly undecodable?: string;
}

/** What is wrong with a sound. Its samples are not decoded. */
export async function examineAudio(bytes: Buffer): Promise<FileFault | undefined> {
  const sound = isAudio(bytes) ? soundIn(bytes) : {};
  const { seconds, channels = 1, undecodable } = sound;
  if (undecodable !== undefined)
    return error(undecodable, `the inference server has no decoder: ${DECODERS}`, CONVERT);
  if (seconds !== undefined && seconds < SHORTEST) {
    const words = serverWords(() => requireAudio(bytes));
    return error(
      `is too short: ${(seconds * 1000).toFixed(0)} ms`,
      refusedWith(words ?? 'choose a window size 400'),
      `at least ${SHORTEST * 1000} ms of sound; two seconds are best`,
    );
  }
  const words = serverWords(() => requireAudio(bytes));
  if (words !== undefined) {
    const kind = isAudio(bytes) ? 'a damaged WAV' : await contentKind(bytes);
    return error(
      `is no sound that the model can hear: ${kind}`,
      `${refusedWith(words)}; ${DECODERS}`,
      CONVERT,
    );
  }
  const changes = [
    ...(seconds !== undefined && seconds > HEARD ? [`of its ${seconds.toFixed(1)} s`] : []),
    ...(channels > 1 ? [`of its ${channels} channels`] : []),
  ];
  if (seconds === undefined || seconds <= HEARD) return undefined;
  return warning(
    `is heard in part: ${changes.join(', and ')}`,
    'the model hears three clips of two seconds, spread over the whole, of the first channel',
    'cut it into pieces of six seconds, a file each, if all of it should be found',
  );
}

function soundIn(bytes: Buffer): Sound {
  if (carries(bytes, [[0, 'RIFF']])) return wavIn(bytes);
  if (carries(bytes, [[0, 'fLaC']])) return flacIn(bytes);
  if (carries(bytes, [[0, 'OggS']])) {
    const ogg = readOgg(bytes);
    return ogg.codec === undefined
      ? { undecodable: 'is an Ogg file with neither Vorbis nor Opus sound in it' }
      : ogg;
  }
  return {};
}

function wavIn(bytes: Buffer): Sound {
  const length = readWavLength(bytes);
  const format = bytes.indexOf('fmt ', 12, 'latin1') + 8;
  if (length === undefined || format + 4 > bytes.length) return {};
  const tag = bytes.readUInt16LE(format);
  if (!WAV_FORMATS.has(tag))
    return { undecodable: `is a WAV with a format inside that is not its own (number ${tag})` };
  return { seconds: length.samples / length.rate, channels: bytes.readUInt16LE(format + 2) };
}

/** STREAMINFO, always the first block (RFC 9639, 8.2): 20 bits of rate, 3 of channels, 5 of depth, 36 of length. */
function flacIn(bytes: Buffer): Sound {
  if (bytes.length < 26) return { undecodable: 'is a FLAC that ends in its header' };
  const rate = bytes.readUIntBE(18, 3) >> 4;
  const channels = ((bytes.readUInt8(20) >> 1) & 7) + 1;
  const samples = (bytes.readUInt8(21) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(22);
  // 0 is "unknown".
  return { seconds: samples === 0 || rate === 0 ? undefined : samples / rate, channels };
}
