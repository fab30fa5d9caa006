import { MODALITIES } from '../facts/modalities.ts';
import type { Output, Step } from '../terminal/output.ts';
import type { SmokeCheckResult, SmokeReport } from './report.ts';
import type { SkippedFile } from './userMedia/mediaFolder.ts';
import type { ImportedMedium, MediaReport, Neighbour } from './userMedia/mediaReport.ts';

/** Width of the longest check id. */
const ID_WIDTH = 17;
/** Width of a duration below 1000 s. */
const MS_WIDTH = 9;

/** Shows a smoke test while it runs: a line a check. */
export class SmokeLines {
  readonly #out: Output;
  #step: Step | undefined;
  #id = '';

  constructor(out: Output) {
    this.#out = out;
  }

  started(id: string): void {
    this.#id = id;
    this.#step = this.#out.step(id, { brief: true });
  }

  /** What the check waits for now. */
  waiting(what: string): void {
    this.#step?.update(`${this.#id}: waiting for ${what}`);
  }

  ended(result: SmokeCheckResult): void {
    const { colors } = this.#out;
    const { id, status, ms, detail, suggestion } = result;
    const name = id.padEnd(ID_WIDTH);
    if (status === 'skip') {
      this.#endStep();
      this.#out.say(colors.dim(`- ${name} ${'skipped'.padStart(MS_WIDTH)}  ${detail}`));
      return;
    }
    const line = `${name} ${colors.dim(`${ms} ms`.padStart(MS_WIDTH))}  ${detail}`;
    const step = this.#step ?? this.#out.step(id, { brief: true });
    this.#step = undefined;
    if (status === 'pass') step.done(line);
    else {
      step.fail(line);
      for (const { title, message } of result.objects ?? []) this.#out.say(`    ${title}: ${message}`);
      if (suggestion !== null) this.#out.say(`  ${colors.cyan('try:')} ${suggestion}`);
    }
  }

  /** Leaves the terminal to others until the check ends. */
  pause(): void {
    this.#endStep();
  }

  /** A skipped check that had begun leaves no line of its own. */
  #endStep(): void {
    this.#step?.drop();
    this.#step = undefined;
  }
}

/** What is wrong with the stack itself. */
export function diagnosisLines({ diagnosis }: SmokeReport): string[] {
  return diagnosis.flatMap(({ message, cause, suggestion }) => [
    message,
    `  ${cause}`,
    `  try: ${suggestion}`,
  ]);
}

/** What a passed test has proven, in words for a newcomer. */
export function verdictLines({ checks, weaviate, inference, media }: SmokeReport): string[] {
  const proven = MODALITIES.filter(
    (m) =>
      checks.some((c) => c.id === `near-${m}` && c.status === 'pass') ||
      media?.imported.some(({ modality }) => modality === m),
  );
  const lines = [
    `Proven on Weaviate ${weaviate.version}: ${proven.join(', ')}`,
    'go in, are vectorized, and are found again, over REST, GraphQL and gRPC.',
  ];
  if (inference.stub) {
    lines.push(
      'The vectors came from the stand-in, not from ImageBind: they show that everything',
      'is connected, not that a picture finds its description.',
    );
  }
  return lines;
}

type Colors = Output['colors'];

/** Width of the longest modality. */
const MODALITY_WIDTH = 7;

/** Names of files that are listed before they are only counted. */
const MAX_NAMES = 5;

/** What was found wrong with files, and what was left out. */
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
  return `left out: ${files.slice(0, MAX_NAMES).join(', ')}${more} (${reason})`;
}

/** What was found: for each medium and each query the nearest, by modality. */
export function mediaLines({ media, inference }: SmokeReport, colors: Colors): string[] {
  const { imported = [], queries = [] } = media ?? {};
  if (imported.length === 0) return [];
  return [
    ...(inference.stub ? [colors.dim('distances of the stand-in, not of ImageBind: they mean nothing')] : []),
    ...imported.flatMap((medium) => [
      `${medium.name}${modalitySuffix(medium, colors)}`,
      ...neighbourLines(medium.nearest, colors),
    ]),
    ...queries.flatMap(({ query, modality, nearest: found }) => [
      `${colors.bold(`query: ${query}`)}${colors.dim(` (${modality})`)}`,
      ...neighbourLines(found, colors),
    ]),
  ];
}

function modalitySuffix({ modality }: ImportedMedium, colors: Colors): string {
  return modality === null ? '' : colors.dim(` (${modality})`);
}

function neighbourLines(found: readonly Neighbour[], colors: Colors): string[] {
  if (found.length === 0) return [colors.dim('    nothing else')];
  return found.map(({ name, modality, distance }) => {
    const shown = Math.max(0, distance).toFixed(4);
    return `    ${shown}  ${colors.dim((modality ?? '').padEnd(modality === null ? 0 : MODALITY_WIDTH))} ${name}`;
  });
}
