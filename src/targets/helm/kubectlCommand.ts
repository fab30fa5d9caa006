import { stringify } from 'yaml';
import type { Context } from '../../context.ts';
import { type ProgramCommand, runOnce } from '../shared/program.ts';
import { type Cluster, kubectlFlags } from './cluster.ts';

/** The field manager: in a Secret or Namespace, bindstack only replaces fields that it set itself. */
const FIELD_MANAGER = 'bindstack';

function kubectl(cluster: Cluster, ...args: readonly string[]): ProgramCommand {
  return { command: 'kubectl', args: [...kubectlFlags(cluster), ...args] };
}

export const kubectlVersion: ProgramCommand = {
  command: 'kubectl',
  args: ['version', '--client', '--output', 'json'],
};

/** Reads the server's `/version`, which is readable without permissions. */
export function serverVersion(cluster: Cluster): ProgramCommand {
  return kubectl(cluster, 'get', '--raw', '/version');
}

const currentContext: ProgramCommand = { command: 'kubectl', args: ['config', 'current-context'] };

/** Prints all objects of the given kinds in the namespace, as one JSON list. */
export function getObjects(cluster: Cluster, kinds: string, ...more: readonly string[]): ProgramCommand {
  return kubectl(cluster, 'get', kinds, '--output', 'json', ...more);
}

/** Prints the namespace of the cluster like `getObject`. */
export function getNamespace(cluster: Cluster): ProgramCommand {
  return getObject(cluster, 'namespace', cluster.namespace);
}

/** Prints one object as JSON; prints nothing and succeeds if it does not exist. */
export function getObject(cluster: Cluster, kind: string, name: string): ProgramCommand {
  return kubectl(cluster, 'get', kind, name, '--output', 'json', '--ignore-not-found');
}

/** Creates an object; fails with `AlreadyExists` if there is one with its name. */
export function createObject(cluster: Cluster, object: object): ProgramCommand {
  const flags = ['--validate=false', '--field-manager', FIELD_MANAGER];
  return { ...kubectl(cluster, 'create', ...flags, '--filename', '-'), input: stringify(object) };
}

/** Creates an object, or sets these fields in an existing one; other fields stay. */
export function applyObject(cluster: Cluster, object: object): ProgramCommand {
  const flags = ['--server-side', '--field-manager', FIELD_MANAGER, '--force-conflicts'];
  return { ...kubectl(cluster, 'apply', ...flags, '--filename', '-'), input: stringify(object) };
}

export function deleteObjects(
  cluster: Cluster,
  objects: readonly { readonly kind: string; readonly name: string }[],
): ProgramCommand {
  const named = objects.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  return kubectl(cluster, 'delete', ...named, '--ignore-not-found');
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

/** A permission, such as `create` for `deployments.apps` or `get` for `pods/log`. */
export type Permission = readonly [verb: string, resource: string];

/**
 * Prints for each permission, one per line, whether the user has it: `true` or `false`. Like `kubectl auth can-i`, which
 * asks for one permission per call.
 */
export function reviewPermissions(cluster: Cluster, permissions: readonly Permission[]): ProgramCommand {
  const items = permissions.map(([verb, name]) => {
    const [qualified = '', subresource = ''] = name.split('/');
    const [resource, group = ''] = qualified.split('.');
    return {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: cluster.namespace, verb, group, resource, subresource } },
    };
  });
  const flags = ['--validate=false', '--output', 'jsonpath={.status.allowed}{"\\n"}', '--filename', '-'];
  return {
    ...kubectl(cluster, 'create', ...flags),
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  };
}

/**
 * Prints a line for each pod of the namespace, now and whenever it changes: `ADDED`, `MODIFIED` or `DELETED`, its name,
 * `True` if it is ready, and the reasons of its waiting containers.
 */
export function watchPods(cluster: Cluster): ProgramCommand {
  const ready = '{.object.status.conditions[?(@.type=="Ready")].status}';
  const reasons =
    '{.object.status.initContainerStatuses[*].state.waiting.reason} {.object.status.containerStatuses[*].state.waiting.reason}';
  const line = `{.type} {.object.metadata.name} ${ready} ${reasons}{"\\n"}`;
  return kubectl(cluster, 'get', 'pod', '--watch', '--output-watch-events', '--output', `jsonpath=${line}`);
}

/** Lists the namespaced resource types that can be listed and deleted. */
export function listableTypes(cluster: Cluster): ProgramCommand {
  return kubectl(cluster, 'api-resources', '--namespaced', '--verbs', 'list,delete', '--output', 'name');
}

export interface LogOptions {
  /** A number of lines, or `all`. */
  readonly tail: string;
  readonly follow?: boolean;
  /** Only lines since this time, in RFC 3339 format. */
  readonly since?: string;
  /** The log of the previous run of the container. */
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

/** Runs a program in the first container of a pod. */
export function inPod(cluster: Cluster, pod: string, words: readonly string[]): ProgramCommand {
  return kubectl(cluster, 'exec', pod, '--', ...words);
}

/** @param local 0 for any free port */
export function portForward(
  cluster: Cluster,
  name: string,
  local: number,
  remote: number,
  kind: 'service' | 'pod' = 'service',
): ProgramCommand {
  const ports = local === 0 ? `:${remote}` : `${local}:${remote}`;
  return kubectl(cluster, 'port-forward', '--address', '127.0.0.1', `${kind}/${name}`, ports);
}

/** The same cluster with its context named, so switching the current context has no effect on it. */
export async function namedCluster(run: Context['run'], cluster: Cluster): Promise<Cluster> {
  if (cluster.context !== undefined) return cluster;
  const { exitCode, stdout } = await runOnce(run, currentContext);
  // Inside a pod there is no kubeconfig and so no context.
  return exitCode === 0 ? { ...cluster, context: stdout.trim() } : cluster;
}
