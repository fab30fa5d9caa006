import { kubectl, kubectlForCluster, namespaceOf } from '../../advice.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';
import type { LineMatch } from '../../lines.ts';

const apiServerSays = ({ line }: LineMatch) => `The API server says: ${line}.`;
const getEvents = (context: DiagnosisContext) => kubectl(context, 'get events');

/** What the API server answers to an object, or to a controller that makes a pod: the same words in both. */
export const ADMISSION_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput('pod-security', /violates PodSecurity "(?<level>[^"]+)": (?<why>.+)/, ({ group }, context) => ({
    message: `the namespace allows no such pod: PodSecurity ${group('level')}`,
    cause: `Its pod security standard forbids: ${group('why')}.`,
    suggestion: `${context.advice.withFlags(`--pod-security ${group('level').startsWith('baseline') ? 'baseline' : 'restricted'}`)}; or a namespace with a wider standard: ${kubectlForCluster(context, `label namespace ${namespaceOf(context)} --overwrite pod-security.kubernetes.io/enforce=privileged`)}`,
  })),
  fromOutput(
    'quota-exceeded',
    /exceeded quota: (?<quota>[^,]+), (?<why>.+)|failed quota: (?<other>[^:]+): (?<must>must specify .+)/,
    ({ group }, context) => ({
      message: `the quota ${group('quota') || group('other')} of the namespace leaves no room`,
      cause: `It says: ${group('why') || group('must')}.`,
      suggestion: `${kubectl(context, 'describe quota')}; raise it, ask for less, or use another --namespace`,
    }),
  ),
  fromOutput(
    'limit-range',
    /(?<what>maximum|minimum) (?<resource>\S+) usage per (?<scope>\w+) is (?<bound>[^,]+), but (?<why>.+)/,
    ({ group }, context) => ({
      message: `a LimitRange of the namespace sets the ${group('what')} ${group('resource')} to ${group('bound')} per ${group('scope')}`,
      cause: `What was asked for lies outside: ${group('why')}.`,
      suggestion: `${kubectl(context, 'describe limitrange')}; change it, or use another --namespace`,
    }),
  ),
  fromOutput('webhook-unreachable', /failed calling webhook "(?<name>[^"]+)": (?<why>.+)/, ({ group }) => ({
    message: `the admission webhook ${group('name')} does not answer`,
    cause: `The API server asks it about every object and got no answer: ${group('why')}.`,
    suggestion:
      'see that the pods of the webhook run (kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations names its service), then try again',
  })),
  fromOutput(
    'webhook-denied',
    /admission webhook "(?<name>[^"]+)" denied the request:? ?(?<why>.*)/,
    ({ group }) => ({
      message: `the admission webhook ${group('name')} refuses it`,
      cause: `A policy of the cluster says: ${group('why') || 'nothing more'}.`,
      suggestion: 'change the values so that the policy is kept, or ask who runs the cluster',
    }),
  ),
  // In the cluster itself since Kubernetes 1.30 (ValidatingAdmissionPolicy).
  fromOutput(
    'policy-denied',
    /ValidatingAdmissionPolicy '(?<name>[^']+)' with binding '[^']+' denied request:? ?(?<why>.*)/,
    ({ group }, context) => ({
      message: `the policy ${group('name')} of the cluster refuses it`,
      cause: `It says: ${group('why') || 'nothing more'}.`,
      suggestion: `change the values so that the policy is kept; ${kubectlForCluster(context, `get validatingadmissionpolicy ${group('name')} -o yaml`)} shows it`,
    }),
  ),
  fromOutput(
    'service-account-missing',
    /error looking up service account (?<account>\S+): /,
    ({ group }, context) => ({
      message: `there is no service account ${group('account')}`,
      cause: 'serviceAccountName in the values names it, and nobody has made it.',
      suggestion: `${kubectl(context, `create serviceaccount ${group('account').split('/').at(-1)}`)}, or remove serviceAccountName`,
    }),
  ),
  fromOutput(
    'runtime-class-missing',
    /RuntimeClass "?(?<name>[\w.-]+)"? not found/,
    ({ group }, context) => ({
      message: `the cluster has no RuntimeClass ${group('name')}`,
      cause: 'runtimeClassName names it; the NVIDIA GPU operator makes one named nvidia.',
      suggestion: `${kubectlForCluster(context, 'get runtimeclasses')} shows what there is; mend or remove runtimeClassName`,
    }),
  ),
  fromOutput(
    'admission-refused',
    /(?:pods|statefulsets\.apps|deployments\.apps) "[^"]+" is forbidden: (?!User )(?<why>.+)/,
    (match, context) => ({
      message: `the cluster refuses the object: ${match.group('why')}`,
      cause: apiServerSays(match),
      suggestion: `${getEvents(context)} shows it; change the values so that it is allowed`,
    }),
  ),
];
