import type { Context, RunResult } from '../../../context.ts';
import { Failure } from '../../../errors.ts';
import { type ProgramCommand, type Reported, runOnce, runProgram } from '../../shared/program.ts';
import { type Cluster, lastErrorLines } from '../cluster.ts';
import {
  type ChartSource,
  helmList,
  helmShowChart,
  helmVersion,
  type ListedRelease,
  parseReleases,
} from '../helmCommand.ts';
import {
  getObject,
  getObjects,
  kubectlVersion,
  type Permission,
  reviewPermissions,
  serverVersion,
} from '../kubectlCommand.ts';
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
const REQUIRED_PERMISSIONS: readonly Permission[] = [
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
  const [helm, server] = [runOnce(run, helmVersion), ask(serverVersion(cluster))];
  const ifReachable = async <T>(question: () => Promise<Reported<T>>): Promise<Reported<T>> =>
    (await server).exitCode === 0 ? question() : { why: 'the cluster does not respond' };
  const [kubectl, helmResult, serverResult, chartResult, ...answers] = await Promise.all([
    ask(kubectlVersion),
    helm,
    server,
    ask(helmShowChart(chart)),
    ifReachable(() =>
      reported(getObject(cluster, 'namespace', cluster.namespace), (text) => {
        const found = parseNamespace(text);
        return found && (found.status.phase || 'Active');
      }),
    ),
    ifReachable(() => reported(reviewPermissions(cluster, REQUIRED_PERMISSIONS), deniedPermissions)),
    ifReachable(() => reported(getObjects(cluster, 'storageclass'), parseStorageClasses)),
    ifReachable(() => reported(getObjects(cluster, 'node'), parseNodes)),
    ifReachable(() => reported(getObjects(cluster, 'persistentvolumeclaim'), parseClaims)),
    ifReachable(async () =>
      (await helm).notFound ? { why: 'helm is not installed' } : reported(helmList(cluster), parseReleases),
    ),
  ]);
  const [namespace, denied, storageClasses, nodes, claims, releases] = answers;
  return {
    kubectl,
    helm: helmResult,
    server: serverResult,
    cluster,
    chart: chartResult,
    namespace,
    denied,
    storageClasses,
    nodes,
    claims,
    releases,
  };
}

/** The required permissions for which `reviewPermissions` did not print `true`. */
function deniedPermissions(stdout: string): string[] {
  const allowed = stdout.split('\n');
  return REQUIRED_PERMISSIONS.flatMap(([verb, resource], index) =>
    allowed[index] === 'true' ? [] : [`${verb} ${resource}`],
  );
}
