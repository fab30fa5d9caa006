import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';
import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { tryParseJson } from '../../formats/parseJson.ts';
import { TransferRate, transferText } from '../../formats/transfer.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import { RECENT, runOnce, runProgram } from '../shared/program.ts';
import { type ComposeFiles, composePull, imageExists } from './composeCommand.ts';
import type { ResolvedProject } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';

/** A layer of an image that is being pulled; sizes in bytes, 0 while they are not known. */
interface Layer {
  current: number;
  total: number;
  isDownloaded: boolean;
  isDone: boolean;
}

/** One line of the output of `docker compose pull`. */
interface PullEvent {
  readonly id: string;
  /** `Downloading`, `Pull complete`, … */
  readonly text: string;
  readonly current: number;
  readonly total: number;
}

const jsonEventSchema = z.object({
  id: z.optional(z.string()),
  text: z.optional(z.string()),
  /** The error of the service, or a progress bar. */
  status: z.optional(z.string()),
  details: z.optional(z.string()),
  current: z._default(z.number(), 0),
  total: z._default(z.number(), 0),
  /** The last line of a pull that failed. */
  message: z.optional(z.string()),
});

/** Docker prints sizes in powers of 1000 (docker/go-units HumanSize). */
const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function parseDockerSize(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(text) ?? [];
  return Number(number ?? 0) * (UNITS[unit] ?? 0);
}

function jsonEvent(line: string) {
  return line.startsWith('{') ? z.safeParse(jsonEventSchema, tryParseJson(line)).data : undefined;
}

function pullEvent(written: string): PullEvent | undefined {
  const line = stripVTControlCharacters(written).trim();
  const event = jsonEvent(line);
  if (event)
    return { id: event.id ?? '', text: event.text ?? '', current: event.current, total: event.total };
  const [, id, text, current = '', total = ''] =
    /^([0-9a-f]{12}) ([A-Z][A-Za-z ]*?)(?: *\[[=> ]*\] *([\d.]+[kMGT]?B)\/([\d.]+[kMGT]?B))?$/.exec(line) ??
    [];
  return id === undefined || text === undefined
    ? undefined
    : { id, text, current: parseDockerSize(current), total: parseDockerSize(total) };
}

/** The messages of a pull in the words of the engine, from the lines of either form. */
export function pullMessages(stderr: string): string {
  const lines = stderr.split('\n').map((line) => {
    const event = jsonEvent(line);
    if (!event) return line;
    return event.message ?? [event.id, event.text, event.status, event.details].filter(Boolean).join(' ');
  });
  return lines.join('\n');
}

const LAYER_STATES = new Set([
  'Pulling fs layer',
  'Waiting',
  'Downloading',
  'Verifying Checksum',
  'Download complete',
  'Extracting',
  'Pull complete',
  'Already exists',
]);

/** The progress of pulling one image, from the output of `docker compose pull`. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();
  readonly #rate = new TransferRate();

  /** Reads one line of output; lines that are not about a layer are ignored. */
  read(line: string): void {
    const event = pullEvent(line);
    if (event === undefined || !/^[0-9a-f]{12}$/.test(event.id) || !LAYER_STATES.has(event.text)) return;
    const layer = this.#layers.get(event.id) ?? { current: 0, total: 0, isDownloaded: false, isDone: false };
    this.#layers.set(event.id, layer);
    if (event.text === 'Downloading' && event.total > 0) {
      layer.current = event.current;
      layer.total = event.total;
    }
    layer.isDone ||= event.text === 'Pull complete' || event.text === 'Already exists';
    layer.isDownloaded ||= layer.isDone || event.text === 'Download complete' || event.text === 'Extracting';
    if (layer.isDownloaded) layer.current = layer.total;
  }

  /** Bytes downloaded so far. */
  get current(): number {
    return this.#sum((layer) => layer.current);
  }

  /** Bytes of the layers whose size is known. */
  get total(): number {
    return this.#sum((layer) => layer.total);
  }

  /**
   * `1.2 of 10.4 GB, 35 MB/s, 4 min left`; `1.2 GB, 35 MB/s, 3 of 12 layers` while the size of a layer is not known: the
   * engine downloads three at a time and reports the size when it starts; `10.4 GB downloaded, extracting 3 of 12 layers`.
   * @param at milliseconds of a monotonic clock
   */
  text(at: number): string {
    const layers = [...this.#layers.values()];
    if (layers.length === 0) return '';
    const { current, total } = this;
    const rate = this.#rate.rate(current, at);
    const done = `${layers.filter((layer) => layer.isDone).length} of ${layers.length} layers`;
    if (layers.every((layer) => layer.isDownloaded)) {
      return current > 0
        ? `${transferText(current, undefined, undefined)} downloaded, extracting ${done}`
        : done;
    }
    if (current === 0) return done;
    const isSizeKnown = layers.every((layer) => layer.total > 0 || layer.isDownloaded);
    return isSizeKnown
      ? transferText(current, total, rate)
      : `${transferText(current, undefined, rate)}, ${done}`;
  }

  #sum(of: (layer: Layer) => number): number {
    return [...this.#layers.values()].reduce((sum, layer) => sum + of(layer), 0);
  }
}

