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

/** Running containers that publish a port, whatever has started them. */
function containersPublishing(port: number): ProgramCommand {
  const format = '{{.Names}}\t{{.Label "com.docker.compose.project"}}';
  return { command: 'docker', args: ['ps', '--filter', `publish=${port}`, '--format', format] };
}

/** Names and Compose projects, a container a line, with a tab between. */
export function parsePublishers(stdout: string): Publisher[] {
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', project = ''] = line.trimEnd().split('\t');
      return { name, project };
    });
}

/** The running containers that publish a port; none where the engine does not tell. */
async function publishersOf({ run }: Pick<Context, 'run'>, port: number): Promise<Publisher[]> {
  const { exitCode, stdout } = await runProgram(run, containersPublishing(port));
  return exitCode === 0 ? parsePublishers(stdout) : [];
}

/** A port of this machine that a stack listens on. */
export interface RequiredPort {
  /** `http`, `grpc`, or the number where it is neither. */
  readonly name: string;
  /** The flag that sets it, if one does. */
  readonly flag: string | undefined;
  readonly address: string;
  readonly port: number;
}

/** What holds a port, or does not. */
export interface PortProbe {
  /** Undefined where the port is another machine's. */
  readonly state: PortState | undefined;
  readonly publishers: readonly Publisher[];
  readonly listeners: readonly Listener[];
  /** This directory's local processes hold it: `up --target embedded`. */
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

/** How to give the stack another port or address. */
function flagHint(flag: string | undefined, value: string, { target }: PortUser): string {
  if (flag === undefined) return 'publish another port in compose.override.yaml';
  return target === 'compose' ? `bindstack generate ${flag} ${value}` : `${flag} ${value}`;
}

/** Whether a port is free or this stack's own, and who holds it otherwise. */
export function checkPort(need: RequiredPort, probe: PortProbe, user: PortUser): CheckResult {
  const { name, flag, address, port } = need;
  const where = `${bracketed(address)}:${port}`;
  const check = defineCheck(
    `port-${name}`,
    `${TITLES[name] ?? 'port'} ${port}`,
    `${where}, free or this stack's own`,
  );
  const elsewhere = () => flagHint(flag, probe.free === undefined ? 'PORT' : `${probe.free}`, user);

  const own = probe.publishers.find(({ project }) => user.target === 'compose' && project === user.project);
  if (own) return check.pass(`held by this stack's container ${own.name}`);
  const [other] = probe.publishers;
  // Also where the probe finds it free: without its proxy the engine publishes by rules of the firewall alone.
  if (other) {
    return check.fail(`held by the container ${other.name}`, `docker stop ${other.name}, or ${elsewhere()}`);
  }
  switch (probe.state) {
    case undefined:
      return check.pass('no container publishes it');
    case 'free':
      return check.pass('free');
    case 'no-address':
      return check.fail(
        `${address} is no address of this machine`,
        flagHint('--bind-address', '127.0.0.1', user),
      );
    case 'forbidden':
      return user.target === 'compose'
        ? check.pass('not for ordinary users, and so for the engine')
        : check.fail('only root may open it', elsewhere());
    case 'taken':
      return portTaken(check, need, probe, user, elsewhere());
  }
}

/** A port that is taken, by no container that is known. */
function portTaken(
  check: CheckOutcomes,
  { port }: RequiredPort,
  { isOwnEmbedded, listeners }: PortProbe,
  { target, platform }: PortUser,
  elsewhere: string,
): CheckResult {
  if (isOwnEmbedded) {
    return target === 'embedded'
      ? check.pass("held by this stack's own process")
      : check.fail('held by the stack that runs here as processes', 'bindstack down --target embedded');
  }
  if (listeners.length === 0) {
    const who =
      platform === 'linux' ? `sudo ss -ltnp 'sport = :${port}'` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
    return check.fail('held by a program that is not known', `${who} tells which; or ${elsewhere}`);
  }
  const names = listeners.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  const kill = `kill ${listeners.map(({ pid }) => pid).join(' ')}`;
  return check.fail(`held by ${names}`, `${kill}, or ${elsewhere}`);
}

/** The same for every port of a stack. */
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
  /** Whether the ports are this machine's. */
  readonly isLocal: boolean;
  /** Whether an engine answers; undefined where nobody has asked yet, and a taken port is worth asking for. */
  readonly hasEngine: boolean | undefined;
}

/** Finds out who holds the ports of a stack, in their order. */
export async function probePorts(
  context: Pick<Context, 'run' | 'cwd'>,
  needs: readonly RequiredPort[],
  search: PortSearch,
): Promise<PortProbe[]> {
  const found = await Promise.all(needs.map((need) => probePort(context, need, search)));
  const avoided = new Set(needs.map(({ port }) => port));
  const probes: PortProbe[] = [];
  for (const [i, probe] of found.entries()) {
    // One after the other, so that no two get the same advice.
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
  const asks = hasEngine ?? state === 'taken';
  const publishers = asks ? await publishersOf(context, port) : [];
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

/** Ports of the stack that runs in a directory as local processes: containers may want the same. */
async function processPorts(root: string): Promise<number[]> {
  const record = await readRecord(root);
  if (!record) return [];
  const alive = await Promise.all(record.processes.map(isRunning));
  if (!alive.some(Boolean)) return [];
  return [record.http, `http://${record.grpc}`].map((url) => Number(new URL(url).port));
}
