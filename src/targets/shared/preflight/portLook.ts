import type { Context } from '../../../context.ts';
import type { PortNeed } from '../../compose/preflight/needs.ts';
import { publishersOf } from '../../compose/preflight/publishers.ts';
import { isRunning } from '../../embedded/detached.ts';
import { readRecord } from '../../embedded/record.ts';
import { listenersOn } from './listeners.ts';
import type { PortLook } from './port.ts';
import { nextFree, type Probe, probe, probeEverywhere } from './probe.ts';

export interface PortSearch {
  /** Whether the ports are this machine's. */
  readonly isHere: boolean;
  /** Whether an engine answers; undefined where nobody has asked yet, and a taken port is worth asking for. */
  readonly hasEngine: boolean | undefined;
}

type Needs = Pick<Context, 'run' | 'cwd'>;

/** Finds out who holds the ports of a stack, in their order. */
export async function lookAtPorts(
  context: Needs,
  needs: readonly PortNeed[],
  search: PortSearch,
): Promise<PortLook[]> {
  const found = await Promise.all(needs.map((need) => lookAtPort(context, need, search)));
  const avoided = new Set(needs.map(({ port }) => port));
  const looks: PortLook[] = [];
  for (const [i, look] of found.entries()) {
    // One after the other, so that no two get the same advice.
    const free = isInTheWay(look) ? await nextFree(needs[i]?.port ?? 0, avoided) : undefined;
    if (free !== undefined) avoided.add(free);
    looks.push({ ...look, free });
  }
  return looks;
}

function isInTheWay({ probe: seen, publishers }: Omit<PortLook, 'free'>): boolean {
  return publishers.length > 0 || seen === 'taken' || seen === 'forbidden';
}

async function lookAtPort(
  context: Needs,
  { address, port }: PortNeed,
  { isHere, hasEngine }: PortSearch,
): Promise<Omit<PortLook, 'free'>> {
  const seen = isHere ? await look(port, address) : undefined;
  const asks = hasEngine ?? seen === 'taken';
  const publishers = asks ? await publishersOf(context, port) : [];
  const isUnknown = seen === 'taken' && publishers.length === 0;
  return {
    probe: seen,
    publishers,
    listeners: isUnknown ? await listenersOn(port) : [],
    isOwnEmbedded: isUnknown && (await embeddedPorts(context.cwd)).includes(port),
  };
}

async function look(port: number, address: string): Promise<Probe> {
  return address === '0.0.0.0' || address === '::' ? probeEverywhere(port) : probe(port, address);
}

/** Ports of the stack that runs in a directory as local processes. */
async function embeddedPorts(root: string): Promise<number[]> {
  const record = await readRecord(root);
  if (!record) return [];
  const alive = await Promise.all(record.processes.map(isRunning));
  if (!alive.some(Boolean)) return [];
  return [record.http, `http://${record.grpc}`].map((url) => Number(new URL(url).port));
}
