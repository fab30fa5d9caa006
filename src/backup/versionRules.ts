import { isNewer, minorOf } from '../formats/versionNumber.ts';

export type VersionVerdict =
  | { readonly kind: 'fine' }
  /** A patch release apart: allowed, but not what was tested. */
  | { readonly kind: 'newer-patch' }
  | { readonly kind: 'newer-minor' };

/**
 * Whether a backup may be restored into a server. Weaviate itself does not check: 1.39.3 restores a backup that says
 * 1.45.0 (measured), whose files it may not understand.
 * @param backup the version that made the backup, and `server` the one that would restore it
 */
export function versionVerdict(backup: string, server: string): VersionVerdict {
  if (!isNewer(backup, server)) return { kind: 'fine' };
  return { kind: minorOf(backup) === minorOf(server) ? 'newer-patch' : 'newer-minor' };
}
