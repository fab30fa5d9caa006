import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { BACKUPS_LABEL } from '../../stack/backupClaim.ts';
import type { Step } from '../../terminal/output.ts';
import { runProgram } from '../shared/program.ts';
import type { DestroyOptions, DestroyPlan } from '../target.ts';
import { type Cluster, clusterOf, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT, podsOf, readCluster } from './clusterView.ts';
import { helmUninstall } from './helmCommand.ts';
import { deleteObjects, getNamespace, getObjects, listableTypes, namedCluster } from './kubectlCommand.ts';
import { namesOf, type Pod, parseNamespace, parsePods } from './objects.ts';
import { OWNER_LABEL, runOrFail } from './ownedObjects.ts';
import { PodChanges } from './podChanges.ts';
import { removeReleaseRecord } from './releaseRecord.ts';
import { installedWorkloads } from './workloads.ts';

/** Seconds for Weaviate to flush its data to disk: `terminationGracePeriodSeconds` of the chart plus a margin. */
const TERMINATION_TIMEOUT = 630;

/** Milliseconds between polls of the pods while none of them changes. */
const POLL_INTERVAL = 2000;

type UninstallContext = Pick<Context, 'out' | 'run' | 'signal'>;

/**
 * Uninstalls the release and waits until its pods are gone; keeps its volumes.
 * @returns the names of the stopped pods, or of the release if it had none
 */
export async function downHelm(context: UninstallContext, config: StackConfig): Promise<string[]> {
  const cluster = await namedCluster(context.run, clusterOf(config));
  return uninstall(context, cluster);
}

/** Like `downHelm`, for a known cluster. */
async function uninstall(context: UninstallContext, cluster: Cluster): Promise<string[]> {
  const { out, run, signal } = context;
  const reading = readCluster(run, cluster);
  // If the cluster does not respond, the error of helm is reported.
  reading.catch(() => {});
  const workloads = await installedWorkloads(context, cluster);
  if (!workloads) return [];
  const view = await reading;
  const pods = view.controllers
    .filter(({ metadata }) => workloads.some(({ name }) => name === metadata.name))
    .flatMap((controller) => podsOf(view, controller))
    .map(({ metadata }) => metadata);
  const step = out.step(`uninstalling the release ${cluster.release}`);
  const result = await runProgram(run, helmUninstall(cluster));
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    step.fail('the release could not be uninstalled');
    throw new Failure('failed', {
      code: 'helm-uninstall',
      message: 'helm could not uninstall the release',
      detail: lastErrorLines(result),
      suggestion: 'bindstack status --target helm, which shows what is left',
    });
  }
  await waitUntilGone(context, cluster, pods, step);
  signal.throwIfAborted();
  step.done(`uninstalled the release ${cluster.release} in ${cluster.namespace}`);
  return pods.length > 0 ? pods.map(({ name }) => name) : [cluster.release];
}

/** Waits until these pods are gone, and shows which are left. */
async function waitUntilGone(
  { run, signal }: UninstallContext,
  cluster: Cluster,
  pods: readonly Pod['metadata'][],
  step: Step,
): Promise<void> {
  const left = new Set(pods.map(({ uid }) => uid));
  const until = now() + TERMINATION_TIMEOUT * 1000;
  const changes = new PodChanges(
    run,
    cluster,
    pods.map(({ name }) => name),
  );
  try {
    while (left.size > 0 && now() < until) {
      const { exitCode, stdout } = await runProgram(run, getObjects(cluster, 'pod'), {
        timeout: CLUSTER_TIMEOUT,
      });
      signal.throwIfAborted();
      if (exitCode === 0) {
        const remaining = new Set(parsePods(stdout).map(({ metadata }) => metadata.uid));
        for (const uid of left) if (!remaining.has(uid)) left.delete(uid);
      }
      const names = pods.filter(({ uid }) => left.has(uid)).map(({ name }) => name);
      step.update(`waiting for ${names.join(', ')} to terminate`);
      if (left.size > 0) await changes.next(POLL_INTERVAL, signal);
    }
  } finally {
    await changes.stop();
  }
}

/** Objects that every namespace contains. */
const DEFAULT_OBJECTS: ReadonlySet<string> = new Set([
  'configmap/kube-root-ca.crt',
  'serviceaccount/default',
]);

/** Types that are created and deleted with others, or contain no data that a user would miss. */
const EPHEMERAL_TYPES =
  /^(?:events|endpoints|endpointslices|leases|pods\.metrics|controllerrevisions|replicasets)\b/;

/** The kinds of the objects that carry the label, apart from the namespace. */
const OWNED_KINDS = ['PersistentVolumeClaim', 'Secret'] as const;

/** The labeled objects in the namespace. */
async function ownedObjects(run: Context['run'], cluster: Cluster) {
  const selector = ['--selector', `${OWNER_LABEL}=${cluster.release}`];
  const asked = getObjects(cluster, OWNED_KINDS.join(',').toLowerCase(), ...selector);
  return namesOf(await runOrFail(run, asked, 'list the objects of the release'));
}

