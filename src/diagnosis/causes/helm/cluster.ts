import { kubectl, kubectlForCluster, namespaceOf } from '../../advice.ts';
import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

const INSTALL: Readonly<Record<string, string>> = {
  helm: 'https://helm.sh/docs/intro/install/ (3.8 or newer)',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
};

function missingProgram(program: 'helm' | 'kubectl'): Cause<OutputLines> {
  const notFound = new RegExp(
    `(?:^|\\s)${program}: (?:command )?not found|command not found: ${program}|spawn ${program}(?:\\.exe)? ENOENT`,
  );
  return {
    code: `no-${program}`,
    rank: 'cause',
    find(lines, { observation: { command } }) {
      const match = lastMatch(lines, notFound);
      const isMissing = command?.notFound === true && command.line?.startsWith(program) === true;
      if (!match && !isMissing) return undefined;
      return {
        service: null,
        message: `${program} is not installed`,
        cause: `There is no ${program} command on the PATH.`,
        evidence: match?.line,
        suggestion: `install it: ${INSTALL[program]}`,
      };
    },
  };
}

/** helm or kubectl is not installed. */
export const PROGRAM_CAUSES: readonly Cause<OutputLines>[] = [
  missingProgram('helm'),
  missingProgram('kubectl'),
];

const LIST_CONTEXTS = 'kubectl config get-contexts lists the known clusters';
const CHECK_KUBECONFIG = 'check that KUBECONFIG points to the right file';

/** The cluster cannot be reached or denies access; messages of kubectl and of helm 3 and 4. */
export const CLUSTER_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'context-unknown',
    /context "?(?<name>[^"\s]+)"? does not exist|context was not found for specified context: (?<other>\S+)/,
    ({ group }) => ({
      message: `the kubeconfig has no context ${group('name') || group('other')}`,
      cause: 'A context selects the cluster and the user.',
      suggestion: `${LIST_CONTEXTS}; ${CHECK_KUBECONFIG}`,
    }),
  ),
  fromOutput(
    'certificate-expired',
    /x509: certificate has expired or is not yet valid(?:: (?<why>.+))?/,
    ({ group }) => ({
      message: 'a certificate of the cluster or of its user has expired',
      cause: `It is not valid now${group('why') === '' ? '' : `: ${group('why')}`}; or the clock of this machine is wrong.`,
      suggestion:
        'get a new kubeconfig from the cluster administrator (with kubeadm: kubeadm certs renew all), and check the output of date',
    }),
  ),
  fromOutput(
    'cluster-certificate',
    /(?:tls: failed to verify certificate: )?x509: (?<why>.+)/,
    ({ group }) => ({
      message: 'the certificate of the cluster is not trusted',
      cause: `Verification failed: ${group('why')}.`,
      suggestion: 'get a new kubeconfig: its certificate-authority-data must belong to this cluster',
    }),
  ),
  fromOutput(
    'cluster-login',
    /You must be logged in to the server|the server has asked for the client to provide credentials|getting credentials: (?<why>.+)|exec: executable (?<plugin>\S+) not found/,
    ({ group }) => ({
      message: 'the cluster does not accept your credentials',
      cause:
        group('plugin') === ''
          ? 'The token or certificate in the kubeconfig is wrong or has expired.'
          : `The kubeconfig gets its token from the program ${group('plugin')}, which is not installed.`,
      suggestion: "log in to the cluster again (see its provider's documentation), then kubectl auth whoami",
    }),
  ),
  fromOutput(
    'cluster-forbidden',
    /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)"/,
    ({ group }, context) => ({
      message: `the user ${group('user')} is not allowed to ${group('verb')} ${group('resource')}`,
      cause: 'The cluster accepts the credentials, but no role of this user allows it.',
      suggestion: `${kubectl(context, 'auth can-i --list')} shows what is allowed; ask for a Role, or use another --namespace`,
    }),
  ),
  fromOutput(
    'cluster-unreachable',
    /[Kk]ubernetes cluster unreachable: (?<helm>.+)|The connection to the server (?<server>\S+) was refused|Unable to connect to the server: (?<why>.+)|no configuration has been provided/,
    ({ group, line }) => {
      const where = group('server');
      return {
        message: `the cluster does not respond${where === '' ? '' : ` at ${where}`}`,
        cause:
          line.includes('localhost:8080') || line.includes('no configuration')
            ? 'No kubeconfig was found, so localhost:8080 was tried.'
            : `The error is: ${group('helm') || group('why') || 'connection refused'}.`,
        suggestion: `${LIST_CONTEXTS}; ${CHECK_KUBECONFIG} and that kubectl cluster-info works`,
      };
    },
  ),
  fromOutput(
    'namespace-terminating',
    /because it is being terminated|namespace \S+ is being terminated/,
    (_match, context) => ({
      message: `the namespace ${context.observation.cluster?.namespace ?? ''} is being deleted`.replace(
        '  ',
        ' ',
      ),
      cause: 'Nothing can be created in it until it is gone.',
      suggestion: `wait until it is gone, then start again; ${kubectlForCluster(context, `get namespace ${namespaceOf(context)} -o yaml`)} shows what blocks the deletion`,
    }),
  ),
  fromOutput('namespace-missing', /namespaces "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `the namespace ${group('name')} does not exist`,
    cause: 'helm creates it only with --create-namespace.',
    suggestion: `${kubectlForCluster(context, `create namespace ${group('name')}`)}, or bindstack up --target helm, which creates it`,
  })),
];

/** helm 3: `timed out waiting for the condition`; helm 4 first lists each resource that is not ready. */
const HELM_TIMEOUT = /context deadline exceeded|timed out waiting for the condition/;

/** Only a symptom: the pods show why it took too long. */
export const helmTimeout: Cause<OutputLines> = {
  code: 'helm-timeout',
  rank: 'symptom',
  find(lines, context) {
    const match = lastMatch(lines, HELM_TIMEOUT);
    if (!match) return undefined;
    const last = lastMatch(lines, /resource \S+ not ready/);
    return {
      message: 'helm timed out',
      cause: last === undefined ? 'Something did not become ready in time.' : `It says: ${last.line}.`,
      evidence: last?.line ?? match.line,
      suggestion: `${kubectl(context, 'get pods,events')} shows what is not ready; to allow more time: ${context.advice.up} --timeout 1800s`,
    };
  },
};
