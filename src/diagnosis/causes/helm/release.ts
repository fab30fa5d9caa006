import { shellWord } from '../../../formats/quoting.ts';
import { kubectl, namespaceOf } from '../../advice.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

function helmCommand(context: DiagnosisContext, verb: string): string {
  const { cluster } = context.observation;
  const flag = cluster?.context === undefined ? '' : ` --kube-context ${shellWord(cluster.context)}`;
  return `helm${flag} -n ${namespaceOf(context)} ${verb} ${cluster?.release ?? 'RELEASE'}`;
}

/** The command that failed, as one would type it to take over what another has set. */
function forceConflicts({ observation: { command } }: DiagnosisContext): string {
  return `${(command?.line ?? 'helm upgrade').replace(' --output json', '')} --force-conflicts`;
}

/** What helm 3 and 4 say of a release and of what it applies. */
export const RELEASE_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'release-busy',
    /another operation \(install\/upgrade\/rollback\) is in progress/,
    (_match, context) => ({
      message: 'helm is at work on this release, or was broken off there',
      cause: 'The release is marked pending; a helm that was killed leaves the mark behind.',
      suggestion: `if no other helm runs: ${helmCommand(context, 'rollback')} (of a first install: ${helmCommand(context, 'uninstall')}, which keeps the volumes), then bindstack up --target helm`,
    }),
  ),
  fromOutput('release-name-taken', /cannot re-?use a name that is still in use/, (_match, context) => ({
    message: 'there is a release of this name already',
    cause: 'helm install makes new releases only.',
    suggestion: `bindstack up --target helm upgrades it; ${helmCommand(context, 'status')} shows it; or another --name`,
  })),
  fromOutput('release-failed', /"(?<name>[^"]+)" has no deployed releases/, ({ group }, context) => ({
    message: `the release ${group('name')} has never come up`,
    cause: 'Its first install failed, so that helm has nothing to upgrade.',
    suggestion: `${helmCommand(context, 'uninstall')}, which keeps the volumes, then bindstack up --target helm`,
  })),
  fromOutput(
    'ownership-conflict',
    /(?<kind>[\w.]+) "(?<name>[^"]+)" in namespace "[^"]*" exists and cannot be imported into the current release/,
    ({ group }) => ({
      message: `${group('kind')} ${group('name')} is there already and belongs to no release of this name`,
      cause: 'helm changes only what it made itself, by the label and the annotations of the object.',
      suggestion: `another --namespace or --name; or, if nobody needs it, delete ${group('kind').toLowerCase()} ${group('name')}; to take it over: helm upgrade --take-ownership (3.17 and newer)`,
    }),
  ),
  // helm 4 applies on the server, which knows who has set what; helm 3 overwrites.
  fromOutput(
    'field-conflict',
    /conflict occurred while applying object (?<object>\S+) .*conflicts? with "(?<manager>[^"]+)"(?:.* using \S+: (?<field>\S+))?/,
    ({ group }, context) => ({
      message: `${group('field') || 'a field'} of ${group('object')} was changed by ${group('manager')}, and helm leaves it alone`,
      cause:
        "The cluster keeps who has set a field (server-side apply): what kubectl scale or edit has set is not helm's any more.",
      suggestion: `let helm have it back: ${forceConflicts(context)}; then bindstack up --target helm`,
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
          'Kubernetes allows no change of the size or class of its volumes, its selector or its service name.',
        suggestion: `${kubectl(context, `delete sts ${name} --cascade=orphan`)}, which keeps pods and data, then bindstack up --target helm; volumes keep their size`,
      };
    },
  ),
  fromOutput(
    'field-immutable',
    /(?<kind>\w+)(?:\.\w+)* "(?<name>[^"]+)" is invalid: (?<field>[\w.[\]]+): .*field is immutable/,
    ({ group }, context) => ({
      message: `${group('field')} of ${group('kind')} ${group('name')} cannot be changed`,
      cause: 'Kubernetes keeps that field as it was made.',
      suggestion: `${kubectl(context, `delete ${group('kind').toLowerCase()} ${group('name')}`)}, then bindstack up --target helm`,
    }),
  ),
  fromOutput(
    'manifest-invalid',
    /error validating data: (?<why>.+)|unable to decode "": (?<decode>.+)|json: cannot unmarshal (?<json>.+)/,
    ({ group }) => ({
      message: 'the API server does not take an object of the chart',
      cause: `It says: ${group('why') || group('decode') || group('json')}.`,
      suggestion: 'bindstack validate values.yaml shows numbers without quotes and other traps of the chart',
    }),
  ),
];
