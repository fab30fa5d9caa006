import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { KEY_LIST_VARIABLE } from '../../facts/weaviateVariables.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT } from './clusterView.ts';
import { applyObject, getObject } from './kubectlCommand.ts';
import { parseNamespace, parseSecret } from './objects.ts';

/** On everything that bindstack itself makes in a cluster: only what has it is ever deleted. */
export const OWNER_LABEL = 'bindstack/release';

/** What Weaviate reads of the Secret (weaviate-helm templates/weaviateStatefulset.yaml: key = name of the variable). */
const KEY_ENTRY = KEY_LIST_VARIABLE;

type ObjectsContext = Pick<Context, 'run' | 'out'>;

/** @throws Failure `cluster-refused` (failed) */
export async function runOrFail(run: Context['run'], command: ProgramCommand, what: string): Promise<string> {
  const result = await runProgram(run, command, { timeout: 2 * CLUSTER_TIMEOUT });
  if (result.exitCode === 0) return result.stdout;
  throw new Failure(result.notFound ? 'environment' : 'failed', {
    code: 'cluster-refused',
    message: `the cluster did not do it: ${what}`,
    detail: lastErrorLines(result) || 'no answer in time',
    suggestion: 'bindstack doctor --target helm',
  });
}

/** Makes the namespace where it is missing. @returns whether it did */
export async function ensureNamespace({ run, out }: ObjectsContext, cluster: Cluster): Promise<boolean> {
  const { namespace, release } = cluster;
  const answer = await runOrFail(
    run,
    getObject(cluster, 'namespace', namespace),
    `look for the namespace ${namespace}`,
  );
  const found = parseNamespace(answer);
  if (found?.status.phase === 'Terminating') {
    throw new Failure('failed', {
      code: 'namespace-terminating',
      message: `the namespace ${namespace} is being deleted`,
      suggestion: `wait until kubectl get namespace ${namespace} finds nothing, then again`,
    });
  }
  if (found) return false;
  const labels = { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: release };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await runOrFail(run, applyObject(cluster, object), `make the namespace ${namespace}`);
  out.say(`${out.colors.green('✔')} made the namespace ${namespace}`);
  return true;
}

export type SecretOutcome = 'made' | 'changed' | 'kept';

/**
 * Brings the API key of `.env` into the Secret that the values name. Other entries of a Secret stay, and so does all
 * of one that somebody else has made.
 * @throws Failure `secret-differs` (refused) where somebody else's Secret has other keys
 */
export async function ensureSecret(
  { run, out }: ObjectsContext,
  cluster: Cluster,
  name: string,
  apiKey: string,
): Promise<SecretOutcome> {
  const found = parseSecret(
    await runOrFail(run, getObject(cluster, 'secret', name), `look for the Secret ${name}`),
  );
  const keys = Buffer.from(found?.data[KEY_ENTRY] ?? '', 'base64').toString();
  if (found && keys.split(',').includes(apiKey)) return 'kept';
  if (found && found.metadata.labels[OWNER_LABEL] === undefined) {
    throw new Failure('refused', {
      code: 'secret-differs',
      message: `the Secret ${name} in ${cluster.namespace} does not hold the key of .env, and bindstack did not make it`,
      suggestion: `put its key into .env, or: kubectl --namespace ${cluster.namespace} delete secret ${name}`,
    });
  }
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: cluster.release },
    },
    stringData: { [KEY_ENTRY]: apiKey },
  };
  await runOrFail(run, applyObject(cluster, object), `make the Secret ${name}`);
  const outcome = found ? 'changed' : 'made';
  out.say(`${out.colors.green('✔')} ${outcome} the Secret ${name} from .env`);
  return outcome;
}
