import type { Context } from '../../../context.ts';
import { bracketed } from '../../../formats/addresses.ts';
import { isRunning } from '../../../processIdentity.ts';
import { readRecord } from '../../../saved/localStack.ts';
import { type ProgramCommand, runProgram } from '../program.ts';
import {
  type Listener,
  listenersOn,
  nextFreePort,
  type PortState,
  portState,
  portStateEverywhere,
} from './portState.ts';
import { type CheckOutcomes, type CheckResult, defineCheck } from './report.ts';

/** A container that publishes a port. */
export interface Publisher {
  readonly name: string;
  /** Name of its Compose project; empty for none. */
  readonly project: string;
}

/** Lists the running containers that publish a port, whatever started them. */
function containersPublishing(port: number): ProgramCommand {
  const format = '{{.Names}}\t{{.Label "com.docker.compose.project"}}';
  return { command: 'docker', args: ['ps', '--filter', `publish=${port}`, '--format', format] };
}

/** Parses one container per line: its name, a tab and its Compose project. */
export function parsePublishers(stdout: string): Publisher[] {
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', project = ''] = line.trimEnd().split('\t');
      return { name, project };
    });
}

/** The running containers that publish a port; empty if the engine does not respond. */
async function publishersOf({ run }: Pick<Context, 'run'>, port: number): Promise<Publisher[]> {
  const { exitCode, stdout } = await runProgram(run, containersPublishing(port));
  return exitCode === 0 ? parsePublishers(stdout) : [];
}

/** A port of this machine that a stack listens on. */
export interface RequiredPort {
  /** `http`, `grpc`, or the number of any other port. */
  readonly name: string;
  /** The flag that sets it, if there is one. */
  readonly flag: string | undefined;
  readonly address: string;
  readonly port: number;
}

/** What uses a port, if anything. */
export interface PortProbe {
  /** Undefined for a port on another machine. */
  readonly state: PortState | undefined;
  readonly publishers: readonly Publisher[];
  readonly listeners: readonly Listener[];
  /** Local processes of this directory use it: `up --target embedded`. */
  readonly isOwnEmbedded: boolean;
  /** A free port nearby. */
  readonly free: number | undefined;
}

export interface PortUser {
  readonly target: 'compose' | 'embedded';
  /** Name of the stack's Compose project. */
  readonly project: string;
  readonly platform: NodeJS.Platform;
}

const TITLES: Readonly<Record<string, string>> = { http: 'REST port', grpc: 'gRPC port' };

/** How to change a port or address of the stack. */
function flagHint(flag: string | undefined, value: string, { target }: PortUser): string {
  if (flag === undefined) return 'publish another port in compose.override.yaml';
  return target === 'compose' ? `bindstack generate ${flag} ${value}` : `${flag} ${value}`;
}

/** Checks that a port is free or used by this stack; otherwise names the program that uses it. */
export function checkPort(need: RequiredPort, probe: PortProbe, user: PortUser): CheckResult {
  const { name, flag, address, port } = need;
  const where = `${bracketed(address)}:${port}`;
  const check = defineCheck(
    `port-${name}`,
    `${TITLES[name] ?? 'port'} ${port}`,
    `${where}, free or used by this stack`,
  );
  const otherPort = () => flagHint(flag, probe.free === undefined ? 'PORT' : `${probe.free}`, user);

  const own = probe.publishers.find(({ project }) => user.target === 'compose' && project === user.project);
  if (own) return check.pass(`in use by this stack's container ${own.name}`);
  const [other] = probe.publishers;
  // Even if the port looks free: without its proxy, the engine publishes ports only with firewall rules.
  if (other) {
    return check.fail(
      `in use by the container ${other.name}`,
      `docker stop ${other.name}, or ${otherPort()}`,
    );
  }
  switch (probe.state) {
    case undefined:
      return check.pass('no container publishes it');
    case 'free':
      return check.pass('free');
    case 'no-address':
      return check.fail(
        `${address} is not an address of this machine`,
        flagHint('--bind-address', '127.0.0.1', user),
      );
    case 'forbidden':
      return user.target === 'compose'
        ? check.pass('a privileged port, which the engine can open')
        : check.fail('only root can open it', otherPort());
    case 'taken':
      return portTaken(check, need, probe, user, otherPort());
  }
}

