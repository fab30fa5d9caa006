import * as z from 'zod';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { requireJsonOutput, runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { getObject } from './kubectlCommand.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

const variableSchema = z.looseObject({ name: z.string() });
const mountSchema = z.looseObject({ name: z.string() });

const podSchema = z.object({
  spec: z.looseObject({
    nodeName: z.string().optional(),
    serviceAccountName: z.string().optional(),
    securityContext: z.unknown().optional(),
    imagePullSecrets: z.unknown().optional(),
    tolerations: z.unknown().optional(),
    volumes: z.array(z.looseObject({ name: z.string() })).default([]),
    containers: z.array(
      z.looseObject({
        image: z.string(),
        command: z.array(z.string()).default([]),
        args: z.array(z.string()).default([]),
        env: z.array(variableSchema).default([]),
        envFrom: z.unknown().optional(),
        resources: z.looseObject({}).optional(),
        securityContext: z.unknown().optional(),
        imagePullPolicy: z.unknown().optional(),
        volumeMounts: z.array(mountSchema).default([]),
      }),
    ),
  }),
});

/** Weaviate's pod, as the model of a pod that runs beside it for a short time. */
export type PodModel = z.infer<typeof podSchema>;

/** The first pod of the release. @throws Failure `not-running` (failed) */
export async function readPodModel(run: Context['run'], cluster: Cluster): Promise<PodModel> {
  const found = await runProgram(run, getObject(cluster, 'pod', `${WEAVIATE_WORKLOAD}-0`));
  if (found.exitCode === 0 && found.stdout.trim() !== '')
    return requireJsonOutput('kubectl get pod', found.stdout, podSchema);
  throw new Failure('failed', {
    code: 'not-running',
    message: `the pod ${WEAVIATE_WORKLOAD}-0 does not run, and it is the model of the throw-away one`,
    detail: lastErrorLines(found) || undefined,
    suggestion: 'bindstack status --target helm',
  });
}

/** What a pod beside Weaviate's has in common with it; it runs once, on the given node. */
export const beside = ({ spec }: PodModel, node: string | undefined) => ({
  restartPolicy: 'Never',
  affinity: onNode(node),
  // May have pull secrets.
  serviceAccountName: spec.serviceAccountName,
  securityContext: spec.securityContext,
  imagePullSecrets: spec.imagePullSecrets,
  tolerations: spec.tolerations,
});

/** As in the pods of a DaemonSet: with `nodeName`, a node that is full at the moment would reject the pod for good. */
function onNode(name: string | undefined): object | undefined {
  if (name === undefined) return undefined;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [name] }];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}
