import { parseAllDocuments } from 'yaml';

/** The parts of a rendered Kubernetes object that the tests read. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: the tests read it and fail if something is missing
  readonly spec: any;
}

/** The objects in what `helm template` prints; throws if it is not YAML. */
export function kubernetesObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** The only object of a kind and name. */
export function objectNamed(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
): KubernetesObject {
  const [object, ...more] = objects.filter((o) => o.kind === kind && o.metadata.name === name);
  if (!object || more.length > 0)
    throw new Error(`${more.length + (object ? 1 : 0)} objects ${kind}/${name}`);
  return object;
}

interface EnvironmentEntry {
  readonly name: string;
  readonly value?: unknown;
  readonly valueFrom?: unknown;
}

/** Environment entries of every container of every object. */
export function environmentEntries(objects: readonly KubernetesObject[]): EnvironmentEntry[] {
  return objects.flatMap(({ spec }) => {
    const pod = spec?.template?.spec ?? {};
    const containers = [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
    return containers.flatMap(({ env = [] }: { env?: EnvironmentEntry[] }) => env);
  });
}
