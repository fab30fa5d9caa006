import { Failure } from '../../errors.ts';
import { MEMORY_TO_LOAD } from '../../facts/resources.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { secondsText } from '../../formats/duration.ts';
import { BIND_PATH, deployedBindModule, externalInferenceUrl } from '../../lint/values/bindModule.ts';
import type { ChartValues } from '../../lint/values/chartValues.ts';
import { setValue } from '../../lint/values/chartValues.ts';
import { enabledModules, moveDefaultVectorizer } from '../../lint/values/enabledModules.ts';
import { variableText } from '../../lint/values/weaviateVariables.ts';
import type { Stack } from '../../stack/stack.ts';
import { chartValues } from '../../stack/values.ts';
import type { Change } from '../../yaml/change.ts';
import { commented } from '../../yaml/change.ts';
import { at, isNothing, textOf } from '../../yaml/located.ts';
import { plainValue } from '../../yaml/pieces.ts';
import type { FileChanges, RequestedOptions } from '../addRequest.ts';
import { releaseDecision } from '../weaviateRelease.ts';

const COMMENTS = {
  livenessProbe: 'Loading the model can take minutes on a slow node; an earlier probe would kill it.',
  resources: `ImageBind peaks at ${MEMORY_TO_LOAD} while it loads; with less, the kernel kills it.`,
  strategy: 'The new pod cannot get the GPU until the old one is gone.',
} as const;

/** The keys in the module's block that each option sets. */
const KEYS_BY_OPTION: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'inference.registry': [['registry']],
  'inference.repository': [['repo']],
  'inference.tag': [['tag']],
  'inference.replicas': [['replicas']],
  'inference.memory': [['resources']],
  'inference.cpus': [['resources']],
  'gpu.enabled': [['envconfig', 'enable_cuda'], ['resources'], ['strategy']],
  'gpu.count': [['resources']],
};

/** Blocks that every deployment needs; added if missing. */
const REQUIRED_BLOCKS = [
  ['livenessProbe', 'initialDelaySeconds'],
  ['readinessProbe', 'initialDelaySeconds'],
  ['resources'],
] as const;

/**
 * The changes that add ImageBind to values of the chart, or repair it.
 * @throws Failure (refused) `weaviate-too-old`, or `cannot-edit` if a module would be lost because the chart sets
 *   ENABLE_MODULES itself from now on
 */
export function valuesChanges(values: ChartValues, stack: Stack, requested: RequestedOptions): FileChanges {
  const { root, bind } = values;
  const image = at(root, 'image', 'tag');
  // Without a tag, the chart's default applies: every chart that supports the module has a version with the module.
  const release = isNothing(image)
    ? undefined
    : releaseDecision({
        where: 'image.tag',
        tag: textOf(image),
        file: root.place.source.name,
        wanted: stack.config.weaviate.tag,
        upgrade: requested.upgradeImage ?? false,
      });
  const wanted = chartValues(stack);
  const block = wanted.modules[BIND_MODULE] as Readonly<Record<string, unknown>>;
  const changes: Change[] =
    image && release?.tag !== undefined ? [{ op: 'set', path: image.path, value: release.tag }] : [];
  const set = (keys: readonly string[], value: unknown) => {
    const old = bind && at(bind, ...keys);
    if (old && plainValue(old) === value) return;
    changes.push(
      setValue(values, [...BIND_PATH, ...keys], typeof value === 'object' ? commented(value, {}) : value),
    );
  };
  const needed = requested.isGiven('inference.mode') ? 'requested' : existingServer(values);
  if (stack.config.inference.mode === 'external') {
    set(['enabled'], false);
    set(['inferenceUrl'], block['inferenceUrl']);
  } else if (needed === 'by a variable alone') {
    set(['inferenceUrl'], variableText(values, 'BIND_INFERENCE_API'));
  } else if (needed === 'requested' || needed === 'none') {
    if (!bind) changes.push(setValue(values, BIND_PATH, commented(block, COMMENTS)));
    else {
      set(['enabled'], true);
      for (const keys of REQUIRED_BLOCKS) if (isEmpty(bind, keys)) set(keys, valueAt(block, keys));
      for (const [flag, targets] of Object.entries(KEYS_BY_OPTION)) {
        if (!requested.isGiven(flag)) continue;
        for (const keys of targets) {
          const value = valueAt(block, keys);
          if (value !== undefined && !isAlreadySet(bind, keys, value)) set(keys, value);
        }
      }
    }
  }
  if (!at(root, 'env', 'MODULES_CLIENT_TIMEOUT') || requested.isGiven('inference.timeout')) {
    const timeout = secondsText(stack.config.inference.timeout);
    if (textOf(at(root, 'env', 'MODULES_CLIENT_TIMEOUT')) !== timeout) {
      changes.push(setValue(values, ['env', 'MODULES_CLIENT_TIMEOUT'], timeout));
    }
  }
  // After the additions: removing the last variable removes its block.
  if (changes.some(({ path }) => path.includes(BIND_MODULE))) changes.push(...removeChartVariables(values));
  const url = at(bind, 'inferenceUrl');
  if (url && stack.config.inference.mode !== 'external' && needed === 'requested') {
    changes.push({ op: 'remove', path: url.path });
  }
  return { changes, notes: release?.note ? [release.note] : [] };
}