/** The result for a port that something other than a container uses. */
function portTaken(
  check: CheckOutcomes,
  { port }: RequiredPort,
  { isOwnEmbedded, listeners }: PortProbe,
  { target, platform }: PortUser,
  otherPort: string,
): CheckResult {
  if (isOwnEmbedded) {
    return target === 'embedded'
      ? check.pass("in use by this stack's own process")
      : check.fail("in use by this directory's embedded stack", 'bindstack down --target embedded');
  }
  if (listeners.length === 0) {
    const who =
      platform === 'linux' ? `sudo ss -ltnp 'sport = :${port}'` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
    return check.fail('in use by an unknown program', `${who} shows which; or ${otherPort}`);
  }
  const names = listeners.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  const kill = `kill ${listeners.map(({ pid }) => pid).join(' ')}`;
  return check.fail(`in use by ${names}`, `${kill}, or ${otherPort}`);
}

/** Checks all ports of a stack. */
export function checkPorts(
  needs: readonly RequiredPort[],
  probes: readonly PortProbe[],
  user: PortUser,
): CheckResult[] {
  return needs.flatMap((need, i) => {
    const probe = probes[i];
    return probe ? [checkPort(need, probe, user)] : [];
  });
}

export interface PortSearch {
  /** Whether the ports are on this machine. */
  readonly isLocal: boolean;
  /** Whether the engine responds; if undefined, it is queried only for ports that are in use. */
  readonly hasEngine: boolean | undefined;
}

/** Finds out what uses the ports of a stack; the results have the order of the ports. */
export async function probePorts(
  context: Pick<Context, 'run' | 'cwd'>,
  needs: readonly RequiredPort[],
  search: PortSearch,
): Promise<PortProbe[]> {
  const found = await Promise.all(needs.map((need) => probePort(context, need, search)));
  const avoided = new Set(needs.map(({ port }) => port));
  const probes: PortProbe[] = [];
  for (const [i, probe] of found.entries()) {
    // One after the other, so that each port gets a different suggestion.
    const free = blocksPort(probe) ? await nextFreePort(needs[i]?.port ?? 0, avoided) : undefined;
    if (free !== undefined) avoided.add(free);
    probes.push({ ...probe, free });
  }
  return probes;
}

function blocksPort({ state, publishers }: Omit<PortProbe, 'free'>): boolean {
  return publishers.length > 0 || state === 'taken' || state === 'forbidden';
}

async function probePort(
  context: Pick<Context, 'run' | 'cwd'>,
  { address, port }: RequiredPort,
  { isLocal, hasEngine }: PortSearch,
): Promise<Omit<PortProbe, 'free'>> {
  const state = isLocal ? await stateOf(port, address) : undefined;
  const queriesEngine = hasEngine ?? state === 'taken';
  const publishers = queriesEngine ? await publishersOf(context, port) : [];
  const isUnknown = state === 'taken' && publishers.length === 0;
  return {
    state,
    publishers,
    listeners: isUnknown ? await listenersOn(port) : [],
    isOwnEmbedded: isUnknown && (await processPorts(context.cwd)).includes(port),
  };
}

async function stateOf(port: number, address: string): Promise<PortState> {
  return address === '0.0.0.0' || address === '::' ? portStateEverywhere(port) : portState(port, address);
}

/** Ports of the embedded stack that runs in a directory; containers may need the same ports. */
async function processPorts(root: string): Promise<number[]> {
  const record = await readRecord(root);
  if (!record) return [];
  const alive = await Promise.all(record.processes.map(isRunning));
  if (!alive.some(Boolean)) return [];
  return [record.http, `http://${record.grpc}`].map((url) => Number(new URL(url).port));
}
