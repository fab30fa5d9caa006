import { MODALITIES } from '../facts/modalities.ts';
import type { Output, Step } from '../terminal/output.ts';
import type { SmokeCheckResult, SmokeReport } from './report.ts';
import type { SkippedFile } from './userMedia/mediaFolder.ts';
import type { ImportedMedium, MediaReport, Neighbor } from './userMedia/mediaReport.ts';

/** Width of the longest check id. */
const ID_WIDTH = 17;
/** Width of a duration below 1000 s. */
const MS_WIDTH = 9;

/** Shows a smoke test while it runs, one line per check. */
export class SmokeLines {
  readonly #out: Output;
  /** Whether to show distances and every check that was not run. */
  readonly #verbose: boolean;
  #step: Step | undefined;
  #id = '';
  #notRun = 0;
  #failed = '';

  constructor(out: Output, verbose = false) {
    this.#out = out;
    this.#verbose = verbose;
  }

  started(id: string): void {
    this.#id = id;
    this.#step = this.#out.step(id, { brief: true });
  }

  /** Shows what the check is waiting for. */
  waiting(what: string): void {
    this.#step?.update(`${this.#id}: waiting for ${what}`);
  }

  ended(result: SmokeCheckResult): void {
    const { colors } = this.#out;
    const { id, status, ms, detail, suggestion } = result;
    const name = id.padEnd(ID_WIDTH);
    if (status === 'skip') {
      this.#endStep();
      if (this.#failed !== '' && !this.#verbose) this.#notRun += 1;
      else this.#out.say(colors.dim(`- ${name} ${'skipped'.padStart(MS_WIDTH)}  ${detail}`));
      return;
    }
    if (status === 'fail') this.#failed ||= id;
    // Without a server there is nothing else to report: the error of the command says it in one line.
    if (status === 'fail' && id === 'ready' && !this.#verbose) {
      this.#endStep();
      return;
    }
    const shown = this.#verbose ? detail : withoutDistances(detail);
    const line = `${name} ${colors.dim(`${ms} ms`.padStart(MS_WIDTH))}  ${shown}`;
    const step = this.#step ?? this.#out.step(id, { brief: true });
    this.#step = undefined;
    if (status === 'pass') step.done(line);
    else {
      step.fail(line);
      for (const { title, message } of result.objects ?? []) this.#out.say(`    ${title}: ${message}`);
      if (suggestion !== null) this.#out.say(`  ${colors.cyan('try:')} ${suggestion}`);
    }
  }

  /** Counts the checks that were not run after a failure. */
  finished(): void {
    if (this.#notRun === 0 || this.#failed === 'ready') return;
    const checks = this.#notRun === 1 ? 'check was' : 'checks were';
    this.#out.say(
      this.#out.colors.dim(`- ${this.#notRun} more ${checks} not run because ${this.#failed} failed`),
    );
  }

  /** Stops the progress display until the check ends, so that others can write to the terminal. */
  pause(): void {
    this.#endStep();
  }

  /** Removes the progress line without a result. */
  #endStep(): void {
    this.#step?.drop();
    this.#step = undefined;
  }
}

/** What a search found, without the measured distances: `finds its own object`. */
function withoutDistances(detail: string): string {
  return detail.replace(/: distance \d.*$/, '');
}

/** What is wrong with the stack itself. */
export function diagnosisLines({ diagnosis }: SmokeReport): string[] {
  return diagnosis.flatMap(({ message, cause, suggestion }) => [
    message,
    `  ${cause}`,
    `  try: ${suggestion}`,
  ]);
}

/** What a passed test shows, for users who are new to the subject. */
export function verdictLines({ checks, weaviate, inference, media }: SmokeReport): string[] {
  const tested = MODALITIES.filter(
    (m) =>
      checks.some((c) => c.id === `near-${m}` && c.status === 'pass') ||
      media?.imported.some(({ modality }) => modality === m),
  );
  const lines = [
    `Tested on Weaviate ${weaviate.version}: ${tested.join(', ')} can be imported, vectorized and searched over REST, GraphQL and gRPC.`,
  ];
  if (inference.stub) {
    lines.push(
      'The vectors come from the stub, not from ImageBind: everything is connected, but the test cannot show that an image is found by its description.',
    );
  }
  return lines;
}

type Colors = Output['colors'];

/** Width of the longest modality. */
const MODALITY_WIDTH = 7;

/** How many file names to list; the rest is counted. */
const MAX_NAMES = 5;

/** Problems with files, and which files were skipped. */
export function findingLines({ findings, leftOut }: MediaReport, colors: Colors): string[] {
  const lines = findings.flatMap(({ file, severity, message, reason, suggestion }) => [
    `${severity === 'error' ? colors.red('error:') : colors.yellow('warning:')} ${file} ${message}`,
    `    ${reason}`,
    `    ${colors.dim('try:')} ${suggestion}`,
  ]);
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return [...lines, ...reasons.map((reason) => colors.dim(leftOutLine(leftOut, reason)))];
}

function leftOutLine(leftOut: readonly SkippedFile[], reason: string): string {
  const files = leftOut.filter((one) => one.reason === reason).map(({ file }) => file);
  const more = files.length > MAX_NAMES ? ` and ${files.length - MAX_NAMES} more` : '';
  return `skipped: ${files.slice(0, MAX_NAMES).join(', ')}${more} (${reason})`;
}

/** Search results: the nearest media of each modality, for each medium and each query; empty lines between them. */
export function mediaLines({ media, inference }: SmokeReport, colors: Colors): string[] {
  const { imported = [], queries = [] } = media ?? {};
  if (imported.length === 0) return [];
  const paragraphs = [
    ...(inference.stub
      ? [[colors.dim('the distances come from the stub, not from ImageBind: they have no meaning')]]
      : []),
    ...imported.map((medium) => [
      `${medium.name}${modalitySuffix(medium, colors)}`,
      ...neighborLines(medium.nearest, colors),
    ]),
    ...queries.map(({ query, modality, nearest: found }) => [
      `${colors.bold(`query: ${query}`)}${colors.dim(` (${modality})`)}`,
      ...neighborLines(found, colors),
    ]),
  ];
  return paragraphs.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function modalitySuffix({ modality }: ImportedMedium, colors: Colors): string {
  return modality === null ? '' : colors.dim(` (${modality})`);
}

function neighborLines(found: readonly Neighbor[], colors: Colors): string[] {
  if (found.length === 0) return [colors.dim('    nothing else')];
  return found.map(({ name, modality, distance }) => {
    const shown = Math.max(0, distance).toFixed(4);
    return `    ${shown}  ${colors.dim((modality ?? '').padEnd(modality === null ? 0 : MODALITY_WIDTH))} ${name}`;
  });
}
