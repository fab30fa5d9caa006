/** The characters that Weaviate allows (usecases/backup/handler.go regExpID). */
const ID = /^[a-z0-9_-]+$/;

/** Whether a text is an id that Weaviate accepts; such an id is also safe as a file name. */
export function isBackupId(text: string): boolean {
  return ID.test(text);
}

/** The id of a backup made now: `2026-11-30-22-15-07-v1-39-3`, in UTC, so ids sort by time. */
export function newBackupId(now: Date, version: string, purpose?: string): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
  const id = `${time}-v${version.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return purpose === undefined ? id : `${id}-${purpose}`;
}

/** The version of the server in an id of `newBackupId`; undefined for other ids. */
export function versionInId(id: string): string | undefined {
  const [, version] = /^\d{4}(?:-\d\d){5}-v(\d+-\d+-\d+)(?:-|$)/.exec(id) ?? [];
  return version?.replaceAll('-', '.');
}
