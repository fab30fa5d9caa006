import { describe, expect, it } from 'vitest';
import { asCheckFailure } from '../../src/weaviate/checkFailure.ts';

/** The suggestion if Weaviate reports this error of the inference server. */
const suggestionFor = (answer: string) =>
  asCheckFailure(
    new Error(`vectorize target vector default: update vector: fail with status 500: ${answer}`),
    'module',
  ).suggestion;

// Answers of the real inference server.
describe('the suggestion for a rejected medium', () => {
  it.each([
    ['cannot identify image file <_io.BytesIO object at 0x7f0000000000>', /PNG or JPEG/],
    ['Image size (3600000000 pixels) exceeds limit of 178956970 pixels, could be', /smaller copy/],
    ['image file is truncated (891 bytes not processed)', /copy or download/],
    ['broken data stream when reading image file', /copy or download/],
    ['could not create decoder object', /copy or download/],
    ['Failed to load audio from 2026_01_01-12_00_00_000000_AM_1000', /not MP3 or M4A\): ffmpeg/],
    ['Only 16, 24, and 32 bits are supported for signed PCM.', /ffmpeg -i FILE/],
    ['choose a window size 400 that is [2, 125]', /25 ms .* -ac 1/],
    ['cannot reshape tensor of 0 elements into shape [-1, 0] because', /empty or truncated/],
    ["Failed to open video x. [Errno 1094995529] Invalid data found: '<none>'", /convert the video to MP4/],
    ['Video stream not found x', /no video stream/],
    ['Unable to decode video stream', /libx264/],
    ["'NoneType' object has no attribute 'shape'", /one frame per second/],
    ['tuple index out of range', /at least two rows/],
    ['mat1 and mat2 shapes cannot be multiplied (250x40 and 48x512)', /six columns/],
    ["could not convert string 'x' to float32 at row 0, column 1.", /comma-separated/],
    ["cannot access local variable 'imu_paths' where it is not associated with a value", /base64/],
    ['CUDA error: out of memory', /free GPU memory.* log of the inference server/],
    [
      "[enforce fail at alloc_cpu.cpp:75] . DefaultCPUAllocator: can't allocate memory",
      /unusual sample rate/,
    ],
    ['[Errno 30] Read-only file system', /writable/],
  ])('%s', (answer, expected) => {
    expect(suggestionFor(answer)).toMatch(expected);
  });

  it('quotes an unknown error message', () => {
    expect(suggestionFor('the dog ate it\n  at line 3')).toBe(
      'check the log of the inference server for "the dog ate it"',
    );
  });

  it('quotes nothing if the error message is empty', () => {
    expect(asCheckFailure(new Error('fail with status 503'), 'module').suggestion).toBe(
      'check the log of the inference server',
    );
  });

  // Weaviate 1.38.11 after a plain-text answer of the real server, and of other servers.
  it.each([
    [500, "invalid character 'I' looking for beginning of value", /huge values/],
    [502, "invalid character '<' looking for beginning of value", /BIND_INFERENCE_API/],
    [200, "invalid character 'N' looking for beginning of value", /BIND_INFERENCE_API/],
  ])('handles a response that is not JSON, status %i', (status, words, expected) => {
    const text = `update vector: failed to parse vectorization response (status ${status}): ${words}`;
    expect(asCheckFailure(new Error(text), 'module').suggestion).toMatch(expected);
  });
});
