import { kubectl, kubectlForCluster, namespaceOf } from '../../advice.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';
import type { LineMatch } from '../../lines.ts';

const apiServerSays = ({ line }: LineMatch) => `The API server says: ${line}.`;
const getEvents = (context: DiagnosisContext) => kubectl(context, 'get events');

/** The API server rejects an object, or a pod that a controller creates: the messages are the same. */
export const ADMISSION_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput('pod-security', /violates PodSecurity "(?<level>[^"]+)": (?<why>.+)/, ({ group }, context) => ({
    message: `the namespace does not allow this pod: PodSecurity ${group('level')}`,
    cause: `Its pod security standard forbids: ${group('why')}.`,
    suggestion: `${context.advice.withFlags(`--pod-security ${group('level').startsWith('baseline') ? 'baseline' : 'restricted'}`)}; or allow more in the namespace: ${kubectlForCluster(context, `label namespace ${namespaceOf(context)} --overwrite pod-security.kubernetes.io/enforce=privileged`)}`,
  })),
  fromOutput(
    'quota-exceeded',
    /exceeded quota: (?<quota>[^,]+), (?<why>.+)|failed quota: (?<other>[^:]+): (?<must>must specify .+)/,
    ({ group }, context) => ({
      message: `the quota ${group('quota') || group('other')} of the namespace does not allow this pod`,
      cause: `The API server says: ${group('why') || group('must')}.`,
      suggestion: `${kubectl(context, 'describe quota')} shows it; raise it, request less, or use another --namespace`,
    }),
  ),
  fromOutput(
    'limit-range',
    /(?<what>maximum|minimum) (?<resource>\S+) usage per (?<scope>\w+) is (?<bound>[^,]+), but (?<why>.+)/,
    ({ group }, context) => ({
      message: `a LimitRange of the namespace sets the ${group('what')} ${group('resource')} to ${group('bound')} per ${group('scope')}`,
      cause: `The requested value is out of range: ${group('why')}.`,
      suggestion: `${kubectl(context, 'describe limitrange')} shows it; change it, or use another --namespace`,
    }),
  ),
  fromOutput('webhook-unreachable', /failed calling webhook "(?<name>[^"]+)": (?<why>.+)/, ({ group }) => ({
    message: `the admission webhook ${group('name')} does not respond`,
    cause: `The API server must call it for every new object and got no response: ${group('why')}.`,
    suggestion:
      'check that the pods of the webhook are running (kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml shows its service), then try again',
  })),
  fromOutput(
    'webhook-denied',
    /admission webhook "(?<name>[^"]+)" denied the request:? ?(?<why>.*)/,
    ({ group }) => ({
      message: `the admission webhook ${group('name')} rejects the object`,
      cause: `A policy of the cluster says: ${group('why') || 'no reason given'}.`,
      suggestion: 'change the values to comply with the policy, or ask the cluster administrator',
    }),
  ),
  // Built into Kubernetes since 1.30.
  fromOutput(
    'policy-denied',
    /ValidatingAdmissionPolicy '(?<name>[^']+)' with binding '[^']+' denied request:? ?(?<why>.*)/,
    ({ group }, context) => ({
      message: `the policy ${group('name')} of the cluster rejects the object`,
      cause: `It says: ${group('why') || 'no reason given'}.`,
      suggestion: `change the values to comply with the policy; ${kubectlForCluster(context, `get validatingadmissionpolicy ${group('name')} -o yaml`)} shows it`,
    }),
  ),
  fromOutput(
    'service-account-missing',
    /error looking up service account (?<account>\S+): /,
    ({ group }, context) => ({
      message: `the service account ${group('account')} does not exist`,
      cause: 'serviceAccountName in the values refers to it, but it has not been created.',
      suggestion: `${kubectl(context, `create serviceaccount ${group('account').split('/').at(-1)}`)}, or remove serviceAccountName`,
    }),
  ),
  fromOutput(
    'runtime-class-missing',
    /RuntimeClass "?(?<name>[\w.-]+)"? not found/,
    ({ group }, context) => ({
      message: `the cluster has no RuntimeClass ${group('name')}`,
      cause: 'runtimeClassName refers to it; the NVIDIA GPU operator creates one named nvidia.',
      suggestion: `${kubectlForCluster(context, 'get runtimeclasses')} lists those that exist; fix or remove runtimeClassName`,
    }),
  ),
  fromOutput(
    'admission-refused',
    /(?:pods|statefulsets\.apps|deployments\.apps) "[^"]+" is forbidden: (?!User )(?<why>.+)/,
    (match, context) => ({
      message: `the cluster rejects the object: ${match.group('why')}`,
      cause: apiServerSays(match),
      suggestion: `${getEvents(context)} shows it; change the values to what the cluster allows`,
    }),
  ),
];
