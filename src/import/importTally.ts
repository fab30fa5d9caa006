import type { Modality } from '../facts/modalities.ts';
import type { MediaProblem } from '../media/mediaProblem.ts';

/** What happened to a file (or to the files of one object). */
export type FileEvent =
  | {
      readonly status: 'imported';
      readonly path: string;
      readonly kind: Modality;
      readonly objects: number;
      readonly warnings: readonly MediaProblem[];
    }
  | { readonly status: 'unchanged'; readonly path: string }
  /** @param reason follows a number of files: `are audio` */
  | { readonly status: 'skipped'; readonly path: string; readonly reason: string }
  | { readonly status: 'failed'; readonly path: string; readonly problem: MediaProblem };

export interface FailedFile extends Omit<MediaProblem, 'severity'> {
  readonly file: string;
}

/** What an import has done so far. */
export class ImportTally {
  imported = 0;
  unchanged = 0;
  objects = 0;
  /** Files whose objects were removed because the files are gone. */
  removed = 0;
  readonly failed: FailedFile[] = [];
  /** Numbers of files by reason. */
  readonly skipped = new Map<string, number>();

  add(event: FileEvent): void {
    if (event.status === 'imported') {
      this.imported++;
      this.objects += event.objects;
    } else if (event.status === 'unchanged') this.unchanged++;
    else if (event.status === 'skipped')
      this.skipped.set(event.reason, (this.skipped.get(event.reason) ?? 0) + 1);
    else {
      const { message, reason, suggestion } = event.problem;
      this.failed.push({ file: event.path, message, reason, suggestion });
    }
  }

  get skippedFiles(): number {
    return [...this.skipped.values()].reduce((a, b) => a + b, 0);
  }

  /** Files that have been dealt with. */
  get files(): number {
    return this.imported + this.unchanged + this.skippedFiles + this.failed.length;
  }
}
