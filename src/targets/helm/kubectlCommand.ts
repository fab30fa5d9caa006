import { stringify } from 'yaml';
import type { Context } from '../../context.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { type Cluster, kubectlFlags } from './cluster.ts';

/** Who applies: of Secret and Namespace, only what bindstack has set itself is replaced by it. */
const FIELD_MANAGER = 'bindstack';

function kubectl(cluster: Cluster, ...args: readonly string[]): ProgramCommand {
  return { command: 'kubectl', args: [...kubectlFlags(cluster), ...args] };
}

export const kubectlVersion: ProgramCommand = {
  command: 'kubectl',
  args: ['version', '--client', '--output', 'json'],
};

/** The server's `/version`, which every cluster tells everybody. */
export function serverVersion(cluster: Cluster): ProgramCommand {
  return kubectl(cluster, 'get', '--raw', '/version');
}

const currentContext: ProgramCommand = { command: 'kubectl', args: ['config', 'current-context'] };

/** Objects of some kinds in the namespace, as one JSON list. */
export function getObjects(cluster: Cluster, kinds: string, ...more: readonly string[]): ProgramCommand {
  return kubectl(cluster, 'get', kinds, '--output', 'json', ...more);
}

/** One object as JSON; nothing at all, and no failure, where it does not exist. */
export function getObject(cluster: Cluster, kind: string, name: string): ProgramCommand {
  return kubectl(cluster, 'get', kind, name, '--output', 'json', '--ignore-not-found');
}

/** Makes an object or brings the fields in it to these values; other fields stay. */
export function applyObject(cluster: Cluster, object: object): ProgramCommand {
  const flags = ['--server-side', '--field-manager', FIELD_MANAGER, '--force-conflicts'];
  return { ...kubectl(cluster, 'apply', ...flags, '--filename', '-'), input: stringify(object) };
}

export function deleteObjects(cluster: Cluster, kind: string, ...names: readonly string[]): ProgramCommand {
  return kubectl(cluster, 'delete', kind, ...names, '--ignore-not-found');
}

export function labelObjects(
  cluster: Cluster,
  kind: string,
  names: readonly string[],
  label: string,
): ProgramCommand {
  return kubectl(cluster, 'label', kind, ...names, label, '--overwrite');
}

export function restartStatefulSet(cluster: Cluster, name: string): ProgramCommand {
  return kubectl(cluster, 'rollout', 'restart', `statefulset/${name}`);
}

/** Whether the user may do something: exit 0 and `yes`, or exit 1 and `no`. */
export function canI(cluster: Cluster, verb: string, resource: string): ProgramCommand {
  return kubectl(cluster, 'auth', 'can-i', verb, resource);
}

/** Resource types that have a namespace and can be listed. */
export function listableTypes(cluster: Cluster): ProgramCommand {
  return kubectl(cluster, 'api-resources', '--namespaced', '--verbs', 'list,delete', '--output', 'name');
}

export interface LogOptions {
  /** A number of lines, or `all`. */
  readonly tail: string;
  readonly follow?: boolean;
  /** Only what was said from then on, as RFC 3339 has it. */
  readonly since?: string;
  /** How the container ended before it was started again. */
  readonly previous?: boolean;
  readonly container?: string;
}

export function podLogs(cluster: Cluster, pod: string, options: LogOptions): ProgramCommand {
  return kubectl(
    cluster,
    'logs',
    pod,
    ...(options.container === undefined ? [] : ['--container', options.container]),
    '--tail',
    options.tail === 'all' ? '-1' : options.tail,
    ...(options.since === undefined ? [] : ['--since-time', options.since]),
    ...(options.follow ? ['--follow'] : []),
    ...(options.previous ? ['--previous'] : []),
  );
}

/** @param local 0 for any port that is free */
export function portForward(
  cluster: Cluster,
  service: string,
  local: number,
  remote: number,
): ProgramCommand {
  const ports = local === 0 ? `:${remote}` : `${local}:${remote}`;
  return kubectl(cluster, 'port-forward', '--address', '127.0.0.1', `service/${service}`, ports);
}

/** The same cluster by its name, so that a context that is switched meanwhile changes nothing. */
export async function namedCluster(run: Context['run'], cluster: Cluster): Promise<Cluster> {
  if (cluster.context !== undefined) return cluster;
  const { exitCode, stdout } = await runProgram(run, currentContext);
  // In a pod there is no kubeconfig, and no context.
  return exitCode === 0 ? { ...cluster, context: stdout.trim() } : cluster;
}
