/* What ImageBind looks at in a medium, and what its libraries take. */

/** Tokens of a text that count: the context of 77 less the two that mark its ends (ImageBind SimpleTokenizer). */
export const MAX_TOKENS = 75;

/** A side in pixels of what the model sees of a picture or frame (ImageBind data.py). */
export const MODEL_IMAGE_SIDE = 224;

/** Pixels: Pillow takes more for an attack, twice MAX_IMAGE_PIXELS (Image.py `_decompression_bomb_check`). */
export const MAX_PIXELS = 178_956_970;

/** The model's rate in samples a second, and the window of its spectrogram in samples: 25 ms (ImageBind data.py). */
export const MODEL_RATE = 16_000;
export const SOUND_WINDOW = 400;

/** Seconds that the model hears: three clips of two, spread over the whole (ImageBind data.py). */
export const AUDIO_SECONDS = 6;

/** The model looks at five windows of two seconds, spread over the whole video (ImageBind data.py). */
export const VIDEO_WINDOWS = 5;
export const VIDEO_WINDOW_SECONDS = 2;

/** Three axes of a gyroscope and three of an accelerometer. */
export const MOTION_HEADER = 'gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z';
export const MOTION_COLUMNS = 6;

/** Samples of motion that the model looks at (bind_data.py: shorter ones are padded), and how many make one patch. */
export const MOTION_ROWS = 2000;
export const MOTION_PATCH_ROWS = 8;

/** The model squares what it gets (layer normalization), and the square must be a 32-bit number too. */
export const MAX_MOTION_VALUE = 1e19;
