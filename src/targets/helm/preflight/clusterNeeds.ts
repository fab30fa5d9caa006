import * as z from 'zod';
import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { parseQuantity } from '../../../formats/quantity.ts';
import { parseToleration, type Toleration } from '../../../formats/toleration.ts';

/** A pod that some node must have room for. */
export interface PodNeed {
  readonly name: string;
  /** Bytes that it asks for; 0 where it asks for nothing. */
  readonly memory: number;
  readonly gpu: { readonly resource: string; readonly count: number } | undefined;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
}

const resources = z
  .object({
    requests: z.record(z.string(), z.coerce.string()).nullish(),
    limits: z.record(z.string(), z.coerce.string()).nullish(),
  })
  .nullish();

const toleration = z.object({
  key: z.string().default(''),
  operator: z.enum(['Exists', 'Equal']).default('Equal'),
  value: z.string().optional(),
  effect: z.string().default(''),
});

const pod = z.object({
  resources,
  nodeSelector: z.record(z.string(), z.coerce.string()).nullish(),
  tolerations: z.array(toleration).nullish(),
});

const valuesSchema = pod.extend({
  modules: z.object({ [BIND_MODULE]: pod.extend({ enabled: z.unknown() }) }).partial(),
});

function needOf(name: string, { resources: asked, nodeSelector, tolerations }: z.infer<typeof pod>): PodNeed {
  const both = { ...asked?.limits, ...asked?.requests };
  const [resource, count] = Object.entries(both).find(([key]) => /\/.*(?:gpu|mig)/i.test(key)) ?? [];
  return {
    name,
    memory: parseQuantity(both['memory'] ?? '0') ?? 0,
    gpu: resource === undefined ? undefined : { resource, count: Number(count) },
    nodeSelector: nodeSelector ?? {},
    tolerations: (tolerations ?? []).map(({ value, ...rest }) => ({
      ...rest,
      ...(value !== undefined && { value }),
    })),
  };
}

/** The pods that the values of the chart ask for. Values that are none are for `validate` to judge. */
export function podNeeds(values: unknown): PodNeed[] {
  const read = valuesSchema.safeParse(values).data;
  if (!read) return [];
  const bind = read.modules[BIND_MODULE];
  return [...(bind?.enabled ? [needOf('the inference pod', bind)] : []), needOf('a Weaviate pod', read)];
}

/** Whether a pod with these tolerations may run on a node with a taint written as `key[=value]:Effect`. */
export function isTolerated(taint: string, tolerations: readonly Toleration[]): boolean {
  const found = parseToleration(taint);
  if (!found || found.effect === 'PreferNoSchedule') return true;
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (key === '' || key === found.key) &&
      (effect === '' || effect === found.effect) &&
      (operator === 'Exists' || (value ?? '') === (found.value ?? '')),
  );
}