/** The names of the volume claims for backups, which only `--backups` deletes. */
async function backupClaims(run: Context['run'], cluster: Cluster): Promise<string[]> {
  const selector = ['--selector', `${BACKUPS_LABEL}=${cluster.release}`];
  const asked = getObjects(cluster, 'persistentvolumeclaim', ...selector);
  return namesOf(await runOrFail(run, asked, 'list the volume claims for backups')).map(({ name }) => name);
}

async function ownsNamespace(run: Context['run'], cluster: Cluster): Promise<boolean> {
  const found = parseNamespace(
    await runOrFail(run, getNamespace(cluster), `read the namespace ${cluster.namespace}`),
  );
  return found?.metadata.labels[OWNER_LABEL] === cluster.release;
}

/**
 * The release, all objects with its label, and its backups, which are only deleted on request. Nothing else is ever
 * deleted.
 */
export async function planDestroyHelm(
  context: Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>,
  config: StackConfig,
  { backups }: DestroyOptions,
): Promise<DestroyPlan> {
  const { run } = context;
  const cluster = await namedCluster(run, clusterOf(config));
  const reading = Promise.all([
    ownedObjects(run, cluster),
    backupClaims(run, cluster),
    ownsNamespace(run, cluster),
  ]);
  // If the cluster does not respond, the error of helm is reported.
  reading.catch(() => {});
  const workloads = await installedWorkloads({ run }, cluster);
  const [owned, claims, ownNamespace] = await reading;
  const namesOfKind = (wanted: (typeof OWNED_KINDS)[number]) =>
    owned.filter(({ kind, name }) => kind === wanted && !claims.includes(name)).map(({ name }) => name);
  const where = `in ${cluster.namespace}${cluster.context === undefined ? '' : ` of ${cluster.context}`}`;
  const ofBackups = claims.map((name) => `volume claim ${name} ${where}, with the backups in it`);
  return {
    parts: [
      ...(workloads ? [`release ${cluster.release} ${where}`] : []),
      ...namesOfKind('PersistentVolumeClaim').map(
        (name) => `volume claim ${name} ${where}, with the data in it`,
      ),
      ...(backups ? ofBackups : []),
      ...namesOfKind('Secret').map((name) => `Secret ${name} ${where}`),
      ...(ownNamespace && (backups || claims.length === 0)
        ? [`namespace ${cluster.namespace}, if it contains nothing else`]
        : []),
    ],
    kept: backups ? [] : ofBackups,
    run: () => destroyHelm(context, cluster, backups),
  };
}

/** Deletes the release and all objects with its label; the backups only on request. */
async function destroyHelm(
  context: Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>,
  cluster: Cluster,
  backups: boolean,
): Promise<void> {
  const { cwd, out, run } = context;
  await uninstall(context, cluster);
  const step = out.step('deleting');
  try {
    const [owned, claims, ownNamespace] = await Promise.all([
      ownedObjects(run, cluster),
      backupClaims(run, cluster),
      ownsNamespace(run, cluster),
    ]);
    const others = owned.filter(({ kind, name }) => kind === 'Secret' || !claims.includes(name));
    const ofBackups = claims.map((name) => ({ kind: 'PersistentVolumeClaim', name }));
    const unwanted = [...others, ...(backups ? ofBackups : [])];
    if (unwanted.length > 0) {
      const names = unwanted.map(({ name }) => name);
      await runOrFail(run, deleteObjects(cluster, unwanted), `delete ${names.join(', ')}`);
    }
    if (ownNamespace) {
      const left = await otherObjects(run, cluster);
      if (left.length === 0) {
        const remove = deleteObjects(cluster, [{ kind: 'Namespace', name: cluster.namespace }]);
        await runOrFail(run, remove, `delete the namespace ${cluster.namespace}`);
      } else out.say(`kept the namespace ${cluster.namespace}: it contains ${left.slice(0, 5).join(', ')}`);
    }
  } catch (error) {
    step.fail('not everything could be deleted');
    throw error;
  }
  step.drop();
  await removeReleaseRecord(cwd);
}

/** All objects that make the namespace worth keeping, as `kind/name`. */
async function otherObjects(run: Context['run'], cluster: Cluster): Promise<string[]> {
  const { stdout } = await runProgram(run, listableTypes(cluster));
  const types = stdout.split('\n').filter((type) => type !== '' && !EPHEMERAL_TYPES.test(type));
  const listed = await runOrFail(
    run,
    getObjects(cluster, types.join(',')),
    'list the objects in the namespace',
  );
  return namesOf(listed)
    .map(({ kind, name }) => `${kind.toLowerCase()}/${name}`)
    .filter((name) => !DEFAULT_OBJECTS.has(name));
}
