import * as z from 'zod';
import type { Context } from '../../context.ts';
import { clusterServices } from '../../diagnosis/clusterServices.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { NO_REQUESTS } from '../../facts/resources.ts';
import type { StackConfig } from '../../options/table.ts';
import { imageReference } from '../../stack/inference.ts';
import { stackOf } from '../../stack/stack.ts';
import { LaunchFailure } from '../shared/launchFailure.ts';
import { type LayerState, waitFor } from '../shared/waitFor.ts';
import type { TargetContext } from '../target.ts';
import { helmAdvice } from './advice.ts';
import type { Cluster } from './cluster.ts';
import { applyObject, deleteObjects, getObjects } from './kubectlCommand.ts';
import { type Pod, parsePods } from './objects.ts';
import { clusterObjects } from './observedObjects.ts';
import { OWNER_LABEL, runOrFail } from './ownedObjects.ts';
import { beside, type PodModel, readPodModel } from './podModel.ts';
import { stageOf } from './podStage.ts';
import { valuesFilesIn } from './valuesFiles.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

/** Seconds for a node to pull the image. */
const TIMEOUT = 900;

const OF_WEAVIATE = new RegExp(`^${WEAVIATE_WORKLOAD}-\\d+$`);

/**
 * Has the nodes with Weaviate's pods pull the image of the files, by a pod on each that only needs the image. So an
 * image that cannot be pulled is noticed while the old version runs: a StatefulSet deletes a pod before it starts the
 * new one.
 * @throws LaunchFailure if a node cannot pull it
 */
export async function pullOnNodes(
  context: TargetContext,
  cluster: Cluster,
  config: StackConfig,
): Promise<void> {
  const { run, out, signal } = context;
  const model = await readPodModel(run, cluster);
  const image = await imageOfFiles(context, config);
  const nodes = parsePods(await runOrFail(run, getObjects(cluster, 'pod'), 'read the pods')).flatMap(
    ({ metadata, spec }) => (OF_WEAVIATE.test(metadata.name) ? (spec.nodeName ?? []) : []),
  );
  const pods = [...new Set(nodes)].map((node, index) =>
    pullPod(`bindstack-pull-${index}`, cluster, model, node, image),
  );
  const names = pods.map(({ metadata }) => metadata.name);
  const remove = () =>
    runOrFail(
      (command, args, options) => run(command, args, { ...options, evenIfInterrupted: true }),
      deleteObjects(
        cluster,
        names.map((name) => ({ kind: 'Pod', name })),
      ),
      'delete the pods that pull the image',
    );
  if (names.length === 0) return;
  const step = out.step(`the nodes: pulling ${image}`);
  try {
    // Of a run that was interrupted.
    await remove();
    for (const pod of pods)
      await runOrFail(run, applyObject(cluster, pod), `create the pod ${pod.metadata.name}`);
    await waitFor(async () => stateOfPulls(run, cluster, names), {
      layer: `the image ${image}`,
      timeout: TIMEOUT,
      signal,
      suggestion: 'bindstack upgrade, which continues once the nodes can pull it',
      onWaiting: (detail) => step.update(`the nodes: ${detail}`),
    });
    step.done(`the nodes have ${image}`);
  } catch (error) {
    step.drop();
    throw (signal.aborted ? undefined : await diagnosed(run, cluster, names, error)) ?? error;
  } finally {
    await remove();
  }
}

const imageValues = z.object({
  image: z.object({ registry: z.string(), repo: z.string(), tag: z.coerce.string() }),
});

/** The image in the values; that of the configuration if the values only have a part of it. */
async function imageOfFiles({ cwd }: Pick<Context, 'cwd'>, config: StackConfig): Promise<string> {
  const { data } = imageValues.safeParse((await valuesFilesIn(cwd)).values);
  return data
    ? imageReference({ ...data.image, repository: data.image.repo })
    : imageReference(stackOf(config, 'helm').weaviate.image);
}

function pullPod(name: string, { release }: Cluster, model: PodModel, node: string, image: string) {
  const [container] = model.spec.containers;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'bindstack', [OWNER_LABEL]: release } },
    spec: {
      ...beside(model, node),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [
        {
          name: WEAVIATE_WORKLOAD,
          image,
          imagePullPolicy: container?.imagePullPolicy,
          command: ['/bin/sh', '-c', 'true'],
          resources: { ...container?.resources, requests: NO_REQUESTS },
          securityContext: container?.securityContext,
        },
      ],
    },
  };
}

/** Whether its node has the image; not whether something in it can run. */
function hasPulled({ status }: Pod): boolean {
  const state = status.containerStatuses[0]?.state;
  return state?.running !== undefined || state?.terminated !== undefined;
}

async function stateOfPulls(
  run: Context['run'],
  cluster: Cluster,
  names: readonly string[],
): Promise<LayerState> {
  const pods = parsePods(await runOrFail(run, getObjects(cluster, 'pod'), 'read the pods'));
  const pulling = pods.filter((pod) => names.includes(pod.metadata.name) && !hasPulled(pod));
  const stages = pulling.map((pod) => stageOf(pod, []));
  const failed = stages.find(({ stage }) => stage === 'failed');
  if (failed) return { state: 'failed', detail: failed.detail };
  // A node may accept no pods at the moment: then nothing is known about it.
  const waiting = stages.find(({ detail }) => !detail.startsWith('no node fits'));
  return waiting ? { state: 'waiting', detail: waiting.detail } : { state: 'ready' };
}

/** What the cluster shows of the pods that could not pull. */
async function diagnosed(
  run: Context['run'],
  cluster: Cluster,
  names: readonly string[],
  error: unknown,
): Promise<LaunchFailure | undefined> {
  const seen = clusterObjects([await runOrFail(run, getObjects(cluster, 'pod,event'), 'read the pods')]);
  const pods = seen.pods
    .filter(({ name }) => names.includes(name))
    .map((pod) => ({ ...pod, workload: WEAVIATE_WORKLOAD }));
  // The diagnosis looks at the pods of workloads.
  const workload = {
    kind: 'StatefulSet' as const,
    name: WEAVIATE_WORKLOAD,
    desired: 1,
    ready: 0,
    conditions: [],
  };
  const { context, namespace, release } = cluster;
  const observed = { context, namespace, release, ...seen, workloads: [workload], pods };
  const [first, ...others] = diagnose({ services: clusterServices(observed), cluster: observed }, helmAdvice);
  return first && new LaunchFailure([first, ...others], [], error);
}
