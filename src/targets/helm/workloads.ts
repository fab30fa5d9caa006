import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT } from './clusterView.ts';
import { helmGetManifest } from './helmCommand.ts';

const podTemplate = z.object({
  spec: z.object({
    containers: z.array(z.looseObject({ name: z.string(), image: z.string().default('') })),
  }),
});

const manifestWorkload = z.object({
  kind: z.enum(['StatefulSet', 'Deployment']),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: podTemplate,
  }),
});

/** A StatefulSet or Deployment of a release, as its manifest describes it. */
export interface Workload {
  readonly kind: 'StatefulSet' | 'Deployment';
  readonly name: string;
  readonly replicas: number;
  /** `registry/repository:tag` of its first container. */
  readonly image: string;
  /** What its pods are made from: another one means new pods. */
  readonly template: unknown;
  /** All else of its spec, of which most can never be changed in a StatefulSet. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Names that the chart gives, whatever the release is called (weaviate-helm templates/weaviateStatefulset.yaml). */
export const WEAVIATE_WORKLOAD = 'weaviate';
export const REST_SERVICE = { name: 'weaviate', port: 80 } as const;
export const GRPC_SERVICE = { name: 'weaviate-grpc', port: 50051 } as const;

/** The pods of a release's manifest; other objects in it have none. */
export function workloadsOf(manifest: string): Workload[] {
  return parseAllDocuments(manifest).flatMap((document): Workload[] => {
    const value: unknown = document.toJS();
    const object = manifestWorkload.safeParse(value).data;
    if (object === undefined) return [];
    // As it was written: the schema would add its defaults, and drop what it does not know.
    const { spec } = value as { readonly spec: Record<string, unknown> };
    const { template: pods, replicas: _, ...rest } = spec;
    return [
      {
        kind: object.kind,
        name: object.metadata.name,
        replicas: object.spec.replicas,
        image: object.spec.template.spec.containers[0]?.image ?? '',
        template: pods,
        rest,
      },
    ];
  });
}

/**
 * The workloads of a release that is installed; undefined where there is none.
 * @throws Failure `no-helm`, `no-cluster` (environment)
 */
export async function installedWorkloads(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
): Promise<Workload[] | undefined> {
  const result = await runProgram(run, helmGetManifest(cluster), { timeout: CLUSTER_TIMEOUT });
  if (result.exitCode === 0) return workloadsOf(result.stdout);
  if (/release: not found/i.test(result.stderr)) return undefined;
  throw new Failure('environment', {
    code: result.notFound ? 'no-helm' : 'no-cluster',
    message: result.notFound ? 'helm is not installed' : 'the cluster does not answer',
    detail: lastErrorLines(result, 2) || 'no answer in time',
    suggestion: 'bindstack doctor --target helm',
  });
}
