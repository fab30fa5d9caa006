import { at, isNothing, plain, textOf } from '../documents/located.ts';
import type { ChartValues } from '../documents/values/chartValues.ts';
import { secondsText } from '../formats/duration.ts';
import type { Stack } from '../stack/stack.ts';
import { chartValues } from '../stack/values.ts';
import { BIND_MODULE } from '../stack/weaviateEnvironment.ts';
import type { Asked } from './addToCompose.ts';
import type { Change } from './change.ts';
import { explained } from './explained.ts';

const COMMENTS = {
  livenessProbe: 'Loading the model takes minutes on a slow node: until then nothing may kill it.',
  resources: 'Loading ImageBind takes 9.5 GiB for a moment; below, the kernel kills it.',
  strategy: 'The new pod cannot have the GPU before the old one is gone.',
} as const;

/** Keys of a flag's values in the module's block. */
const BY_FLAG: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'inference.registry': [['registry']],
  'inference.repository': [['repo']],
  'inference.tag': [['tag']],
  'inference.replicas': [['replicas']],
  'inference.memory': [['resources']],
  'inference.cpus': [['resources']],
  'gpu.enabled': [['envconfig', 'enable_cuda'], ['resources'], ['strategy']],
  'gpu.count': [['resources']],
};

/** Blocks that every deployment needs: filled in where they are missing. */
const NEEDED = [
  ['livenessProbe', 'initialDelaySeconds'],
  ['readinessProbe', 'initialDelaySeconds'],
  ['resources'],
] as const;

/** What the values of the chart lack for ImageBind. */
export function valuesAdditions({ root, bind }: ChartValues, stack: Stack, asked: Asked): Change[] {
  const wanted = chartValues(stack);
  const block = wanted.modules[BIND_MODULE] as Readonly<Record<string, unknown>>;
  const path = [...root.path, 'modules', BIND_MODULE];
  const changes: Change[] = [];
  const set = (keys: readonly string[], value: unknown) => {
    const old = bind && at(bind, ...keys);
    if (old && plain(old) === value) return;
    changes.push({
      op: 'set',
      path: [...path, ...keys],
      value: typeof value === 'object' ? explained(value, {}) : value,
    });
  };
  if (stack.config.inference.mode === 'external') {
    set(['enabled'], false);
    set(['inferenceUrl'], block['inferenceUrl']);
  } else if (!bind) changes.push({ op: 'set', path, value: explained(block, COMMENTS) });
  else {
    set(['enabled'], true);
    for (const keys of NEEDED) if (isEmpty(bind, keys)) set(keys, valueAt(block, keys));
    for (const [flag, targets] of Object.entries(BY_FLAG)) {
      if (!asked.given(flag)) continue;
      for (const keys of targets) {
        const value = valueAt(block, keys);
        if (value !== undefined && !saysAlready(bind, keys, value)) set(keys, value);
      }
    }
  }
  if (!at(root, 'env', 'MODULES_CLIENT_TIMEOUT') || asked.given('inference.timeout')) {
    const timeout = secondsText(stack.config.inference.timeout);
    if (textOf(at(root, 'env', 'MODULES_CLIENT_TIMEOUT')) !== timeout) {
      changes.push({ op: 'set', path: [...root.path, 'env', 'MODULES_CLIENT_TIMEOUT'], value: timeout });
    }
  }
  return changes;
}

function isEmpty(bind: NonNullable<ChartValues['bind']>, keys: readonly string[]): boolean {
  const old = at(bind, ...keys);
  return isNothing(old) || (old?.kind === 'map' && old.entries.size === 0);
}

function saysAlready(
  bind: NonNullable<ChartValues['bind']>,
  keys: readonly string[],
  value: unknown,
): boolean {
  const old = at(bind, ...keys);
  return old?.kind === 'map' && JSON.stringify(plain(old)) === JSON.stringify(value);
}

function valueAt(block: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    block,
  );
}
