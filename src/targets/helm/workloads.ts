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
  /** The pod template: changing it replaces the pods. */
  readonly template: unknown;
  /** The rest of its spec, most of which is immutable in a StatefulSet. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Names in the chart, independent of the release name (weaviate-helm templates/weaviateStatefulset.yaml). */
export const WEAVIATE_WORKLOAD = 'weaviate';
export const REST_SERVICE = { name: 'weaviate', port: 80 } as const;
export const GRPC_SERVICE = { name: 'weaviate-grpc', port: 50051 } as const;

/** The workloads in a manifest; other objects are ignored. */
export function workloadsOf(manifest: string): Workload[] {
  return parseAllDocuments(manifest).flatMap((document): Workload[] => {
    const value: unknown = document.toJS();
    const object = manifestWorkload.safeParse(value).data;
    if (object === undefined) return [];
    // The raw value: the schema would add defaults and drop unknown fields.
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
 * The workloads of an installed release; undefined if it is not installed.
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
    message: result.notFound ? 'helm is not installed' : 'the cluster does not respond',
    detail: lastErrorLines(result, 2) || 'no response in time',
    suggestion: 'bindstack doctor --target helm',
  });
}
