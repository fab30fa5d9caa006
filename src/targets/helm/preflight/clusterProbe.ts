import type { Context, RunResult } from '../../../context.ts';
import { Failure } from '../../../errors.ts';
import { type ProgramCommand, type Reported, runProgram } from '../../shared/program.ts';
import { type Cluster, lastErrorLines } from '../cluster.ts';
import {
  type ChartSource,
  helmList,
  helmShowChart,
  helmVersion,
  type ListedRelease,
  parseReleases,
} from '../helmCommand.ts';
import { canI, getObject, getObjects, kubectlVersion, serverVersion } from '../kubectlCommand.ts';
import {
  type Claim,
  type ClusterNode,
  parseClaims,
  parseNamespace,
  parseNodes,
  parseStorageClasses,
  type StorageClass,
} from '../objects.ts';

/** The data for the checks of the target `helm`. */
export interface ClusterProbe {
  readonly kubectl: RunResult;
  readonly helm: RunResult;
  readonly server: RunResult;
  readonly cluster: Cluster;
  readonly chart: RunResult;
  /** Phase of the namespace; undefined if it does not exist. */
  readonly namespace: Reported<string | undefined>;
  /** Missing permissions of the user, such as `create pods`. */
  readonly denied: Reported<readonly string[]>;
  readonly storageClasses: Reported<readonly StorageClass[]>;
  readonly nodes: Reported<readonly ClusterNode[]>;
  readonly claims: Reported<readonly Claim[]>;
  readonly releases: Reported<readonly ListedRelease[]>;
}

/** The permissions that `up` needs, for itself, for helm and for port-forwards. */
const REQUIRED_PERMISSIONS: readonly (readonly [string, string])[] = [
  ['create', 'statefulsets.apps'],
  ['create', 'deployments.apps'],
  ['create', 'services'],
  ['create', 'configmaps'],
  ['create', 'secrets'],
  ['get', 'secrets'],
  ['create', 'poddisruptionbudgets.policy'],
  ['list', 'pods'],
  ['get', 'pods/log'],
  ['create', 'pods/portforward'],
  ['list', 'events'],
  ['list', 'persistentvolumeclaims'],
];

/** Queries the cluster; stops early if it does not respond. */
export async function probeCluster(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
  chart: ChartSource,
): Promise<ClusterProbe> {
  const ask = (command: ProgramCommand) => runProgram(run, command);
  const reported = async <T>(command: ProgramCommand, read: (stdout: string) => T): Promise<Reported<T>> => {
    const result = await ask(command);
    if (result.exitCode !== 0) return { why: lastErrorLines(result, 1) };
    try {
      return { value: read(result.stdout) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { why: error.message };
    }
  };
  const [kubectl, helm, server, chartResult] = await Promise.all([
    ask(kubectlVersion),
    ask(helmVersion),
    ask(serverVersion(cluster)),
    ask(helmShowChart(chart)),
  ]);
  const programs = { kubectl, helm, server, cluster, chart: chartResult };
  if (server.exitCode !== 0) {
    const unreachable = { why: 'the cluster does not respond' };
    const nothing = {
      namespace: unreachable,
      denied: unreachable,
      storageClasses: unreachable,
      nodes: unreachable,
    };
    return { ...programs, ...nothing, claims: unreachable, releases: unreachable };
  }
  const [namespace, denied, storageClasses, nodes, claims, releases] = await Promise.all([
    reported(getObject(cluster, 'namespace', cluster.namespace), (text) => {
      const found = parseNamespace(text);
      return found && (found.status.phase || 'Active');
    }),
    deniedPermissions(ask, cluster),
    reported(getObjects(cluster, 'storageclass'), parseStorageClasses),
    reported(getObjects(cluster, 'node'), parseNodes),
    reported(getObjects(cluster, 'persistentvolumeclaim'), parseClaims),
    helm.notFound ? { why: 'helm is not installed' } : reported(helmList(cluster), parseReleases),
  ]);
  return { ...programs, namespace, denied, storageClasses, nodes, claims, releases };
}

async function deniedPermissions(
  ask: (command: ProgramCommand) => Promise<RunResult>,
  cluster: Cluster,
): Promise<Reported<readonly string[]>> {
  const denied: string[] = [];
  for (const [verb, resource] of REQUIRED_PERMISSIONS) {
    const { exitCode, stdout, stderr } = await ask(canI(cluster, verb, resource));
    if (stdout.trim().startsWith('no')) denied.push(`${verb} ${resource}`);
    else if (exitCode !== 0) return { why: lastErrorLines({ stderr }, 1) };
  }
  return { value: denied };
}
