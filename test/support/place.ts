import { existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import { type CommandOptions, type CommandResult, RunningCommand, words } from './command.ts';
import { composeParts, dockerLines, processesIn } from './leftovers.ts';

type Line = string | readonly string[];
type Environment = NonNullable<CommandOptions['env']>;

/**
 * A directory in which the built command runs, with its own ports and Compose project name. Everything started in it is
 * stopped with it, even if a test fails.
 */
export class Place {
  readonly directory: string;
  /** Directory for temporary files. */
  readonly scratch: string;
  /** Name of the stack. */
  readonly name: string;
  readonly #root: string;
  readonly #commands: RunningCommand[] = [];
  #ports: { http: number; grpc: number } | undefined;

  constructor() {
    this.#root = realpathSync(mkdtempSync(join(tmpdir(), 'bindstack-e2e-')));
    this.directory = join(this.#root, 'stack');
    this.scratch = join(this.#root, 'tmp');
    this.name = this.#root.slice(this.#root.lastIndexOf('bindstack-e2e-')).toLowerCase();
    mkdirSync(this.directory);
    mkdirSync(this.scratch);
  }

  /** Starts the command and does not wait for it. */
  start(line: Line, env: Environment = {}): RunningCommand {
    const command = new RunningCommand(line, { cwd: this.directory, env: { TMPDIR: this.scratch, ...env } });
    this.#commands.push(command);
    return command;
  }

  /** Runs the command until it exits. */
  async run(line: Line, env: Environment = {}): Promise<CommandResult> {
    return this.start(line, env).ended;
  }

  /** Runs the command, which must succeed. */
  async succeed(line: Line, env: Environment = {}): Promise<CommandResult> {
    const result = await this.run(line, env);
    if (result.exitCode !== 0) {
      throw new Error(
        `bindstack ${words(line).join(' ')} exited with ${result.exitCode}: ${result.stderr}${result.stdout}`,
      );
    }
    return result;
  }

  /** Ports of this place, chosen from free ones on first use. */
  async ports(): Promise<{ http: number; grpc: number }> {
    const [http = 0, grpc = 0] = this.#ports ? [] : await freePorts(2);
    this.#ports ??= { http, grpc };
    return this.#ports;
  }

  /** The REST address of this place. */
  async url(): Promise<string> {
    return `http://127.0.0.1:${(await this.ports()).http}`;
  }

  /** Flags that set the ports of this place. */
  async portFlags(): Promise<string[]> {
    const { http, grpc } = await this.ports();
    return ['--http-port', `${http}`, '--grpc-port', `${grpc}`];
  }

  /** Generates the files of a stack with the name and the ports of this place. */
  async generate(line: Line = ''): Promise<CommandResult> {
    return this.succeed(['generate', '--name', this.name, ...(await this.portFlags()), ...words(line)]);
  }

  /** Arguments of `up --target embedded` with the stub, on the ports of this place. */
  async embedded(line: Line = ''): Promise<string[]> {
    const inference = line.includes('--inference') ? [] : ['--inference', 'stub'];
    return ['up', '--target', 'embedded', ...inference, ...(await this.portFlags()), ...words(line)];
  }

  /** Everything left over: processes, containers, networks, temporary files. */
  async leftovers(): Promise<string[]> {
    const temporary = (await readdir(this.#root, { recursive: true })).filter(
      (path) => path.startsWith('tmp/') || path.endsWith('.tmp'),
    );
    return [
      ...(await processesIn(this.#root)).map((pid) => `process ${pid}`),
      ...(await this.#composeParts('container')).map((name) => `container ${name}`),
      ...(await this.#composeParts('network')).map((name) => `network ${name}`),
      ...temporary.map((path) => `file ${path}`),
    ];
  }

  async #composeParts(kind: Parameters<typeof composeParts>[0]): Promise<string[]> {
    return existsSync(join(this.directory, 'docker-compose.yml'))
      ? composeParts(kind, this.name).catch(() => [])
      : [];
  }

  /** Stops and removes everything. */
  async leave(): Promise<void> {
    for (const command of this.#commands.filter(({ isRunning }) => isRunning))
      await command.endedBy('SIGKILL');
    for (const pid of await processesIn(this.#root)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has exited in the meantime.
      }
    }
    for (const kind of ['container', 'network', 'volume'] as const) {
      const parts = await this.#composeParts(kind);
      if (parts.length > 0)
        await dockerLines(kind, 'rm', ...(kind === 'network' ? [] : ['--force']), ...parts);
    }
    await rm(this.#root, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** A place for one test. */
export function newPlace(): Place {
  const place = new Place();
  onTestFinished(() => place.leave());
  return place;
}

/** A place for the tests of a suite, created on first use. */
export function placeForSuite(): () => Place {
  let place: Place | undefined;
  afterAll(() => place?.leave());
  return () => {
    place ??= new Place();
    return place;
  };
}
