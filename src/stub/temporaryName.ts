/**
 * The real server writes audio, video and IMU data to files named after the time (bind_data.py
 * `_generate_file_name`), and its error texts show the name. Nothing is written here; the name is fixed, so
 * that answers are the same on every run.
 */
export const TEMPORARY_NAME = '2026_01_01-12_00_00_000000_AM_1000';
