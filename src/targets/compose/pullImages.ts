import { stripVTControlCharacters } from 'node:util';
import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { readableSize } from '../../formats/size.ts';
import { CommandFailed } from '../shared/launchFailure.ts';
import { runProgram } from '../shared/program.ts';
import { type ComposeFiles, composePull, imageExists } from './composeCommand.ts';
import type { ResolvedProject } from './composeOutput.ts';

/** A layer of an image that is being pulled; sizes in bytes. */
interface Layer {
  current: number;
  total: number;
  done: boolean;
}

/** Docker prints sizes in powers of 1000 (docker/go-units HumanSize). */
const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function parseDockerSize(text: string): number | undefined {
  const [, number, unit = ''] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** The progress of pulling one image, from the plain output of `docker compose pull`. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();

  /** Reads one line of output; lines that are not about a layer are ignored. */
  read(written: string): void {
    const line = stripVTControlCharacters(written).trim();
    const [, id, status = '', sizes] =
      /^([0-9a-f]{12}) (Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)(?:.*?([\d.]+[kMGT]?B\/[\d.]+[kMGT]?B))?/.exec(
        line,
      ) ?? [];
    if (id === undefined) return;
    const layer = this.#layers.get(id) ?? { current: 0, total: 0, done: false };
    this.#layers.set(id, layer);
    const [current, total] = (sizes ?? '').split('/').map(parseDockerSize);
    if (status === 'Downloading' && current !== undefined && total !== undefined) {
      layer.current = current;
      layer.total = total;
    }
    if (status === 'Download complete' || status === 'Extracting') layer.current = layer.total;
    if (status === 'Pull complete' || status === 'Already exists') layer.done = true;
  }

  /** Bytes downloaded so far. */
  get current(): number {
    return this.#sum((layer) => layer.current);
  }

  /** Bytes of the layers whose size is known. */
  get total(): number {
    return this.#sum((layer) => layer.total);
  }

  /** `1.2 of 10.4 GiB, 35 MiB/s, 3 of 12 layers`; parts that are not known are left out. */
  text(rate: number | undefined): string {
    const layers = [...this.#layers.values()];
    const done = layers.filter((layer) => layer.done).length;
    const { current, total } = this;
    const parts = [
      ...(total > 0 ? [`${readableSize(current)} of ${readableSize(total)}`] : []),
      ...(rate !== undefined && rate > 0 ? [`${readableSize(rate)}/s`] : []),
      ...(layers.length > 0 ? [`${done} of ${layers.length} layers`] : []),
    ];
    return parts.join(', ');
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
        policy === 'always' || (await runProgram(context.run, imageExists(image))).exitCode !== 0,
    ),
  );
  for (const [index, { service, image }] of services.entries())
    if (missing[index]) await pullOne(context, files, service, image);
}

async function pullOne(
  { run, out, signal }: PullContext,
  files: ComposeFiles,
  service: string,
  image: string,
): Promise<void> {
  const step = out.step(`pulling ${image}`, { phase: 'pull', service });
  for (let attempt = 0; ; attempt += 1) {
    const progress = new PullProgress();
    const started = now();
    const { command, args } = composePull(files, service);
    const { exitCode, stderr } = await run(command, args, {
      onErrorLine: (line) => {
        progress.read(line);
        const seconds = (now() - started) / 1000;
        step.update(
          `pulling ${image}: ${progress.text(seconds > 1 ? progress.current / seconds : undefined)}`,
          {
            bytes: progress.current,
            total: progress.total,
          },
        );
      },
    });
    signal.throwIfAborted();
    if (exitCode === 0) {
      step.done(`pulled ${image}`);
      return;
    }
    const pause = RETRY_DELAYS[attempt];
    if (pause === undefined || !isTransient(stderr)) {
      step.fail(`could not pull ${image}`);
      throw new CommandFailed(`cannot pull the image of ${service}`, { exitCode, stderr });
    }
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    step.update(`pulling ${image}: ${reason}; retrying in ${pause} s`);
    await sleep(pause * 1000, signal);
  }
}
