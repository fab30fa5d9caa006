import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { ListedRelease } from '../helmCommand.ts';
import { chartNameOf } from '../helmCommand.ts';
import type { ClusterLook } from './clusterLook.ts';

export function decideNamespace({
  namespace,
  cluster,
}: Pick<ClusterLook, 'namespace' | 'cluster'>): CheckResult {
  const check = checking('namespace', `namespace ${cluster.namespace}`, 'there, or may be made');
  if ('why' in namespace) return check.skip(namespace.why);
  if (namespace.value === 'Terminating') {
    return check.fail('it is being deleted', `kubectl wait --for=delete namespace/${cluster.namespace}`);
  }
  return check.pass(namespace.value === undefined ? 'up makes it' : 'there');
}

export function decideRights({ denied, cluster }: Pick<ClusterLook, 'denied' | 'cluster'>): CheckResult {
  const check = checking('rights', 'rights', 'to install, to look and to forward ports');
  if ('why' in denied) return check.skip(denied.why);
  return denied.value.length === 0
    ? check.pass('all that up needs')
    : check.fail(
        `you may not ${denied.value.join(', ')} in ${cluster.namespace}`,
        `ask for the ClusterRole edit in the namespace: kubectl create rolebinding bindstack --clusterrole edit --user YOU --namespace ${cluster.namespace}`,
      );
}

/** Helm refuses to touch what is pending; names in the chart are fixed, so that a namespace holds one Weaviate. */
export function decideRelease({ releases, cluster }: Pick<ClusterLook, 'releases' | 'cluster'>): CheckResult {
  const { release, namespace } = cluster;
  const check = checking('release', `release ${release}`, 'new, or of the chart weaviate');
  if ('why' in releases) return check.skip(releases.why);
  const isWeaviate = ({ chart }: ListedRelease) => chartNameOf(chart) === 'weaviate';
  const other = releases.value.find((one) => one.name !== release && isWeaviate(one));
  if (other) {
    return check.fail(
      `${namespace} holds a Weaviate already: the release ${other.name}, and the chart's names are fixed`,
      `--namespace OTHER, or --name ${other.name} to take that one over`,
    );
  }
  const own = releases.value.find(({ name }) => name === release);
  if (!own) return check.pass('new');
  if (!isWeaviate(own))
    return check.fail(`it is of another chart: ${own.chart}`, '--name OTHER or --namespace OTHER');
  const found = `revision ${own.revision}, ${own.status}`;
  if (own.status === 'deployed') return check.pass(found);
  return own.status === 'failed'
    ? check.pass(`${found}: up repairs it`)
    : check.warn(found, 'bindstack up --target helm waits for the other helm, or takes over what it left');
}
