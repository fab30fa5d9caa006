import { readFile } from 'node:fs/promises';
import type { Modality } from '../facts/modalities.ts';
import type { MediaProblem } from './mediaProblem.ts';
import type { MediaTools } from './tools.ts';

export interface PrepareOptions {
  /** Send files as they are. */
  readonly original: boolean;
  /** Keep the position where a file was taken. */
  readonly location: boolean;
  /** Seconds of sound and video in one part; each has its own default. */
  readonly window?: number;
  readonly signal: AbortSignal;
  readonly tools: MediaTools;
}

export interface MediaMetadata {
  /** The time of the camera. If the file does not say in which time zone, it counts as UTC. */
  readonly taken?: Date;
  /** Make and model. */
  readonly camera?: string;
  /** Seconds of the whole recording. */
  readonly duration?: number;
  readonly position?: { readonly latitude: number; readonly longitude: number };
}

/** What becomes one object: a whole file, or a part of it. */
export interface MediaPart {
  /** Text as it is, other media as bytes. */
  readonly content: Buffer | string;
  /** Where the part is in the recording, in seconds. */
  readonly start?: number;
  readonly end?: number;
}

export interface PreparedFile {
  /** What the file turned out to be: an MP4 without video is audio. */
  readonly kind: Modality;
  readonly parts: number;
  readonly metadata: MediaMetadata;
  /** JPEG. */
  readonly thumbnail?: Buffer;
  readonly warnings: readonly MediaProblem[];
  /**
   * Makes a part when it is asked for, so that one window at a time is in memory.
   * @throws MediaError
   */
  part(index: number): Promise<MediaPart>;
}

/** A file to prepare: its absolute path, and its size in bytes. */
export interface MediaFile {
  readonly path: string;
  readonly size: number;
}

/** A file as one part, read when it is asked for. */
export function asItIs({ path }: MediaFile, kind: Modality, more: Partial<PreparedFile> = {}): PreparedFile {
  return {
    kind,
    parts: 1,
    metadata: {},
    warnings: [],
    part: async () => ({ content: await readFile(path) }),
    ...more,
  };
}