/** Error messages after which another attempt may succeed. */
const TRANSIENT_ERRORS = [
  /toomanyrequests|rate limit|429 Too Many/i,
  /connection (?:reset|refused|timed out)|i\/o timeout|TLS handshake timeout|unexpected EOF|\bEOF$|broken pipe/im,
  /Client\.Timeout|context deadline exceeded|temporary failure|server misbehaving|50[0234] /i,
];

/** Whether another attempt to pull may succeed; the engine keeps the layers that are complete. */
export function isTransient(stderr: string): boolean {
  return TRANSIENT_ERRORS.some((pattern) => pattern.test(stderr));
}

/** Seconds to wait before each further attempt. */
const RETRY_DELAYS = [2, 5, 10, 20] as const;

type PullContext = Pick<Context, 'run' | 'out' | 'signal'>;

/**
 * Pulls the images that are missing, one after the other; retries after lost connections and rate limits.
 * @throws CommandFailed
 */
export async function pullMissing(
  context: PullContext,
  files: ComposeFiles,
  project: ResolvedProject,
): Promise<void> {
  const services = Object.entries(project.services).flatMap(([service, { image, pull_policy: policy }]) =>
    // A service without an image is built; with `never`, the engine reports a missing image.
    image === undefined || policy === 'never' || policy === 'build' ? [] : [{ service, image, policy }],
  );
  const missing = await Promise.all(
    services.map(
      async ({ image, policy }) =>
        policy === 'always' ||
        (await runOnce(context.run, imageExists(image), { maxAge: RECENT })).exitCode !== 0,
    ),
  );
  for (const [index, { service, image }] of services.entries())
    if (missing[index]) await pullOne(context, files, service, image);
}

/**
 * Pulls the images of a directory that are missing, while its project runs with other ones.
 * @throws Failure `image-pull` (failed)
 */
export async function pullAhead(context: PullContext & Pick<Context, 'cwd'>): Promise<void> {
  const files = await composeFilesIn(context.cwd);
  try {
    await pullMissing(context, files, await readProject(context, files));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Failure(
      'failed',
      {
        code: 'image-pull',
        message: error.message,
        detail: error.command.stderr.trim().split('\n').slice(-3).join('\n'),
        suggestion: 'check that the registry has the image, and docker login if it needs one',
      },
      { cause: error },
    );
  }
}

/** Milliseconds between two updates of the progress. */
const UPDATE_INTERVAL = 250;

async function pullOne(
  { run, out, signal }: PullContext,
  files: ComposeFiles,
  service: string,
  image: string,
): Promise<void> {
  const step = out.step(`pulling ${image}`, { phase: 'pull', service });
  // The registry and its folders would leave no room for the numbers on a narrow terminal.
  const name = image.slice(image.lastIndexOf('/') + 1);
  for (let attempt = 0; ; attempt += 1) {
    const progress = new PullProgress();
    let shown = 0;
    const result = await runProgram(run, composePull(files, service), {
      onErrorLine: (line) => {
        progress.read(line);
        const at = now();
        if (at - shown < UPDATE_INTERVAL) return;
        shown = at;
        const text = progress.text(at);
        if (text === '') return;
        step.update(`pulling ${name}: ${text}`, { bytes: progress.current, total: progress.total });
      },
    });
    signal.throwIfAborted();
    if (result.exitCode === 0) {
      step.done(`pulled ${image}`);
      return;
    }
    const stderr = pullMessages(result.stderr);
    const pause = RETRY_DELAYS[attempt];
    if (pause === undefined || !isTransient(stderr)) {
      step.fail(`could not pull ${image}`);
      throw new CommandFailed(`cannot pull the image of ${service}`, { exitCode: result.exitCode, stderr });
    }
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    step.update(`pulling ${name}: ${reason}; retrying in ${pause} s`);
    await sleep(pause * 1000, signal);
  }
}
