import { kubectl, kubectlForCluster, namespaceOf } from '../../advice.ts';
import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

const INSTALL: Readonly<Record<string, string>> = {
  helm: 'https://helm.sh/docs/intro/install/ (3.8 or newer)',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
};

function missingProgram(program: 'helm' | 'kubectl'): Cause<OutputLines> {
  const words = new RegExp(
    `(?:^|\\s)${program}: (?:command )?not found|command not found: ${program}|spawn ${program}(?:\\.exe)? ENOENT`,
  );
  return {
    code: `no-${program}`,
    rank: 'cause',
    find(lines, { observation: { command } }) {
      const match = lastMatch(lines, words);
      const isIt = command?.notFound === true && command.line?.startsWith(program) === true;
      if (!match && !isIt) return undefined;
      return {
        service: null,
        message: `${program} is not installed`,
        cause: `There is no program ${program} on the PATH.`,
        evidence: match?.line,
        suggestion: `install it: ${INSTALL[program]}`,
      };
    },
  };
}

/** That helm or kubectl is not there. */
export const PROGRAM_CAUSES: readonly Cause<OutputLines>[] = [
  missingProgram('helm'),
  missingProgram('kubectl'),
];

const LIST_CONTEXTS = 'kubectl config get-contexts shows the clusters that are known';

/** That the cluster cannot be asked, or refuses whoever asks; of kubectl and helm 3 and 4. */
export const CLUSTER_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'context-unknown',
    /context "?(?<name>[^"\s]+)"? does not exist|context was not found for specified context: (?<other>\S+)/,
    ({ group }) => ({
      message: `the kubeconfig has no context ${group('name') || group('other')}`,
      cause: 'The context names the cluster and the user.',
      suggestion: `${LIST_CONTEXTS}; KUBECONFIG must lead to the right file`,
    }),
  ),
  fromOutput(
    'certificate-expired',
    /x509: certificate has expired or is not yet valid(?:: (?<why>.+))?/,
    ({ group }) => ({
      message: 'a certificate of the cluster or of its user has expired',
      cause: `It is not valid now${group('why') === '' ? '' : `: ${group('why')}`}; or the clock of this machine is wrong.`,
      suggestion:
        'get a fresh kubeconfig from who runs the cluster (kubeadm: kubeadm certs renew all), and see that date is right',
    }),
  ),
  fromOutput(
    'cluster-certificate',
    /(?:tls: failed to verify certificate: )?x509: (?<why>.+)/,
    ({ group }) => ({
      message: 'the certificate of the cluster is not trusted',
      cause: `It says: ${group('why')}.`,
      suggestion:
        'certificate-authority-data of the kubeconfig must be that of the cluster: get a fresh kubeconfig',
    }),
  ),
  fromOutput(
    'cluster-login',
    /You must be logged in to the server|the server has asked for the client to provide credentials|getting credentials: (?<why>.+)|exec: executable (?<plugin>\S+) not found/,
    ({ group }) => ({
      message: 'the cluster does not know who asks',
      cause:
        group('plugin') === ''
          ? 'The token or certificate of the kubeconfig is wrong or too old.'
          : `The kubeconfig asks the program ${group('plugin')} for a token, and it is not installed.`,
      suggestion: 'log in to the cluster again (as its provider says), then kubectl auth whoami',
    }),
  ),
  fromOutput(
    'cluster-forbidden',
    /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)"/,
    ({ group }, context) => ({
      message: `the user ${group('user')} may not ${group('verb')} ${group('resource')}`,
      cause: 'The cluster knows who asks, and its roles do not allow it.',
      suggestion: `${kubectl(context, 'auth can-i --list')} shows what is allowed; ask for a Role, or use another --namespace`,
    }),
  ),
  fromOutput(
    'cluster-unreachable',
    /[Kk]ubernetes cluster unreachable: (?<helm>.+)|The connection to the server (?<server>\S+) was refused|Unable to connect to the server: (?<why>.+)|no configuration has been provided/,
    ({ group, line }) => {
      const where = group('server');
      return {
        message: `the cluster does not answer${where === '' ? '' : ` at ${where}`}`,
        cause:
          line.includes('localhost:8080') || line.includes('no configuration')
            ? 'Without a kubeconfig, localhost:8080 is asked: none was found.'
            : `It says: ${group('helm') || group('why') || 'connection refused'}.`,
        suggestion: `${LIST_CONTEXTS}; KUBECONFIG must lead to the right file, and kubectl cluster-info must answer`,
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
      cause: 'Nothing new can be made in it until it is gone.',
      suggestion: `wait until it is gone, then start again; ${kubectlForCluster(context, `get namespace ${namespaceOf(context)} -o yaml`)} shows what holds it`,
    }),
  ),
  fromOutput('namespace-missing', /namespaces "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `there is no namespace ${group('name')}`,
    cause: 'helm makes it only with --create-namespace.',
    suggestion: `${kubectlForCluster(context, `create namespace ${group('name')}`)}, or bindstack up --target helm, which makes it`,
  })),
];

/** helm 3: `timed out waiting for the condition`; helm 4 names each resource that is not ready before. */
const HELM_TIMEOUT = /context deadline exceeded|timed out waiting for the condition/;

/** Only that it took too long: what the pods show tells why. */
export const helmTimeout: Cause<OutputLines> = {
  code: 'helm-timeout',
  rank: 'symptom',
  find(lines, context) {
    const match = lastMatch(lines, HELM_TIMEOUT);
    if (!match) return undefined;
    const last = lastMatch(lines, /resource \S+ not ready/);
    return {
      message: 'helm waited until its time was over',
      cause: last === undefined ? 'Something did not become ready.' : `It says: ${last.line}.`,
      evidence: last?.line ?? match.line,
      suggestion: `${kubectl(context, 'get pods,events')} shows what is not ready; more time: ${context.advice.up} --timeout 1800s`,
    };
  },
};
