import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { allowsAnonymous } from '../../capabilities/authentication.ts';
import { backupModule } from '../../capabilities/backup.ts';
import type { Context } from '../../context.ts';
import type { Phase } from '../../diagnosis/observation.ts';
import { GOOGLE_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readEnvFile } from '../../files/envFile.ts';
import { withLock } from '../../files/lock.ts';
import type { StackConfig } from '../../options/table.ts';
import {
  BACKUPS_DIRECTORY,
  backupsPathOf,
  EMBEDDED_DIRECTORY,
  type ProcessRecord,
  removeRecord,
  type StackRecord,
  writeRecord,
} from '../../saved/localStack.ts';
import { stubServerPath } from '../../stub/bundledStub.ts';
import type { Output } from '../../terminal/output.ts';
import { foldersWithBackups } from '../shared/backupFolders.ts';
import { probeInference, probeModule, probeWeaviate, waitForModule } from '../shared/layers.ts';
import { readableLog } from '../shared/logs.ts';
import { endpoints, type RunningStack } from '../shared/stackState.ts';
import { type LayerState, waitFor, waitForLayer } from '../shared/waitFor.ts';
import { findBinary } from './binary.ts';
import {
  rejectContainerMode,
  rejectTakenPorts,
  requireBackupCredentials,
  requiredApiKey,
} from './embeddedConditions.ts';
import { embeddedFailure } from './embeddedStatus.ts';
import { isPortTaken, lastLines, startDetached, stopDetached, unlessExited } from './localProcess.ts';
import { freePorts } from './ports.ts';
import { findRunningStack, logPath } from './runningStack.ts';
import { CLUSTER_PORTS, serverArguments, serverEnvironment } from './weaviateProcess.ts';

/** Seconds for Weaviate to become ready; it waits up to 120 s of them for its modules. */
const WEAVIATE_TIMEOUT = 150;
const STUB_TIMEOUT = 30;

/** Where to look if a layer does not become ready. */
const SUGGESTION = 'bindstack logs --target embedded';

export interface UpEmbeddedOptions {
  readonly weaviateBinary?: string | undefined;
  /** Seconds for each layer, in place of its default. */
  readonly timeout?: number | undefined;
  /** Called when all servers have been started, before the wait for them. */
  readonly onStarted?: () => void;
}

interface ServerSetup {
  readonly directory: string;
  readonly inferenceUrl: string;
}

interface Stub {
  readonly url: string;
  readonly process: ProcessRecord;
}

interface Server {
  readonly process: ProcessRecord;
  /** First of CLUSTER_PORTS. */
  readonly firstPort: number;
}

type UpContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal'>;

/**
 * Starts Weaviate as a local process, with the stub if the configuration says so, and waits for each layer. If anything
 * fails or the user interrupts, everything that was started is stopped again.
 */
export async function upEmbedded(
  context: UpContext,
  config: StackConfig,
  options: UpEmbeddedOptions,
): Promise<RunningStack> {
  rejectContainerMode(config);
  // Two runs at once would start two servers, but the record holds only one.
  return withLock(context.cwd, 'embedded', { waitMs: 0 }, () => start(context, config, options));
}

/** Flags of an earlier `up` are not remembered. */
async function warnAboutUnusedBackups(out: Output, root: string, config: StackConfig): Promise<void> {
  const modules = [backupModule(config) ?? '', ...config.weaviate.modules];
  if (modules.some((name) => name.startsWith('backup-'))) return;
  const [folder] = await foldersWithBackups([join(root, BACKUPS_DIRECTORY)]);
  if (folder === undefined) return;
  out.warn(
    `${BACKUPS_DIRECTORY} has backups, and this Weaviate can neither restore them nor make new ones`,
    'bindstack generate --backup-to volume, which is remembered, then bindstack up --target embedded',
  );
}

async function start(
  context: UpContext,
  config: StackConfig,
  options: UpEmbeddedOptions,
): Promise<RunningStack> {
  const { cwd: root, out } = context;
  const apiKey = await requiredApiKey(config, root);
  await requireBackupCredentials(config, root);
  const running = await findRunningStack(root);
  if (running) {
    await waitUntilReady(context, running, options.timeout);
    out.say(`${out.colors.green('✔')} already running: ${running.http}`);
    return { target: 'embedded', http: running.http, grpc: running.grpc, apiKey, started: false };
  }
  const binary = await findBinary(context, config.weaviate.tag, options.weaviateBinary);
  await rejectTakenPorts(config);
  if (allowsAnonymous(config)) {
    out.warn(
      `gRPC port ${config.weaviate.grpcPort} listens on all interfaces, even with --bind-address: anyone who can reach this machine can read and change the data`,
      'add --auth api-key, or block the port with a firewall',
    );
  }
  await warnAboutUnusedBackups(out, root, config);
  const launch = new EmbeddedLaunch(context, config, options, binary);
  try {
    const stack = await launch.start(apiKey);
    return { target: 'embedded', http: stack.http, grpc: stack.grpc, apiKey, started: true };
  } catch (error) {
    // Diagnosed before anything is stopped; an interruption needs no diagnosis.
    const failure = context.signal.aborted ? error : await launch.explain(error, apiKey);
    await launch.undo();
    throw failure;
  }
}

/** One launch. It remembers what it has started. */
class EmbeddedLaunch {
  readonly #context: UpContext;
  readonly #config: StackConfig;
  readonly #options: UpEmbeddedOptions;
  readonly #binary: string;
  readonly #record: StackRecord;
  #phase: Phase = 'inference';

