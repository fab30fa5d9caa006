import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { findBinary } from '../engines/embedded/binary.ts';
import { isRunning, lastLines, startDetached, stopDetached } from '../engines/embedded/detached.ts';
import { freePorts, isFree } from '../engines/embedded/ports.ts';
import {
  EMBEDDED_DIRECTORY,
  type ProcessRecord,
  readRecord,
  removeRecord,
  type StackRecord,
  writeRecord,
} from '../engines/embedded/record.ts';
import {
  CLUSTER_PORTS,
  endpoints,
  weaviateArguments,
  weaviateProcessEnvironment,
} from '../engines/embedded/weaviateProcess.ts';
import { Failure } from '../errors.ts';
import { readApiKey } from '../files/envFile.ts';
import { isLoopback } from '../formats/ipAddress.ts';
import { standInServerPath } from '../inference/asset.ts';
import type { StackConfig } from '../options/table.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { lookAtInference, lookAtModule, lookAtWeaviate } from './layers.ts';
import { readableLog } from './logLine.ts';
import type { RunningStack } from './runningStack.ts';
import { type Look, waitFor } from './waitFor.ts';

/** Seconds that Weaviate has from its start to `ready`; it gives its modules 120 s of them. */
const WEAVIATE_BUDGET = 150;
const STAND_IN_BUDGET = 30;
const MODULE_BUDGET = 30;

export interface UpEmbeddedOptions {
  readonly weaviateBinary?: string | undefined;
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout?: number | undefined;
}

type Needs = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal'>;

/**
 * Starts Weaviate as a local process, with the stand-in beside it where the configuration says so, and waits
 * layer by layer. What was started is stopped again when anything fails or the user interrupts.
 */
export async function upEmbedded(
  context: Needs,
  config: StackConfig,
  options: UpEmbeddedOptions,
): Promise<RunningStack> {
  const { cwd: root, out } = context;
  refuseContainer(config);
  const apiKey = await keyFor(config, root);
  const running = await runningRecord(root);
  if (running) {
    out.say(`${out.colors.green('✔')} already running: ${running.http}`);
    return { target: 'embedded', http: running.http, grpc: running.grpc, apiKey, started: false };
  }
  const binary = await findBinary(context, config.weaviate.tag, options.weaviateBinary);
  await refuseTakenPorts(config);
  if (config.weaviate.auth === 'anonymous') {
    out.warn(
      `gRPC port ${config.weaviate.grpcPort} listens on every interface, whatever --bind-address says: who reaches this machine can read and change the data`,
      'add --auth api-key, or close the port with a firewall',
    );
  }
  const launch = new EmbeddedLaunch(context, config, options);
  try {
    const stack = await launch.start(binary, apiKey);
    return { target: 'embedded', http: stack.http, grpc: stack.grpc, apiKey, started: true };
  } catch (error) {
    await launch.undo();
    throw error;
  }
}

/** The steps of one launch, which know what they have started. */
class EmbeddedLaunch {
  readonly #context: Needs;
  readonly #config: StackConfig;
  readonly #options: UpEmbeddedOptions;
  readonly #record: StackRecord;

  constructor(context: Needs, config: StackConfig, options: UpEmbeddedOptions) {
    this.#context = context;
    this.#config = config;
    this.#options = options;
    this.#record = { name: config.name, ...endpoints(config), processes: [] };
  }

  async start(binary: string, apiKey: string | undefined): Promise<StackRecord> {
    const { cwd, signal } = this.#context;
    const directory = join(cwd, EMBEDDED_DIRECTORY);
    await mkdir(join(directory, 'data'), { recursive: true });
    const inferenceUrl = this.#config.inference.url ?? (await this.#startStandIn(directory));
    await this.#startWeaviate(binary, directory, inferenceUrl, apiKey);
    await this.#layer('the module multi2vec-bind', MODULE_BUDGET, undefined, () =>
      lookAtModule(this.#record.http, apiKey, signal),
    );
    return this.#record;
  }

  /** Stops what this launch has started. */
  async undo(): Promise<void> {
    for (const process of [...this.#record.processes].reverse()) await stopDetached(process);
    await removeRecord(this.#context.cwd);
  }

  async #startStandIn(directory: string): Promise<string> {
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const process = await this.#launch({
      service: 'multi2vec-bind',
      command: globalThis.process.execPath,
      args: [standInServerPath(), '--host', '127.0.0.1', '--port', `${port}`],
      env: {},
      cwd: directory,
      log: join(directory, 'multi2vec-bind.log'),
    });
    await this.#layer('the stand-in inference server', STAND_IN_BUDGET, process, () =>
      lookAtInference(url, this.#context.signal),
    );
    return url;
  }

