import { bracketed } from '../../../formats/ipAddress.ts';
import type { PortNeed } from '../../compose/preflight/needs.ts';
import type { Publisher } from '../../compose/preflight/publishers.ts';
import type { Listener } from './listeners.ts';
import type { Probe } from './probe.ts';
import { type CheckResult, checking, type Verdicts } from './report.ts';

/** What holds a port, or does not. */
export interface PortLook {
  /** Undefined where the port is another machine's. */
  readonly probe: Probe | undefined;
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
export function decidePort(need: PortNeed, look: PortLook, user: PortUser): CheckResult {
  const { name, flag, address, port } = need;
  const where = `${bracketed(address)}:${port}`;
  const check = checking(
    `port-${name}`,
    `${TITLES[name] ?? 'port'} ${port}`,
    `${where}, free or this stack's own`,
  );
  const elsewhere = () => flagHint(flag, look.free === undefined ? 'PORT' : `${look.free}`, user);

  const own = look.publishers.find(({ project }) => user.target === 'compose' && project === user.project);
  if (own) return check.pass(`held by this stack's container ${own.name}`);
  const [other] = look.publishers;
  // Also where the probe finds it free: without its proxy the engine publishes by rules of the firewall alone.
  if (other) {
    return check.fail(`held by the container ${other.name}`, `docker stop ${other.name}, or ${elsewhere()}`);
  }
  switch (look.probe) {
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
      return held(check, need, look, user, elsewhere());
  }
}

/** A port that is taken, by no container that is known. */
function held(
  check: Verdicts,
  { port }: PortNeed,
  { isOwnEmbedded, listeners }: PortLook,
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
export function decidePorts(
  needs: readonly PortNeed[],
  looks: readonly PortLook[],
  user: PortUser,
): CheckResult[] {
  return needs.flatMap((need, i) => {
    const look = looks[i];
    return look ? [decidePort(need, look, user)] : [];
  });
}
