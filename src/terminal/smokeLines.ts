import { MODALITIES } from '../facts/modalities.ts';
import type { CheckResult, SmokeReport } from '../smoke/report.ts';
import type { Output, Step } from './output.ts';

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

  ended(result: CheckResult): void {
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
export function diagnosed({ diagnosis }: SmokeReport): string[] {
  return diagnosis.flatMap(({ message, cause, suggestion }) => [
    message,
    `  ${cause}`,
    `  try: ${suggestion}`,
  ]);
}

/** What a passed test has proven, in words for a newcomer. */
export function verdict({ checks, weaviate, inference, media }: SmokeReport): string[] {
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
