import type { Context, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { KEY_LIST_VARIABLE } from '../../facts/weaviateVariables.ts';
import { type ProgramCommand, RECENT, runOnce, runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT } from './clusterView.ts';
import { applyObject, createObject, getNamespace, getObject } from './kubectlCommand.ts';
import { parseNamespace, parseSecret } from './objects.ts';

/** Label of every object that bindstack itself creates in a cluster: only objects with this label are deleted. */
export const OWNER_LABEL = 'bindstack/release';

/**
 * The entry of the Secret that Weaviate reads (weaviate-helm templates/weaviateStatefulset.yaml: key = variable name).
 */
const KEY_ENTRY = KEY_LIST_VARIABLE;

const COMMAND_TIMEOUT = { timeout: 2 * CLUSTER_TIMEOUT };

type ObjectsContext = Pick<Context, 'run' | 'out'>;

/**
 * Runs a command that must succeed.
 * @param what the action, for the error message: `create the namespace X`
 * @throws Failure `cluster-refused` (failed)
 */
export async function runOrFail(run: Context['run'], command: ProgramCommand, what: string): Promise<string> {
  return requireSuccess(await runProgram(run, command, COMMAND_TIMEOUT), what);
}

/** The output of a command that must have succeeded. */
function requireSuccess(result: RunResult, what: string): string {
  if (result.exitCode === 0) return result.stdout;
  throw new Failure(result.notFound ? 'environment' : 'failed', {
    code: 'cluster-refused',
    message: `the cluster failed to ${what}`,
    detail: lastErrorLines(result) || 'no response in time',
    suggestion: 'bindstack doctor --target helm',
  });
}

/** The namespace as it is; undefined if it does not exist. @throws Failure `cluster-refused` (failed) */
export async function readNamespace(run: Context['run'], cluster: Cluster) {
  const options = { ...COMMAND_TIMEOUT, maxAge: RECENT };
  const result = await runOnce(run, getNamespace(cluster), options);
  return parseNamespace(requireSuccess(result, `read the namespace ${cluster.namespace}`));
}

/** The Secret as it is; undefined if it does not exist. @throws Failure `cluster-refused` (failed) */
export async function readSecret(run: Context['run'], cluster: Cluster, name: string) {
  return parseSecret(await runOrFail(run, getObject(cluster, 'secret', name), `read the Secret ${name}`));
}

/**
 * Creates the namespace if it is missing.
 * @param found the namespace as it is
 * @returns whether it did
 */
export async function ensureNamespace(
  { run, out }: ObjectsContext,
  cluster: Cluster,
  found: Awaited<ReturnType<typeof readNamespace>>,
): Promise<boolean> {
  const { namespace, release } = cluster;
  if (found?.status.phase === 'Terminating') {
    throw new Failure('failed', {
      code: 'namespace-terminating',
      message: `the namespace ${namespace} is being deleted`,
      suggestion: `kubectl wait --for=delete namespace/${namespace}, then try again`,
    });
  }
  if (found) return false;
  const labels = { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: release };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  // Fails if another client creates it at this moment: then it is not ours.
  await runOrFail(run, createObject(cluster, object), `create the namespace ${namespace}`);
  out.say(`${out.colors.green('✔')} created the namespace ${namespace}`);
  return true;
}

export type SecretOutcome = 'created' | 'changed' | 'kept';

/** A Secret that `up` makes from `.env`. */
export interface OwnSecret {
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
  /** `the key in .env`. */
  readonly what: string;
}

/** The Secret with the API key. */
export function keySecret(name: string, apiKey: string): OwnSecret {
  return { name, entries: { [KEY_ENTRY]: apiKey }, what: 'the key in .env' };
}

/** Whether an entry is what it should be; there may be several API keys. */
function isCurrent(entry: string, present: string, wanted: string): boolean {
  return present === wanted || (entry === KEY_ENTRY && present.split(',').includes(wanted));
}

/**
 * Puts values of `.env` into the Secret that the values name. Keeps other entries of the Secret, and never changes a
 * Secret that bindstack did not create.
 * @param found the Secret as it is
 * @throws Failure `secret-differs` (refused) if such a Secret does not contain the values
 */
export async function ensureSecret(
  { run, out }: ObjectsContext,
  cluster: Cluster,
  { name, entries, what }: OwnSecret,
  found: Awaited<ReturnType<typeof readSecret>>,
): Promise<SecretOutcome> {
  const present = (entry: string) => Buffer.from(found?.data[entry] ?? '', 'base64').toString();
  const isSame = Object.entries(entries).every(([entry, value]) => isCurrent(entry, present(entry), value));
  if (found && isSame) return 'kept';
  if (found && found.metadata.labels[OWNER_LABEL] === undefined) {
    throw new Failure('refused', {
      code: 'secret-differs',
      message: `the Secret ${name} in ${cluster.namespace} was not created by bindstack and does not contain ${what}`,
      suggestion: `put its ${KEY_ENTRY in entries ? 'key' : 'values'} into .env, or delete it: kubectl --namespace ${cluster.namespace} delete secret ${name}`,
    });
  }
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: cluster.release },
    },
    stringData: entries,
  };
  await runOrFail(run, applyObject(cluster, object), `create the Secret ${name}`);
  const outcome = found ? 'changed' : 'created';
  out.say(`${out.colors.green('✔')} ${outcome} the Secret ${name} from .env`);
  return outcome;
}
