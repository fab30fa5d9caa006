import type { Context, RunResult } from '../../../context.ts';
import { Failure } from '../../../errors.ts';
import { type ProgramCommand, RECENT, type Reported, runOnce, runProgram } from '../../shared/program.ts';
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
  getNamespace,
  getObjects,
  kubectlVersion,
  namedCluster,
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

const LISTED_KINDS = ['storageclass', 'node', 'persistentvolumeclaim'] as const;

/**
 * Queries the cluster; stops early if it does not respond.
 * @param more permissions that this stack needs, in addition to those that every stack needs
 */
export async function probeCluster(
  { run }: Pick<Context, 'run'>,
  given: Cluster,
  chart: ChartSource,
  more: readonly Permission[] = [],
): Promise<ClusterProbe> {
  const reported = async <T>(command: ProgramCommand, read: (stdout: string) => T): Promise<Reported<T>> => {
    const result = await runOnce(run, command, { maxAge: RECENT });
    return result.exitCode === 0 ? parsed(result.stdout, read) : { why: lastErrorLines(result, 1) };
  };
  const naming = namedCluster(run, given);
  const helm = runOnce(run, helmVersion);
  const server = naming.then((cluster) => runProgram(run, serverVersion(cluster)));
  const ifReachable = async <T>(
    question: (cluster: Cluster) => Promise<Reported<T>>,
  ): Promise<Reported<T>> =>
    (await server).exitCode === 0 ? question(await naming) : { why: 'the cluster does not respond' };
  const listed = <T>(kind: (typeof LISTED_KINDS)[number], read: (stdout: string) => T) =>
    ifReachable(async (cluster) => {
      // One program for all kinds; each alone if this user is not allowed to read one of them.
      const all = await runOnce(run, getObjects(cluster, LISTED_KINDS.join(',')), { maxAge: RECENT });
      return all.exitCode === 0 ? parsed(all.stdout, read) : reported(getObjects(cluster, kind), read);
    });
  const [kubectl, helmResult, chartResult, serverResult, cluster, ...answers] = await Promise.all([
    runOnce(run, kubectlVersion),
    helm,
    runOnce(run, helmShowChart(chart)),
    server,
    naming,
    ifReachable((cluster) =>
      reported(getNamespace(cluster), (text) => {
        const found = parseNamespace(text);
        return found && (found.status.phase || 'Active');
      }),
    ),
    ifReachable((cluster) => {
      const required = [...REQUIRED_PERMISSIONS, ...more];
      return reported(reviewPermissions(cluster, required), (text) => deniedPermissions(text, required));
    }),
    listed('storageclass', parseStorageClasses),
    listed('node', parseNodes),
    listed('persistentvolumeclaim', parseClaims),
    ifReachable(async (cluster) =>
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

function parsed<T>(stdout: string, read: (stdout: string) => T): Reported<T> {
  try {
    return { value: read(stdout) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { why: error.message };
  }
}

/** The required permissions for which `reviewPermissions` did not print `true`. */
function deniedPermissions(stdout: string, required: readonly Permission[]): string[] {
  const allowed = stdout.split('\n');
  return required.flatMap(([verb, resource], index) =>
    allowed[index] === 'true' ? [] : [`${verb} ${resource}`],
  );
}