  constructor(context: UpContext, config: StackConfig, options: UpEmbeddedOptions, binary: string) {
    this.#context = context;
    this.#config = config;
    this.#options = options;
    this.#binary = binary;
    this.#record = { name: config.name, ...endpoints(config), processes: [], config, binary };
  }

  async start(apiKey: string | undefined): Promise<StackRecord> {
    const { cwd, signal } = this.#context;
    const directory = join(cwd, EMBEDDED_DIRECTORY);
    await mkdir(join(directory, 'data'), { recursive: true });
    const { url } = this.#config.inference;
    const stub = url === undefined ? await this.#startStub(directory) : undefined;
    const setup = { directory, inferenceUrl: url ?? stub?.url ?? '' };
    // Beside the stub, which is ready before Weaviate asks for it.
    const server = await this.#startWeaviate(setup);
    this.#options.onStarted?.();
    if (stub) await this.#waitForStub(stub);
    this.#phase = 'weaviate';
    await this.#waitForWeaviate(server, setup);
    this.#phase = 'module';
    const { http, processes } = this.#record;
    await waitForModule(this.#context, http, apiKey, {
      timeout: this.#options.timeout,
      suggestion: SUGGESTION,
      probe: () => unlessExited(processes, () => probeModule(http, apiKey, signal)),
    });
    return this.#record;
  }

  /** Diagnoses a failure of this launch. */
  explain(error: unknown, apiKey: string | undefined): Promise<unknown> {
    return embeddedFailure(this.#record, apiKey, this.#phase, error);
  }

  /** Stops what this launch has started. */
  async undo(): Promise<void> {
    for (const process of [...this.#record.processes].reverse()) await stopDetached(process);
    await removeRecord(this.#context.cwd);
  }

  async #startStub(directory: string): Promise<Stub> {
    const [port = 0] = await freePorts(1);
    const process = await this.#launch({
      service: 'multi2vec-bind',
      command: globalThis.process.execPath,
      args: [stubServerPath(), '--host', '127.0.0.1', '--port', `${port}`],
      env: {},
      cwd: directory,
      log: logPath(this.#context.cwd, 'multi2vec-bind'),
    });
    return { url: `http://127.0.0.1:${port}`, process };
  }

  async #waitForStub({ url, process }: Stub): Promise<void> {
    // Only this process: whatever happens to Weaviate is reported while waiting for it.
    await this.#waitForLayer('the stub', STUB_TIMEOUT, [process], () =>
      probeInference(url, this.#context.signal),
    );
  }

  async #startWeaviate({ directory, inferenceUrl }: ServerSetup): Promise<Server> {
    const [firstPort = 0] = await freePorts(CLUSTER_PORTS);
    const secrets = await readEnvFile(this.#context.cwd);
    const { env } = this.#context;
    const process = await this.#launch({
      service: 'weaviate',
      command: this.#binary,
      args: serverArguments(this.#config),
      env: {
        PATH: env['PATH'] ?? '',
        HOME: env['HOME'] ?? directory,
        ...serverEnvironment(this.#config, {
          inferenceUrl,
          dataPath: join(directory, 'data'),
          backupsPath: backupsPathOf(this.#config, this.#context.cwd),
          googleKeyFile: resolve(this.#context.cwd, secrets[GOOGLE_KEY_VARIABLE] ?? ''),
          firstPort,
          secrets,
        }),
      },
      cwd: directory,
      log: logPath(this.#context.cwd, 'weaviate'),
    });
    return { process, firstPort };
  }

  async #waitForWeaviate({ process, firstPort }: Server, setup: ServerSetup, attempts = 3): Promise<void> {
    const { signal } = this.#context;
    try {
      // All processes: Weaviate itself would wait two minutes for an inference server that has exited.
      await this.#waitForLayer('Weaviate', WEAVIATE_TIMEOUT, this.#record.processes, () =>
        probeWeaviate(this.#record.http, signal),
      );
    } catch (error) {
      if (attempts === 1 || signal.aborted || !(await isPortTaken(process, firstPort, CLUSTER_PORTS)))
        throw error;
      await stopDetached(process);
      this.#record.processes.splice(this.#record.processes.indexOf(process), 1);
      await this.#waitForWeaviate(await this.#startWeaviate(setup), setup, attempts - 1);
    }
  }

  async #launch(command: Parameters<typeof startDetached>[0]): Promise<ProcessRecord> {
    this.#context.signal.throwIfAborted();
    const process = await startDetached(command);
    // Recorded at once, so `down` finds the process even if bindstack is killed now.
    this.#record.processes.push(process);
    await writeRecord(this.#context.cwd, this.#record);
    return process;
  }

  async #waitForLayer(
    title: string,
    defaultTimeout: number,
    processes: readonly ProcessRecord[],
    probe: () => Promise<LayerState>,
  ): Promise<void> {
    await waitForLayer(this.#context, () => unlessExited(processes, probe), {
      title,
      timeout: this.#options.timeout ?? defaultTimeout,
      suggestion: SUGGESTION,
      evidence: async () => {
        const awaited = processes.at(-1);
        return awaited ? readableLog(await lastLines(awaited)) : '';
      },
    });
  }
}

/** Waits for a stack that is already running: after a launch that was killed, it may still be starting. */
async function waitUntilReady(
  { signal }: Pick<Context, 'signal'>,
  { http, processes }: StackRecord,
  timeout: number | undefined,
): Promise<void> {
  const probe = () => probeWeaviate(http, signal);
  await waitFor(() => unlessExited(processes, probe), {
    layer: 'Weaviate, which is already running,',
    timeout: timeout ?? WEAVIATE_TIMEOUT,
    signal,
    suggestion: 'bindstack down --target embedded, then start it again',
  });
}
