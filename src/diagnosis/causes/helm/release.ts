import { shellWord } from '../../../formats/quoting.ts';
import { kubectl, namespaceOf } from '../../advice.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

function helmCommand(context: DiagnosisContext, verb: string): string {
  const { cluster } = context.observation;
  const flag = cluster?.context === undefined ? '' : ` --kube-context ${shellWord(cluster.context)}`;
  return `helm${flag} -n ${namespaceOf(context)} ${verb} ${cluster?.release ?? 'RELEASE'}`;
}

/** The failed command, changed to take over fields that another program has set. */
function forceConflicts({ observation: { command } }: DiagnosisContext): string {
  return `${(command?.line ?? 'helm upgrade').replace(' --output json', '')} --force-conflicts`;
}

/** helm 3 or 4 cannot install or change a release or one of its objects. */
export const RELEASE_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'release-busy',
    /another operation \(install\/upgrade\/rollback\) is in progress/,
    (_match, context) => ({
      message: 'another helm operation on this release is in progress, or was interrupted',
      cause: 'The release is marked as pending; a helm process that is killed leaves it that way.',
      suggestion: `if no other helm process is running: ${helmCommand(context, 'rollback')} (after a first install: ${helmCommand(context, 'uninstall')}, which keeps the volumes), then bindstack up --target helm`,
    }),
  ),
  fromOutput('release-name-taken', /cannot re-?use a name that is still in use/, (_match, context) => ({
    message: 'a release with this name already exists',
    cause: 'helm install only creates new releases.',
    suggestion: `bindstack up --target helm, which upgrades it; ${helmCommand(context, 'status')} shows it; or use another --name`,
  })),
  fromOutput('release-failed', /"(?<name>[^"]+)" has no deployed releases/, ({ group }, context) => ({
    message: `the release ${group('name')} was never deployed`,
    cause: 'Its first install failed, so helm has nothing to upgrade.',
    suggestion: `${helmCommand(context, 'uninstall')}, which keeps the volumes, then bindstack up --target helm`,
  })),
  fromOutput(
    'ownership-conflict',
    /(?<kind>[\w.]+) "(?<name>[^"]+)" in namespace "[^"]*" exists and cannot be imported into the current release/,
    ({ group }) => ({
      message: `${group('kind')} ${group('name')} already exists and does not belong to this release`,
      cause: 'helm changes only objects that it created, which it recognizes by their label and annotations.',
      suggestion: `use another --namespace or --name; or delete ${group('kind').toLowerCase()} ${group('name')} if you do not need it; to take it over: helm upgrade --take-ownership (3.17 or newer)`,
    }),
  ),
  // helm 4 uses server-side apply, which tracks the owner of each field; helm 3 overwrites.
  fromOutput(
    'field-conflict',
    /conflict occurred while applying object (?<object>\S+) .*conflicts? with "(?<manager>[^"]+)"(?:.* using \S+: (?<field>\S+))?/,
    ({ group }, context) => ({
      message: `${group('field') || 'a field'} of ${group('object')} was changed by ${group('manager')}, so helm does not overwrite it`,
      cause:
        'The cluster tracks who set a field (server-side apply): one set by kubectl scale or kubectl edit no longer belongs to helm.',
      suggestion: `to give it back to helm: ${forceConflicts(context)}; then bindstack up --target helm`,
    }),
  ),
  fromOutput(
    'statefulset-immutable',
    /updates to statefulset spec for fields other than .+ are forbidden/i,
    (_match, context) => {
      const name = context.weaviate?.name ?? 'weaviate';
      return {
        service: name,
        message: 'a StatefulSet cannot be changed in this way',
        cause:
          'Kubernetes does not allow changes to the size or class of its volumes, its selector or its service name.',
        suggestion: `${kubectl(context, `delete sts ${name} --cascade=orphan`)}, which keeps pods and data, then bindstack up --target helm; volumes keep their size`,
      };
    },
  ),
  fromOutput(
    'field-immutable',
    /(?<kind>\w+)(?:\.\w+)* "(?<name>[^"]+)" is invalid: (?<field>[\w.[\]]+): .*field is immutable/,
    ({ group }, context) => ({
      message: `${group('field')} of ${group('kind')} ${group('name')} cannot be changed`,
      cause: 'Kubernetes does not allow changes to this field.',
      suggestion: `${kubectl(context, `delete ${group('kind').toLowerCase()} ${group('name')}`)}, then bindstack up --target helm`,
    }),
  ),
  fromOutput(
    'manifest-invalid',
    /error validating data: (?<why>.+)|unable to decode "": (?<decode>.+)|json: cannot unmarshal (?<json>.+)/,
    ({ group }) => ({
      message: 'the API server rejects an object of the chart',
      cause: `It says: ${group('why') || group('decode') || group('json')}.`,
      suggestion:
        'bindstack validate values.yaml, which shows unquoted numbers and other pitfalls of the chart',
    }),
  ),
];
