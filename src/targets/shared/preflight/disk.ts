import { statfs } from 'node:fs/promises';
import { gigabytes } from '../../../formats/size.ts';
import { type CheckResult, checking } from './report.ts';

/** A file system. */
export interface DiskSpace {
  /** Bytes for programs without privileges. */
  readonly free: number;
  /** Share of what is in use as Weaviate computes it: of all blocks, with those kept for root (disk_use_unix.go). */
  readonly used: number;
}

/** The file system of a directory; undefined where it cannot be asked. */
export async function lookAtDisk(directory: string): Promise<DiskSpace | undefined> {
  return statfs(directory).then(
    ({ bavail, bfree, blocks, bsize }) => ({
      free: bavail * bsize,
      used: blocks > 0 ? 1 - bfree / blocks : 0,
    }),
    () => undefined,
  );
}

/** Percent of use from which Weaviate makes its data read-only (DISK_USE_READONLY_PERCENTAGE, config_handler.go). */
const READ_ONLY = 90;

export interface DiskNeeds {
  /** For people: `images`, `the Weaviate server and data`. */
  readonly what: string;
  /** Bytes below which it cannot work. */
  readonly least: number;
  /** Bytes that leave room while it works. */
  readonly enough: number;
  /** What makes room. */
  readonly suggestion: string;
}

/** Whether there is room for what comes, and for data after it. */
export function decideDisk(space: DiskSpace, { what, least, enough, suggestion }: DiskNeeds): CheckResult {
  const needed = least === enough ? gigabytes(least) : `${gigabytes(least)}, better ${gigabytes(enough)}`;
  const check = checking('disk', 'free disk', `${needed} for ${what}`);
  const found = `${gigabytes(space.free)} free`;
  if (space.free < least) return check.fail(found, suggestion);
  if (space.free < enough) return check.warn(found, suggestion);
  const used = 100 * space.used;
  return used > READ_ONLY
    ? check.warn(
        `${found}, ${Math.round(used)} % used: Weaviate stops writing above ${READ_ONLY} %`,
        suggestion,
      )
    : check.pass(found);
}
