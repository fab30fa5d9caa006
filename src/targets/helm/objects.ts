import * as z from 'zod';
import { parseQuantity } from '../../formats/quantity.ts';
import { requireJsonOutput } from '../shared/program.ts';

/** Resources of a container or node as numbers: bytes, CPUs, devices. */
const quantities = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .default({})
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, text]) => {
        const value = parseQuantity(String(text));
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );

/** Metadata of every object, reduced to the fields used here. */
const metadata = z.object({
  name: z.string(),
  uid: z.string().default(''),
  generation: z.number().default(0),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).default([]),
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  lastTransitionTime: z.string().nullish(),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const terminated = z.object({
  exitCode: z.number(),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const containerStatus = z.object({
  name: z.string(),
  image: z.string().default(''),
  ready: z.boolean().default(false),
  started: z.boolean().nullish(),
  restartCount: z.number().default(0),
  state: z
    .object({
      waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
      running: z.object({ startedAt: z.string().nullish() }).optional(),
      terminated: terminated.optional(),
    })
    .default({}),
  lastState: z.object({ terminated: terminated.optional() }).default({}),
});

export type ContainerStatus = z.infer<typeof containerStatus>;

const container = z.object({
  name: z.string(),
  image: z.string().default(''),
  readinessProbe: z.object({}).optional(),
  resources: z.object({ limits: quantities, requests: quantities }).prefault({}),
});

export type Container = z.infer<typeof container>;

export const podSchema = z.object({
  kind: z.literal('Pod'),
  metadata,
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z.array(container),
    initContainers: z.array(container).default([]),
    volumes: z
      .array(z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() }))
      .default([]),
  }),
  status: z.object({
    phase: z.string().default('Pending'),
    reason: z.string().default(''),
    message: z.string().default(''),
    conditions: z.array(condition).default([]),
    initContainerStatuses: z.array(containerStatus).default([]),
    containerStatuses: z.array(containerStatus).default([]),
  }),
});

export type Pod = z.infer<typeof podSchema>;

export const eventSchema = z.object({
  kind: z.literal('Event'),
  metadata: z.object({ creationTimestamp: z.string().nullish() }).prefault({}),
  involvedObject: z.object({
    kind: z.string().default(''),
    name: z.string().default(''),
    uid: z.string().optional(),
    fieldPath: z.string().optional(),
  }),
  type: z.string().default(''),
  reason: z.string().default(''),
  message: z.string().default(''),
  count: z.number().nullish(),
  series: z.object({ count: z.number(), lastObservedTime: z.string().nullish() }).nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
});

export type ClusterEvent = z.infer<typeof eventSchema>;

/** A workload: StatefulSets, Deployments and ReplicaSets report their state in the same fields. */
const workload = {
  metadata,
  spec: z.object({
    replicas: z.number().default(1),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()).default({}) }).prefault({}),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      currentRevision: z.string().optional(),
      updateRevision: z.string().optional(),
      conditions: z.array(condition).default([]),
    })
    .prefault({}),
};

export const controllerSchema = z.object({ kind: z.enum(['StatefulSet', 'Deployment']), ...workload });

/** Also includes ReplicaSets, through which a Deployment creates its pods. */
export const workloadSchema = z.object({
  kind: z.enum(['StatefulSet', 'Deployment', 'ReplicaSet']),
  ...workload,
});

export type Controller = z.infer<typeof controllerSchema>;

export const claimSchema = z.object({
  kind: z.literal('PersistentVolumeClaim'),
  metadata,
  spec: z.object({ storageClassName: z.string().optional() }).prefault({}),
  status: z.object({ phase: z.string().default('Pending'), capacity: quantities }).prefault({}),
});

export type Claim = z.infer<typeof claimSchema>;

export const nodeSchema = z.object({
  kind: z.literal('Node'),
  metadata,
  spec: z
    .object({
      unschedulable: z.boolean().default(false),
      taints: z
        .array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() }))
        .default([]),
    })
    .prefault({}),
  status: z.object({
    allocatable: quantities,
    conditions: z.array(condition).default([]),
    nodeInfo: z.object({ architecture: z.string() }).optional(),
  }),
});

export type ClusterNode = z.infer<typeof nodeSchema>;

export const storageClassSchema = z.object({
  kind: z.literal('StorageClass'),
  metadata,
  provisioner: z.string().default(''),
});

export type StorageClass = z.infer<typeof storageClassSchema>;

/** The annotation, and its name before Kubernetes 1.6. */
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Whether claims without a class get this one. */
export function isDefaultClass({ metadata: { annotations } }: StorageClass): boolean {
  return DEFAULT_CLASS.some((name) => annotations[name] === 'true');
}

const serviceSchema = z.object({
  kind: z.literal('Service'),
  metadata,
  spec: z.object({
    type: z.string().default('ClusterIP'),
    ports: z.array(z.object({ port: z.number(), nodePort: z.number().optional() })).default([]),
  }),
  status: z
    .object({
      loadBalancer: z
        .object({
          ingress: z
            .array(z.object({ ip: z.string().optional(), hostname: z.string().optional() }))
            .default([]),
        })
        .default({ ingress: [] }),
    })
    .prefault({}),
});

export type ClusterService = z.infer<typeof serviceSchema>;

const namespaceSchema = z.object({
  metadata,
  status: z.object({ phase: z.string().default('') }).prefault({}),
});

const secretSchema = z.object({ metadata, data: z.record(z.string(), z.string()).default({}) });

/** The source of all objects, for error messages. */
const GET = 'kubectl get';

const list = z.object({ items: z.array(z.unknown()) });

/** The items of a `kubectl get --output json` list that match the schema; others are ignored. */
function itemsOf<T>(stdout: string, schema: z.ZodType<T>): T[] {
  if (stdout.trim() === '') return [];
  return requireJsonOutput(GET, stdout, list).items.flatMap((item) => schema.safeParse(item).data ?? []);
}

const single = <T>(schema: z.ZodType<T>) => {
  return (stdout: string): T | undefined =>
    stdout.trim() === '' ? undefined : requireJsonOutput(GET, stdout, schema);
};

export const parsePods = (stdout: string): Pod[] => itemsOf(stdout, podSchema);
export const parseEvents = (stdout: string): ClusterEvent[] => itemsOf(stdout, eventSchema);
export const parseControllers = (stdout: string): Controller[] => itemsOf(stdout, controllerSchema);
export const parseClaims = (stdout: string): Claim[] => itemsOf(stdout, claimSchema);
export const parseNodes = (stdout: string): ClusterNode[] => itemsOf(stdout, nodeSchema);
export const parseStorageClasses = (stdout: string): StorageClass[] => itemsOf(stdout, storageClassSchema);
export const parseServices = (stdout: string): ClusterService[] => itemsOf(stdout, serviceSchema);

/** Kind and name of every object in a list. */
export function namesOf(stdout: string): { readonly kind: string; readonly name: string }[] {
  const named = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });
  return itemsOf(stdout, named).map(({ kind, metadata: { name } }) => ({ kind, name }));
}

/** Parses the output of `getObject`; undefined if the object does not exist. */
export const parseNamespace = single(namespaceSchema);
export const parseSecret = single(secretSchema);