/** How the values set an inference server that the chart does not deploy. */
function existingServer(
  values: ChartValues,
): 'by the chart' | 'by variables' | 'by a variable alone' | 'none' {
  if (deployedBindModule(values)) return 'none';
  if (externalInferenceUrl(values)) return 'by the chart';
  const given = ['env', 'envSecrets'].some((name) => !isNothing(at(values.root, name, 'BIND_INFERENCE_API')));
  if (!given) return 'none';
  const named = variableText(values, 'ENABLE_MODULES')?.split(',') ?? [];
  const counts = enabledModules(values).size === 0 && named.some((name) => name.trim() === BIND_MODULE);
  if (counts) return 'by variables';
  return variableText(values, 'BIND_INFERENCE_API') === undefined ? 'none' : 'by a variable alone';
}

/** Removes variables that the chart sets itself once the module has a block: Helm 4 rejects duplicate variables. */
function removeChartVariables(values: ChartValues): Change[] {
  const changes: Change[] = [...moveDefaultVectorizer(values)];
  for (const block of ['env', 'envSecrets']) {
    const address = at(values.root, block, 'BIND_INFERENCE_API');
    if (address) changes.push({ op: 'remove', path: address.path });
    const modules = at(values.root, block, 'ENABLE_MODULES');
    if (!modules) continue;
    const enabled = enabledModules(values);
    const names =
      block === 'env'
        ? textOf(modules)
            ?.split(',')
            .map((name) => name.trim())
        : undefined;
    const lost = names?.filter((name) => name !== '' && !enabled.has(name) && name !== BIND_MODULE);
    if (lost?.length === 0) changes.push({ op: 'remove', path: modules.path });
    else if (enabled.size === 0) throw lostModules(`${block}.ENABLE_MODULES`, lost ?? []);
  }
  return changes;
}

function lostModules(variable: string, names: readonly string[]): Failure {
  return new Failure('refused', {
    code: 'cannot-edit',
    message: `${variable} enables modules, but the chart sets this variable itself once it has a module`,
    detail:
      'Helm 4 rejects a variable that is set twice; with Helm 3, only the modules of the chart apply. Nothing was changed.',
    suggestion: `set enabled: true for ${names.map((name) => `modules.${name}`).join(', ') || 'its modules under modules'}, remove ${variable}, then run the same command again`,
  });
}

function isEmpty(bind: NonNullable<ChartValues['bind']>, keys: readonly string[]): boolean {
  const old = at(bind, ...keys);
  return isNothing(old) || (old?.kind === 'map' && old.entries.size === 0);
}

function isAlreadySet(
  bind: NonNullable<ChartValues['bind']>,
  keys: readonly string[],
  value: unknown,
): boolean {
  const old = at(bind, ...keys);
  return old?.kind === 'map' && JSON.stringify(plainValue(old)) === JSON.stringify(value);
}

function valueAt(block: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    block,
  );
}
