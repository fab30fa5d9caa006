import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { BACKUPS_VOLUME } from '../../capabilities/backup.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { NO_REQUESTS } from '../../facts/resources.ts';
import { API_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readApiKey } from '../../files/envFile.ts';
import { drillProgram } from '../shared/backupView.ts';
import { probeWeaviate } from '../shared/layers.ts';
import { requireJsonOutput, runProgram } from '../shared/program.ts';
import { waitFor, waitForLayer } from '../shared/waitFor.ts';
import type { BackupToRead, TargetContext, ThrowAwayServer } from '../target.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { createObject, deleteObjects, getObject, getObjects, podLogs } from './kubectlCommand.ts';
import { beside, type PodModel, readPodModel } from './podModel.ts';
import { withPortForward } from './portForward.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

/** Seconds for the throw-away pod to be scheduled and started, and for Weaviate in it. */
const TIMEOUT = 180;

const LABEL = 'bindstack/drill';

/** The volume with the data (weaviate-helm templates/weaviateStatefulset.yaml). */
const DATA_VOLUME = 'weaviate-data';

/**
 * Runs `work` with a second pod like the first of the release: the same image, settings and service account, the backups
 * read-only, and data of its own. It has none of the labels of the release, so no service sends requests to it.
 */
export async function withDrillPod<T>(
  context: TargetContext,
  cluster: Cluster,
  backup: BackupToRead,
  work: (server: ThrowAwayServer, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { run, cwd, env } = context;
  const original = await readPodModel(run, cluster);
  await removeLeftovers(run, cluster);
  const name = `${cluster.release}-drill-${randomBytes(4).toString('hex')}`;
  try {
    const created = await runProgram(run, createObject(cluster, drillPod(name, cluster, original, backup)));
    if (created.exitCode !== 0) {
      throw new Failure('failed', {
        code: 'cannot-start',
        message: 'the throw-away pod cannot be created',
        detail: lastErrorLines(created),
        suggestion: 'bindstack doctor --target helm',
      });
    }
    await waitForPod(context, cluster, name);
    const pod = (port: number) => ({ name, port, kind: 'pod' as const });
    return await withPortForward(
      context,
      cluster,
      async ({ http }, limit) => {
        await waitForLayer({ ...context, signal: limit }, () => probeWeaviate(http, limit), {
          title: 'the throw-away Weaviate',
          timeout: TIMEOUT,
          suggestion: 'bindstack doctor --target helm',
          evidence: async () => (await runProgram(run, podLogs(cluster, name, { tail: '10' }))).stdout,
        });
        const apiKey = env[API_KEY_VARIABLE] || (await readApiKey(cwd));
        return work({ http, apiKey }, limit);
      },
      { ports: { rest: pod(CONTAINER_HTTP_PORT), grpc: pod(CONTAINER_GRPC_PORT) } },
    );
  } finally {
    await runProgram(run, deleteObjects(cluster, [{ kind: 'Pod', name }]), { evenIfInterrupted: true });
  }
}

/** Waits until Weaviate is ready: `kubectl port-forward` exits at the first connection that a pod refuses. */
async function waitForPod(context: TargetContext, cluster: Cluster, name: string): Promise<void> {
  const step = context.out.step('the throw-away pod: starting');
  try {
    await waitFor(
      async () => {
        const { stdout } = await runProgram(context.run, getObject(cluster, 'pod', name));
        const { phase, conditions, containerStatuses, reason, message } = statusOf(stdout);
        if (conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))
          return { state: 'ready' };
        const unscheduled = conditions?.find(
          ({ type, status }) => type === 'PodScheduled' && status === 'False',
        );
        const detail =
          unscheduled?.message ??
          containerStatuses?.[0]?.state?.waiting?.reason ??
          phase ??
          'it does not exist yet';
        return phase === 'Failed'
          ? { state: 'failed', detail: message ?? reason ?? 'its container has exited' }
          : { state: 'waiting', detail };
      },
      {
        layer: 'the throw-away pod',
        timeout: TIMEOUT,
        signal: context.signal,
        suggestion: `kubectl describe pod ${name} --namespace ${cluster.namespace}`,
        onWaiting: (detail) => step.update(`the throw-away pod: ${detail}`),
      },
    );
  } finally {
    step.drop();
  }
}

const podStatusSchema = z.object({
  status: z.object({
    phase: z.string().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
      .optional(),
    containerStatuses: z
      .array(
        z.object({ state: z.object({ waiting: z.object({ reason: z.string() }).optional() }).optional() }),
      )
      .optional(),
  }),
});

function statusOf(stdout: string): z.infer<typeof podStatusSchema>['status'] {
  return stdout.trim() === '' ? {} : requireJsonOutput('kubectl get pod', stdout, podStatusSchema).status;
}

/** Removes the pods of drills that were killed. */
async function removeLeftovers(run: Context['run'], cluster: Cluster): Promise<void> {
  const selector = ['--selector', `${LABEL}=${cluster.release}`];
  const { stdout } = await runProgram(run, getObjects(cluster, 'pod', ...selector));
  const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
  const { items } = requireJsonOutput('kubectl get pod', stdout, listSchema);
  if (items.length === 0) return;
  const pods = items.map(({ metadata }) => ({ kind: 'Pod', name: metadata.name }));
  await runProgram(run, deleteObjects(cluster, pods));
}

/** The pod, on the node of the original: a volume may be attached to one node only. */
export function drillPod(name: string, { release }: Cluster, model: PodModel, backup: BackupToRead): object {
  const { spec } = model;
  const [container] = spec.containers;
  const server = [...(container?.command ?? []), ...(container?.args ?? [])];
  const { words, env: own } = drillProgram(backup, server);
  const [entrypoint = '', ...args] = words;
  const isNeeded = (one: { readonly name: string }) => one.name !== DATA_VOLUME && !isToken(one.name);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { [LABEL]: release } },
    spec: {
      ...beside(model, spec.nodeName),
      terminationGracePeriodSeconds: 1,
      volumes: spec.volumes.filter(isNeeded),
      containers: [
        {
          name: WEAVIATE_WORKLOAD,
          image: container?.image,
          imagePullPolicy: container?.imagePullPolicy,
          command: [entrypoint],
          args,
          env: [
            ...(container?.env ?? []).filter((one) => !(one.name in own) && one.name !== 'CLUSTER_HOSTNAME'),
            ...Object.entries({ ...own, CLUSTER_HOSTNAME: `${WEAVIATE_WORKLOAD}-0` }).map(
              ([variable, value]) => ({ name: variable, value }),
            ),
          ],
          envFrom: container?.envFrom,
          readinessProbe: {
            httpGet: { path: '/v1/.well-known/ready', port: CONTAINER_HTTP_PORT },
            periodSeconds: 1,
          },
          resources: { ...container?.resources, requests: NO_REQUESTS },
          securityContext: container?.securityContext,
          volumeMounts: (container?.volumeMounts ?? [])
            .filter(isNeeded)
            .map((mount) => (mount.name === BACKUPS_VOLUME ? { ...mount, readOnly: true } : mount)),
        },
      ],
    },
  };
}

/** The token of the service account, which Kubernetes adds to every pod itself. */
const isToken = (volume: string) => volume.startsWith('kube-api-access-');
