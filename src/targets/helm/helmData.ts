import { securityContexts } from '../../capabilities/podSecurity.ts';
import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { NO_REQUESTS } from '../../facts/resources.ts';
import { CONTAINER_DATA_PATH } from '../../facts/weaviateVariables.ts';
import type { StackConfig } from '../../options/table.ts';
import { imageReference } from '../../stack/inference.ts';
import { stackOf } from '../../stack/stack.ts';
import { dataScript } from '../shared/dataScript.ts';
import type { DataAction } from '../target.ts';
import type { Cluster } from './cluster.ts';
import { applyObject, deleteObjects, getObjects, inPod } from './kubectlCommand.ts';
import { namesOf, parsePods } from './objects.ts';
import { OWNER_LABEL, runOrFail } from './ownedObjects.ts';

/** The claims of the StatefulSet, each with the name of its pod behind it (chart: volumeClaimTemplates). */
const CLAIM = /^weaviate-data-(weaviate-\d+)$/;

/** Seconds for the files of one claim. */
const TIMEOUT = 300;

type DataContext = Pick<Context, 'run' | 'signal'>;

/**
 * Moves or deletes the data of a release, claim by claim: in pods of their own, since Weaviate does not run; what was set
 * aside is deleted in Weaviate's own pods, which run again.
 */
export async function changeHelmData(
  { run, signal }: DataContext,
  cluster: Cluster,
  config: StackConfig,
  action: DataAction,
  place: string,
): Promise<void> {
  const listed = await runOrFail(run, getObjects(cluster, 'persistentvolumeclaim'), 'list the volume claims');
  for (const { name } of namesOf(listed)) {
    const pod = CLAIM.exec(name)?.[1];
    if (pod === undefined) continue;
    const script = dataScript(action, place);
    if (action === 'discard')
      await runOrFail(run, inPod(cluster, pod, ['/bin/sh', ...script]), `delete ${place} in ${name}`);
    else await runInOwnPod({ run, signal }, cluster, dataPod(cluster, config, name, pod, script));
  }
}

function dataPod(
  { release }: Cluster,
  config: StackConfig,
  claim: string,
  pod: string,
  script: readonly string[],
) {
  const contexts = securityContexts(config);
  const backups = config.weaviate.env['BACKUP_FILESYSTEM_PATH'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `bindstack-data-${pod}`,
      labels: { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: release },
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      ...(contexts && { securityContext: contexts.weaviatePod }),
      imagePullSecrets: config.kubernetes.imagePullSecrets.map((name) => ({ name })),
      containers: [
        {
          name: 'data',
          image: imageReference(stackOf(config, 'helm').weaviate.image),
          command: ['/bin/sh', ...script],
          // Limits too, which a quota of the namespace may require.
          resources: { requests: NO_REQUESTS, limits: { memory: '256Mi' } },
          env: backups === undefined ? [] : [{ name: 'BACKUP_FILESYSTEM_PATH', value: backups }],
          ...(contexts && { securityContext: contexts.container }),
          volumeMounts: [{ name: 'data', mountPath: CONTAINER_DATA_PATH }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}

async function runInOwnPod(
  { run, signal }: DataContext,
  cluster: Cluster,
  pod: ReturnType<typeof dataPod>,
): Promise<void> {
  const { name } = pod.metadata;
  const remove = () =>
    runOrFail(run, deleteObjects(cluster, [{ kind: 'Pod', name }]), `delete the pod ${name}`);
  // Of a run that was interrupted.
  await remove();
  await runOrFail(run, applyObject(cluster, pod), `create the pod ${name}`);
  const deadline = now() + TIMEOUT * 1000;
  for (;;) {
    const found = parsePods(await runOrFail(run, getObjects(cluster, 'pod'), 'read the pods'));
    const { status } = found.find(({ metadata }) => metadata.name === name) ?? {};
    if (status?.phase === 'Succeeded') break;
    if (status?.phase === 'Failed' || now() > deadline) {
      throw new Failure('failed', {
        code: 'data-not-moved',
        message: `the pod ${name} cannot change the files of Weaviate's data`,
        detail: status ? `its phase is ${status.phase}` : undefined,
        suggestion: `kubectl --namespace ${cluster.namespace} describe pod ${name}`,
      });
    }
    await sleep(500, signal);
  }
  await remove();
}
