import { parse } from 'yaml';
import * as z from 'zod';
import { CHART_REPOSITORY } from '../../../facts/versions.ts';
import { tryParseJson } from '../../../formats/parseJson.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { lastErrorLines } from '../cluster.ts';
import {
  type ChartSource,
  chartNameOf,
  helmShowChart,
  type ListedRelease,
  parseHelmVersion,
} from '../helmCommand.ts';
import type { ClusterProbe } from './clusterProbe.ts';

const clientVersion = z.object({ clientVersion: z.object({ gitVersion: z.string() }) });
const serverVersion = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });
const chartFile = z.object({ name: z.string(), version: z.string() });

/** Parses the output of `helm show chart`; undefined if it is not a Chart.yaml. */
function parseChart(stdout: string): z.infer<typeof chartFile> | undefined {
  try {
    return chartFile.safeParse(parse(stdout)).data;
  } catch {
    return undefined;
  }
}

export function checkKubectl({ kubectl }: Pick<ClusterProbe, 'kubectl'>): CheckResult {
  const check = defineCheck('kubectl', 'kubectl', 'the kubectl command');
  const install = 'https://kubernetes.io/docs/tasks/tools/';
  if (kubectl.notFound) return check.fail('not installed', install);
  const version = clientVersion.safeParse(tryParseJson(kubectl.stdout)).data;
  return version
    ? check.pass(version.clientVersion.gitVersion)
    : check.fail(lastErrorLines(kubectl, 1), install);
}

/** Helm 3.8 is the first version with the features that the chart and `up` use; 5 does not exist yet. */
export function checkHelm({ helm }: Pick<ClusterProbe, 'helm'>): CheckResult {
  const check = defineCheck('helm', 'helm', '3.8 to 4.x');
  const install = 'https://helm.sh/docs/intro/install/';
  if (helm.notFound) return check.fail('not installed', install);
  const version = parseHelmVersion(helm.stdout);
  if (!version) return check.fail(lastErrorLines(helm, 1) || 'it does not report its version', install);
  const { major, minor } = version;
  const found = helm.stdout.trim();
  if (major < 3 || (major === 3 && minor < 8)) return check.fail(`${found} is too old`, install);
  return major > 4
    ? check.warn(`${found} is newer than the tested versions`, 'use helm 4 if this version fails')
    : check.pass(found);
}

export function checkCluster({ server, cluster, kubectl }: ClusterProbe): CheckResult {
  const name = cluster.context === undefined ? 'cluster' : `cluster ${cluster.context}`;
  const check = defineCheck('cluster', name, 'a reachable cluster');
  if (kubectl.notFound) return check.skip('kubectl is not installed');
  const version = serverVersion.safeParse(tryParseJson(server.stdout)).data;
  if (version) return check.pass(`Kubernetes ${version.major}.${version.minor}`);
  const why = lastErrorLines(server, 1).replace(/^error: /, '');
  if (/context .* does not exist/.test(why)) return check.fail(why, 'kubectl config get-contexts');
  if (/localhost:8080/.test(why)) {
    return check.fail(
      'no cluster is configured for kubectl',
      'export KUBECONFIG=…, or run the login command of your cloud that writes ~/.kube/config',
    );
  }
  if (/unauthorized|must be logged in|credentials/i.test(why))
    return check.fail(why, 'log in to the cluster again');
  return check.fail(why || 'no response', 'kubectl cluster-info, or --context NAME for another cluster');
}

/** The last error in helm's chain of causes. */
function helmReason(stderr: string): string {
  return lastErrorLines({ stderr }, 1).replace(/^Error: |.*cannot be reached: (?:Get "[^"]*": )?/g, '');
}

/** Checks that the chart is available, is Weaviate's, and has the version that the values were generated for. */
export function checkChart({ chart }: Pick<ClusterProbe, 'chart'>, source: ChartSource): CheckResult {
  const where = source.path ?? CHART_REPOSITORY;
  const check = defineCheck('chart', 'Helm chart', `weaviate ${source.version}`);
  if (chart.notFound) return check.skip('helm is not installed');
  if (chart.exitCode !== 0) {
    const offline = `on a machine with network access: helm pull ${helmShowChart(source).args.slice(2).join(' ')}; then here: --chart weaviate-${source.version}.tgz`;
    return check.fail(
      source.path === undefined
        ? `${where} cannot be reached: ${helmReason(chart.stderr)}`
        : `${where}: ${helmReason(chart.stderr)}`,
      source.path === undefined ? offline : '--chart PATH, for a folder with a Chart.yaml or a .tgz file',
    );
  }
  const found = parseChart(chart.stdout);
  if (found?.name !== 'weaviate')
    return check.fail(
      found ? `${where} is the chart ${found.name}` : `${where} is not a chart`,
      '--chart PATH',
    );
  return found.version === source.version
    ? check.pass(`${found.version} from ${where}`)
    : check.warn(
        `${found.version} from ${where}: the values are for another version`,
        `bindstack generate --chart-version ${found.version}`,
      );
}

export function checkNamespace({
  namespace,
  cluster,
}: Pick<ClusterProbe, 'namespace' | 'cluster'>): CheckResult {
  const check = defineCheck('namespace', `namespace ${cluster.namespace}`, 'exists, or can be created');
  if ('why' in namespace) return check.skip(namespace.why);
  if (namespace.value === 'Terminating') {
    return check.fail('it is being deleted', `kubectl wait --for=delete namespace/${cluster.namespace}`);
  }
  return check.pass(namespace.value === undefined ? 'up creates it' : 'exists');
}

export function checkPermissions({ denied, cluster }: Pick<ClusterProbe, 'denied' | 'cluster'>): CheckResult {
  const check = defineCheck('rights', 'permissions', 'to install, read, and forward ports');
  if ('why' in denied) return check.skip(denied.why);
  return denied.value.length === 0
    ? check.pass('everything that up needs')
    : check.fail(
        `you are not allowed to ${denied.value.join(', ')} in ${cluster.namespace}`,
        `ask an administrator for the ClusterRole edit in the namespace: kubectl create rolebinding bindstack --clusterrole edit --user YOU --namespace ${cluster.namespace}`,
      );
}

/**
 * Helm refuses to change a pending release. The names in the chart are fixed, so a namespace can only contain one
 * Weaviate.
 */
export function checkRelease({ releases, cluster }: Pick<ClusterProbe, 'releases' | 'cluster'>): CheckResult {
  const { release, namespace } = cluster;
  const check = defineCheck('release', `release ${release}`, 'new, or of the chart weaviate');
  if ('why' in releases) return check.skip(releases.why);
  const isWeaviate = ({ chart }: ListedRelease) => chartNameOf(chart) === 'weaviate';
  const other = releases.value.find((one) => one.name !== release && isWeaviate(one));
  if (other) {
    return check.fail(
      `${namespace} already contains Weaviate (release ${other.name}), and the chart's names are fixed`,
      `--namespace OTHER, or --name ${other.name} to use that release`,
    );
  }
  const own = releases.value.find(({ name }) => name === release);
  if (!own) return check.pass('new');
  if (!isWeaviate(own))
    return check.fail(`it belongs to another chart: ${own.chart}`, '--name OTHER or --namespace OTHER');
  const found = `revision ${own.revision}, ${own.status}`;
  if (own.status === 'deployed') return check.pass(found);
  return own.status === 'failed'
    ? check.pass(`${found}: up repairs it`)
    : check.warn(
        found,
        'bindstack up --target helm, which waits for the other helm process to finish, or takes over the release',
      );
}