  async #startWeaviate(
    binary: string,
    directory: string,
    inferenceUrl: string,
    apiKey: string | undefined,
  ): Promise<void> {
    const [firstPort = 0] = await freePorts(CLUSTER_PORTS);
    const { env, signal } = this.#context;
    const process = await this.#launch({
      service: 'weaviate',
      command: binary,
      args: weaviateArguments(this.#config),
      env: {
        PATH: env['PATH'] ?? '',
        HOME: env['HOME'] ?? directory,
        ...weaviateProcessEnvironment(this.#config, {
          inferenceUrl,
          dataPath: join(directory, 'data'),
          firstPort,
          apiKey,
        }),
      },
      cwd: directory,
      log: join(directory, 'weaviate.log'),
    });
    await this.#layer('Weaviate', WEAVIATE_BUDGET, process, () => lookAtWeaviate(this.#record.http, signal));
  }

  async #launch(command: Parameters<typeof startDetached>[0]): Promise<ProcessRecord> {
    this.#context.signal.throwIfAborted();
    const process = await startDetached(command);
    // Written at once: a launcher that is killed now leaves a process that `down` still finds.
    this.#record.processes.push(process);
    await writeRecord(this.#context.cwd, this.#record);
    return process;
  }

  async #layer(
    title: string,
    budget: number,
    process: ProcessRecord | undefined,
    look: () => Promise<Look>,
  ): Promise<void> {
    const { out, signal } = this.#context;
    const started = Date.now();
    const step = out.step(`${title}: starting`);
    try {
      await waitFor(process ? () => orEnded(process, look) : look, {
        layer: title,
        budget: this.#options.timeout ?? budget,
        signal,
        onWaiting: (seen) => step.update(`${title}: ${seen}`),
        suggestion: `see the logs in ${join(this.#context.cwd, EMBEDDED_DIRECTORY)}`,
        evidence: async () => (process ? readableLog(await lastLines(process)) : ''),
      });
    } catch (error) {
      step.fail(signal.aborted ? `${title}: interrupted` : `${title} is not ready`);
      throw error;
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    step.done(`${title} is ready ${out.colors.dim(`(${seconds} s)`)}`);
  }
}

/** A look that also sees when the process behind the layer has ended. */
async function orEnded(process: ProcessRecord, look: () => Promise<Look>): Promise<Look> {
  if (await isRunning(process)) return look();
  return { state: 'failed', seen: 'its process has ended' };
}

function refuseContainer({ inference }: StackConfig): void {
  if (inference.mode !== 'container') return;
  throw new Failure('usage', {
    code: 'embedded-container',
    message: 'the target embedded runs no containers, and --inference container needs one',
    suggestion: 'add --inference stub, or --inference external --inference-url URL',
  });
}

async function keyFor(config: StackConfig, root: string): Promise<string | undefined> {
  if (config.weaviate.auth === 'anonymous') return undefined;
  const key = await readApiKey(root);
  if (key !== undefined) return key;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: `--auth api-key needs a key, and ${join(root, '.env')} has no ${API_KEY_VARIABLE}`,
    suggestion: 'bindstack generate --auth api-key, which makes one',
  });
}

async function runningRecord(root: string): Promise<StackRecord | undefined> {
  const record = await readRecord(root);
  if (!record) return undefined;
  const alive = await Promise.all(record.processes.map(isRunning));
  if (alive.length > 0 && alive.every(Boolean) && record.processes.some((p) => p.service === 'weaviate'))
    return record;
  // Left over from a launch that was killed, or half of it has crashed: begin anew.
  for (const process of record.processes) await stopDetached(process);
  await removeRecord(root);
  return undefined;
}

async function refuseTakenPorts({ weaviate }: StackConfig): Promise<void> {
  for (const [flag, port, host] of [
    ['--http-port', weaviate.httpPort, weaviate.bindAddress],
    ['--grpc-port', weaviate.grpcPort, '0.0.0.0'],
  ] as const) {
    if (await isFree(port, host)) continue;
    throw new Failure('environment', {
      code: 'port-taken',
      message: `port ${port} on ${isLoopback(host) ? 'this machine' : host} is taken by another program`,
      suggestion: `stop that program, or use another ${flag}`,
    });
  }
}
