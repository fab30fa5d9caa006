// A real Weaviate server as a local process, and what the kernel and Go say about its memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isReady, shard } from './collection.js';

const MIB = 1024 ** 2;
/** Clock ticks per second in /proc/PID/stat, fixed on Linux. */
const TICKS = 100;

const PORT_NAMES = /** @type {const} */ (['http', 'grpc', 'gossip', 'data', 'raft', 'raftRpc', 'debug']);

/**
 * The program that bindstack downloaded (`up --target embedded`), or that scripts/lab/weaviate-binary built.
 * @param {string} version
 */
function serverProgram(version) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const program = join(cache, 'bindstack/weaviate', version, 'weaviate');
  if (!existsSync(program))
    throw new Error(`${program} is missing: run scripts/lab/weaviate-binary ${version}`);
  return program;
}

export class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  /** @type {NodeJS.Timeout | undefined} */
  #sampler;
  #samples = 0;
  #log = '';
  /** In bytes, since the last start. */
  peaks = { live: 0, anonymous: 0, resident: 0, disk: 0 };

  /**
   * @param {object} options
   * @param {string} options.version
   * @param {string} options.data
   * @param {number} options.firstPort of seven
   * @param {Record<string, string>} options.environment
   */
  constructor({ version, data, firstPort, environment }) {
    this.program = serverProgram(version);
    this.data = data;
    this.ports = /** @type {Record<(typeof PORT_NAMES)[number], number>} */ (
      Object.fromEntries(PORT_NAMES.map((name, offset) => [name, firstPort + offset]))
    );
    this.environment = environment;
  }

  /** @returns {Promise<number>} seconds until it was ready */
  async start() {
    const { http, grpc, gossip, data, raft, raftRpc, debug } = this.ports;
    const started = Date.now();
    const child = spawn(this.program, ['--host', '127.0.0.1', '--port', `${http}`, '--scheme', 'http'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
        AUTOSCHEMA_ENABLED: 'false',
        DEFAULT_VECTORIZER_MODULE: 'none',
        DISABLE_TELEMETRY: 'true',
        API_BASED_MODULES_DISABLED: 'true',
        PERSISTENCE_DATA_PATH: this.data,
        CLUSTER_HOSTNAME: 'node1',
        CLUSTER_IN_LOCALHOST: 'true',
        CLUSTER_BIND_ADDR: '127.0.0.1',
        CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
        CLUSTER_GOSSIP_BIND_PORT: `${gossip}`,
        CLUSTER_DATA_BIND_PORT: `${data}`,
        RAFT_PORT: `${raft}`,
        RAFT_INTERNAL_RPC_PORT: `${raftRpc}`,
        RAFT_TIMEOUTS_MULTIPLIER: '1',
        GRPC_PORT: `${grpc}`,
        // Writes one line per garbage collection; its third number of MB is the live heap.
        GODEBUG: 'gctrace=1',
        GO_PROFILING_PORT: `${debug}`,
        DEBUG_ENDPOINTS_ENABLED: 'true',
        ...this.environment,
      },
    });
    this.#process = child;
    this.#log = '';
    this.peaks = { live: 0, anonymous: 0, resident: 0, disk: 0 };
    child.stderr?.setEncoding('utf8').on('data', (text) => this.#read(text));
    this.#sampler = setInterval(() => this.#sample(), 200);
    while (!(await isReady(this.ports))) {
      if (child.exitCode !== null || Date.now() - started > 600_000)
        throw new Error(`Weaviate did not start:\n${this.#log.slice(-2000)}`);
      await sleep(200);
    }
    return (Date.now() - started) / 1000;
  }

  async stop() {
    clearInterval(this.#sampler);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
    await closed;
    clearTimeout(timer);
  }

  #sample() {
    const { anonymous, resident } = this.memory();
    this.peaks.anonymous = Math.max(this.peaks.anonymous, anonymous);
    this.peaks.resident = Math.max(this.peaks.resident, resident);
    this.#samples += 1;
    // Every 5 s, because there are many files.
    if (this.#samples % 25 === 0) {
      const { objects, vectors, graph, other } = diskUse(this.data);
      this.peaks.disk = Math.max(this.peaks.disk, objects + vectors + graph + other);
    }
  }

  /** @param {string} text */
  #read(text) {
    const lines = (this.#log + text).split('\n');
    for (const line of lines.slice(0, -1)) {
      const [, live] = /^gc \d+ @.* \d+->\d+->(\d+) MB/.exec(line) ?? [];
      if (live !== undefined) this.peaks.live = Math.max(this.peaks.live, Number(live) * MIB);
    }
    this.#log = lines.slice(-200).join('\n');
  }

  /** @returns {{ anonymous: number, resident: number }} in bytes */
  memory() {
    try {
      const status = readFileSync(`/proc/${this.#process?.pid}/status`, 'utf8');
      const bytes = (/** @type {string} */ name) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024;
      return { anonymous: bytes('RssAnon'), resident: bytes('VmRSS') };
    } catch {
      return { anonymous: 0, resident: 0 };
    }
  }

  /** CPU time of the process so far, in seconds. */
  cpuSeconds() {
    const fields = readFileSync(`/proc/${this.#process?.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** The live heap in bytes: what is left after a forced garbage collection. */
  async liveHeap() {
    const heap = `http://127.0.0.1:${this.ports.debug}/debug/pprof/heap?gc=1&debug=1`;
    const [, bytes] = /^# HeapAlloc = (\d+)$/m.exec(await (await fetch(heap)).text()) ?? [];
    if (bytes === undefined) throw new Error('Weaviate did not report its heap');
    return Number(bytes);
  }

  /**
   * Anonymous memory that remains when Go returns to the system all it can: what the process needs, without what the
   * garbage collector leaves unused as long as there is no limit.
   */
  async squeezedMemory() {
    const limit = (/** @type {string} */ bytes) =>
      fetch(`http://127.0.0.1:${this.ports.debug}/debug/config/gomemlimit?limit=${bytes}`, {
        method: 'POST',
      });
    await limit('1MiB');
    let least = Number.POSITIVE_INFINITY;
    // Until it has not become less for 3 s.
    for (let since = 0; since < 6; since += 1) {
      await this.liveHeap();
      await sleep(500);
      const { anonymous } = this.memory();
      if (anonymous < least * 0.99) since = 0;
      least = Math.min(least, anonymous);
    }
    await limit('1000000GiB');
    return least;
  }

  /** Waits until nothing is queued, and the files have not changed for half a minute. */
  async settle() {
    let quiet = 0;
    let before = '';
    const started = Date.now();
    // Weaviate writes a memtable to disk when it has been dirty for 60 s.
    while (quiet < 6 || Date.now() - started < 75_000) {
      await sleep(5000);
      const { vectorQueueLength } = await shard(this.ports);
      const now = JSON.stringify(diskUse(this.data));
      quiet = vectorQueueLength === 0 && now === before ? quiet + 1 : 0;
      before = now;
      if (Date.now() - started > 3_600_000) throw new Error('Weaviate does not settle');
    }
  }
}

/**
 * Bytes of the files of the collection, by what they are for.
 * @param {string} data
 */
export function diskUse(data) {
  const use = { objects: 0, vectors: 0, graph: 0, other: 0 };
  for (const { path, bytes } of filesIn(join(data, 'measured'))) {
    if (/\/lsm\/objects\//.test(path)) use.objects += bytes;
    else if (/commitlog|snapshot/.test(path)) use.graph += bytes;
    else if (/\/lsm\/vectors|hfresh|\.queue|quantized|compressed/.test(path)) use.vectors += bytes;
    else use.other += bytes;
  }
  return use;
}

/**
 * @param {string} directory
 * @returns {{ path: string, bytes: number }[]} files that exist; a compaction may delete one at any time
 */
export function filesIn(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      try {
        // Blocks, not length: logs are allocated in advance.
        return [{ path, bytes: statSync(path).blocks * 512 }];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
