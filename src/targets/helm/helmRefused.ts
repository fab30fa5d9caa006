import type { RunResult } from '../../context.ts';
import { type ClusterCommand, commandLine } from './cluster.ts';

/** helm has refused to do something. */
export class HelmRefused extends Error {
  /** As one would type it. */
  readonly line: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly notFound: boolean;
  /** The values file that is to blame; undefined where it is not known. */
  readonly file: string | undefined;

  constructor(command: ClusterCommand, { stderr, exitCode, notFound }: RunResult, file?: string) {
    super('helm did not do it');
    this.line = commandLine(command);
    this.stderr = stderr;
    this.exitCode = exitCode;
    this.notFound = notFound;
    this.file = file;
  }
}
