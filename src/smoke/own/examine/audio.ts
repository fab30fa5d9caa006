import { isAudio, isWav, requireAudio } from '../../../stub/audio.ts';
import { carries } from '../../../stub/signature.ts';
import { A_LAW, FLOAT, GSM, IMA_ADPCM, MS_ADPCM, MU_LAW, PCM, readWav } from '../../../stub/wav.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { readAiff, readAu } from './auAndAiff.ts';
import { contentKind } from './contentKind.ts';
import { readFlac } from './flac.ts';
import { readOgg } from './ogg.ts';
import { rateFault } from './resampler.ts';
import { refusedWith, serverWords } from './serverWords.ts';

/** Seconds: the window of the model's spectrogram (ImageBind data.py: 400 samples at 16 kHz). */
const SHORTEST = 0.025;

/** Seconds that the model hears: three clips of two, spread over the whole (ImageBind data.py). */
const HEARD = 6;

const DECODERS =
  'it decodes WAV, FLAC, Ogg Vorbis and Opus, AIFF, AU, VOC: torchaudio 2.0.2 without FFmpeg (pytorch/audio#3539)';
const CONVERT = 'ffmpeg -i FILE -ac 1 -ar 16000 SOUND.wav';
const AGAIN = 'copy or download the file again';

/**
 * Formats inside a WAV that sox reads, and the bits per sample that it (libsox 14.4.2 wav.c) and torchaudio 2.0.2
 * take of them; undefined where the format leaves no choice.
 */
const WAV_BITS: ReadonlyMap<number, readonly number[] | undefined> = new Map([
  [PCM, [8, 16, 24, 32]],
  [FLOAT, [32, 64]],
  [A_LAW, [8]],
  [MU_LAW, [8]],
  [MS_ADPCM, undefined],
  [IMA_ADPCM, undefined],
  [GSM, undefined],
]);

interface Sound {
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
  /** Samples per second. */
  readonly rate?: number | undefined;
  /** Why the server does not take it. */
  readonly fault?: FileFault;
}

const undecodable = (message: string) => ({
  fault: error(message, `the inference server has no decoder: ${DECODERS}`, CONVERT),
});

const cutOff = (what: string) => ({
  fault: error(what, refusedWith('Failed to load audio'), AGAIN),
});

/** What is wrong with a sound. Its samples are not decoded. */
export async function examineAudio(bytes: Buffer): Promise<FileFault | undefined> {
  const { seconds, channels = 1, rate, fault } = isAudio(bytes) ? soundIn(bytes) : {};
  if (fault !== undefined) return fault;
  const words = serverWords(() => requireAudio(bytes));
  if (seconds !== undefined && seconds < SHORTEST) {
    return error(
      `is too short: ${(seconds * 1000).toFixed(0)} ms${channels > 1 ? ` in each of its ${channels} channels` : ''}`,
      refusedWith(words ?? 'choose a window size 400'),
      `at least ${SHORTEST * 1000} ms of sound; two seconds are best`,
    );
  }
  if (words !== undefined) {
    const kind = isAudio(bytes) ? 'a damaged WAV' : await contentKind(bytes);
    return error(
      `is no sound that the model can hear: ${kind}`,
      `${refusedWith(words)}; ${DECODERS}`,
      CONVERT,
    );
  }
  const odd = rate === undefined ? undefined : rateFault(rate);
  if (odd !== undefined) return odd;
  if (seconds === undefined || seconds <= HEARD) return undefined;
  const changes = [
    `of its ${seconds.toFixed(1)} s`,
    ...(channels > 1 ? [`of its ${channels} channels`] : []),
  ];
  return warning(
    `is heard in part: ${changes.join(', and ')}`,
    'the model hears three clips of two seconds, spread over the whole, of the first channel',
    'cut it into pieces of six seconds, a file each, if all of it should be found',
  );
}

function soundIn(bytes: Buffer): Sound {
  if (isWav(bytes)) return wavIn(bytes);
  if (carries(bytes, [[0, 'fLaC']])) return flacIn(bytes);
  if (carries(bytes, [[0, 'OggS']])) return oggIn(bytes);
  if (carries(bytes, [[0, 'FORM']])) return readAiff(bytes) ?? {};
  if (carries(bytes, [[0, '.snd']])) return readAu(bytes) ?? {};
  return {};
}

function wavIn(bytes: Buffer): Sound {
  const wav = readWav(bytes);
  if (wav === undefined) return {};
  const { format, channels, rate, bits, samples } = wav;
  if (channels === 0) {
    return {
      fault: error(
        'is a WAV with 0 channels',
        'the inference server divides by that number, and its process dies (SIGFPE)',
        'write the file again, with one channel or more',
      ),
    };
  }
  if (!WAV_BITS.has(format)) {
    return undecodable(`is a WAV with a format inside that is not its own (number ${format})`);
  }
  const allowed = WAV_BITS.get(format);
  if (allowed && !allowed.includes(bits)) {
    return undecodable(
      `is a WAV with ${bits} bits per sample, and ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'} read`,
    );
  }
  return { seconds: samples / rate, channels, rate };
}

function flacIn(bytes: Buffer): Sound {
  const flac = readFlac(bytes);
  if (flac === undefined) return cutOff('is a FLAC that ends in its header');
  return flac.isCut ? cutOff('is a FLAC that is cut off before its first frame ends') : flac;
}

function oggIn(bytes: Buffer): Sound {
  const ogg = readOgg(bytes);
  if (ogg.codec === undefined) return undecodable('is an Ogg file with neither Vorbis nor Opus sound in it');
  if (ogg.isCut && ogg.seconds === 0)
    return cutOff('is an Ogg file that is cut off before its first page of sound');
  return ogg;
}
