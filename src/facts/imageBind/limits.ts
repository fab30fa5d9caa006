/* How much of a medium ImageBind uses, and the limits of its libraries. */

/** Tokens of a text that the model uses: a context of 77 without the start and end markers (ImageBind SimpleTokenizer). */
export const MAX_TOKENS = 75;

/** The side, in pixels, of the square that the model sees of an image or a video frame (ImageBind data.py). */
export const MODEL_IMAGE_SIDE = 224;

/** The model's sample rate in Hz, and the window of its spectrogram in samples: 25 ms (ImageBind data.py). */
export const MODEL_RATE = 16_000;
export const AUDIO_WINDOW = 400;

/** The seconds of audio that the model uses: three clips of two seconds, spread over the file (ImageBind data.py). */
export const AUDIO_SECONDS = 6;

/** The model uses five windows of two seconds, spread over the video (ImageBind data.py). */
export const VIDEO_WINDOWS = 5;
export const VIDEO_WINDOW_SECONDS = 2;

/** Three axes of a gyroscope, then three of an accelerometer. */
export const MOTION_HEADER = 'gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z';
export const MOTION_COLUMNS = 6;

/** The number of motion samples that the model uses (bind_data.py pads shorter recordings), and how many form a patch. */
export const MOTION_ROWS = 2000;
export const MOTION_PATCH_ROWS = 8;

/** The model squares its input (layer normalization), and the square must fit into a 32-bit float. */
export const MAX_MOTION_VALUE = 1e19;
