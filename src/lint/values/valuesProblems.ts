import { limitedNearest, type nearest } from '../../formats/nearest.ts';
import { at, entriesOf, entryAt, isNothing } from '../../yaml/located.ts';
import { keysOfSchema, type SchemaProblem, schemaProblems } from '../../yaml/schemaProblems.ts';
import type { NamedProblem } from '../documentRules.ts';
import { looksLikeBindKey } from '../moduleNames.ts';
import { deployedBindModule } from './bindModule.ts';
import type { ChartValues } from './chartValues.ts';
import { isPlaceholder, plainHelmValue } from './helmValue.ts';
import type { ValuesFile } from './valuesFile.ts';
import { valuesFileSchema } from './valuesFileSchema.ts';

/** Keys that people use under `modules.multi2vec-bind` but the chart silently ignores, with what to do instead. */
const DROPPED_BIND_KEYS: Readonly<Record<string, string>> = {
  'livenessProbe.failureThreshold':
    'the cluster default of 3 applies; increase livenessProbe.initialDelaySeconds instead',
  'livenessProbe.successThreshold': 'the cluster default applies',
  'readinessProbe.timeoutSeconds': 'the cluster default of 1 s applies; use a post-renderer to change it',
  'readinessProbe.failureThreshold': 'the cluster default of 3 applies; use a post-renderer to change it',
  'readinessProbe.successThreshold': 'the cluster default applies',
  startupProbe: 'increase livenessProbe.initialDelaySeconds instead',
  env: 'the chart sets only the variables in envconfig; use a post-renderer to add others',
  extraEnv: 'the chart sets only the variables in envconfig; use a post-renderer to add others',
  extraEnvVars: 'the chart sets only the variables in envconfig; use a post-renderer to add others',
  envFrom: 'the chart sets only the variables in envconfig; use a post-renderer to add others',
  envSecrets: 'the chart sets only the variables in envconfig; use a post-renderer to add others',
  annotations: 'the values of the chart list this key, but no template reads it; use a post-renderer',
  podAnnotations: 'use a post-renderer to add annotations',
  labels: 'use a post-renderer to add labels',
  podLabels: 'use a post-renderer to add labels',
  containerSecurityContext: 'use securityContext, which applies to the pod',
  podSecurityContext: 'use securityContext, which applies to the pod',
  volumes: 'use a post-renderer to add volumes',
  volumeMounts: 'use a post-renderer to add volumes',
  extraVolumes: 'use a post-renderer to add volumes',
  extraVolumeMounts: 'use a post-renderer to add volumes',
  persistence: 'the inference server stores no data: its model is in the image',
  initContainers: 'use a post-renderer to add init containers',
  command: 'use a post-renderer to set the command',
  args: 'use a post-renderer to set the arguments',
  runtimeClassName:
    'use a post-renderer to set it, or make nvidia the default runtime of the GPU nodes and select them with nodeSelector',
  topologySpreadConstraints: 'use affinity',
  hostAliases: 'use a post-renderer to add them',
  terminationGracePeriodSeconds: 'use a post-renderer to set it',
  service: 'the Service is always a ClusterIP on port 8080, named after fullnameOverride',
  port: 'the port is always 8080',
  ingress: 'the chart has no Ingress, and the inference server has no authentication: do not expose it',
  networkPolicy: 'the chart has no network policies; create one yourself',
  autoscaling: 'the chart has no autoscaling; set replicas',
  image: 'use registry, repo and tag',
  repository: 'use repo',
  pullPolicy: 'use imagePullPolicy',
  pullSecrets: 'use imagePullSecrets',
  name: 'use fullnameOverride',
  nameOverride: 'use fullnameOverride',
  gpu: 'use envconfig.enable_cuda and resources.limits."nvidia.com/gpu"',
  enable_cuda: 'use envconfig.enable_cuda',
  'envconfig.cuda_core': 'choose GPUs with envconfig.nvidia_visible_devices',
  'envconfig.CUDA_CORE': 'choose GPUs with envconfig.nvidia_visible_devices',
  'envconfig.cuda_visible_devices': 'choose GPUs with envconfig.nvidia_visible_devices',
  'envconfig.ENABLE_CUDA': 'use enable_cuda',
  'envconfig.NVIDIA_VISIBLE_DEVICES': 'use nvidia_visible_devices',
  'envconfig.NVIDIA_DRIVER_CAPABILITIES': 'use nvidia_driver_capabilities',
  'envconfig.LD_LIBRARY_PATH': 'use ld_library_path',
};

/** The same for the other blocks: keys of other charts, or of a manifest. */
const DROPPED_KEYS: Readonly<Record<string, string>> = {
  replicaCount: 'use replicas',
  persistence: 'use storage',
  extraEnv: 'use env',
  extraEnvVars: 'use env',
  envFrom: 'use envSecrets, which names one Secret per variable',
  imagePullSecrets: 'use image.pullSecrets',
  podAnnotations: 'use annotations',
  podSecurityContext: 'use securityContext',
  volumes: 'use extraVolumes',
  volumeMounts: 'use extraVolumeMounts',
  topologySpreadConstraints: 'use affinity',
  ingress: 'the chart has no Ingress; create one for the Service weaviate',
  autoscaling: 'the chart has no autoscaling; set replicas',
  nameOverride: 'the names in the chart are fixed: one release per namespace',
  fullnameOverride: 'the names in the chart are fixed: one release per namespace',
  'image.repository': 'use image.repo',
  'image.imagePullPolicy': 'use image.pullPolicy',
  'image.imagePullSecrets': 'use image.pullSecrets',
  'service.port': 'use service.ports',
  'service.nodePort': 'set nodePort in service.ports',
  'service.loadBalancerIP': 'the chart cannot set it; use an annotation if your cloud has one',
  'service.loadBalancerClass': 'the chart cannot set it; use an annotation if your cloud has one',
  'grpcService.port': 'use grpcService.ports',
  'grpcService.nodePort': 'set nodePort in grpcService.ports',
  'grpcService.loadBalancerIP': 'the chart cannot set it; use an annotation if your cloud has one',
  'grpcService.loadBalancerClass': 'the chart cannot set it; use an annotation if your cloud has one',
  'storage.storageClass': 'use storage.storageClassName',
  'storage.class': 'use storage.storageClassName',
};

/** Keys that are not meant for the chart: extensions, and blocks that only hold an anchor that is used elsewhere. */
function isUserKey(values: ChartValues, path: readonly (string | number)[]): boolean {
  const [first = '', ...more] = path.map(String);
  if (first.startsWith('x-')) return true;
  if (more.length > 0) return false;
  // The condition under which a parent chart includes this one.
  if (first === 'enabled' && values.root.path.length > 0) return true;
  const entry = entriesOf(values.root).get(first);
  if (!entry) return false;
  const { text } = entry.key.source;
  const anchor = /&([^\s,[\]{}]+)/.exec(text.slice(entry.key.end, entry.value.place.end))?.[1];
  return anchor !== undefined && text.includes(`*${anchor}`);
}

/** A known key that differs only in case and punctuation, or in one or two letters. */
function nearestKey(key: string, known: Iterable<string>, nearestTo: typeof nearest): string | undefined {
  const near = nearestTo(key, known);
  if (near === undefined) return undefined;
  const letters = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const a = letters(key);
  const b = letters(near);
  if (a === b) return near;
  const close = Math.abs(a.length - b.length) <= 2 && a.length >= 4 && sharedEnds(a, b) >= a.length - 2;
  return close ? near : undefined;
}

/** The number of letters that two names share at the beginning and the end. */
function sharedEnds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a[front] === b[front]) front += 1;
  let back = 0;
  while (back < shorter - front && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return front + back;
}

/** Keys come from a file: `constructor` must not match a property that every object has. */
function adviceFor(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Reports a key that the chart does not read, with the likely correction or an alternative. */
function unknownKey(
  values: ChartValues,
  problem: SchemaProblem,
  nearestTo: typeof nearest,
): NamedProblem | undefined {
  const { place, path } = problem;
  const key = String(path.at(-1));
  const parts = path.map(String);
  const dotted = parts.join('.');
  const report = (message: string, suggestion?: string): NamedProblem => ({
    rule: 'values-unknown-key',
    place,
    message,
    severity: 'warning',
    ...(suggestion !== undefined && { suggestion }),
  });
  if (isUserKey(values, path)) return undefined;
  const near = nearestKey(key, problem.known ?? [], nearestTo);
  const didYouMean = near === undefined ? undefined : `did you mean ${near}?`;
  if (parts[0] === 'modules' && parts.length === 2) {
    if (looksLikeBindKey(key)) return undefined; // values-module-misspelt reports it
    return report(`the chart has no module ${key} and ignores the block`, didYouMean);
  }
  const advice =
    parts[1] === 'multi2vec-bind' && parts[0] === 'modules'
      ? (adviceFor(DROPPED_BIND_KEYS, parts.slice(2).join('.')) ?? didYouMean)
      : (adviceFor(DROPPED_KEYS, dotted) ?? didYouMean);
  if (parts.at(-2) === 'resources')
    return report(`${dotted} is not a key of resources: Helm 4 rejects it and Helm 3 drops it`, advice);
  const isInConfigFile = parts.length > 1 && /^auth/.test(parts[0] ?? '');
  const ignored = report(
    isInConfigFile
      ? `Weaviate does not know ${dotted} and ignores it`
      : `the chart does not read ${dotted}: Helm silently ignores it`,
    advice,
  );
  const isModule = parts.length === 1 && at(values.root, 'modules', key) === undefined;
  if (isModule && /^(?:text2|multi2|img2|ref2|generative-|reranker-|qna-|sum-|ner-)/.test(key))
    return report(
      `the chart does not read ${key} here: modules belong under modules`,
      'move it under modules',
    );
  if (advice !== undefined || (parts[0] === 'modules' && parts[1] === 'multi2vec-bind')) return ignored;
  return { ...ignored, severity: 'info' };
}

const keysAt = keysOfSchema(valuesFileSchema);

/** Values of the wrong type, and keys that the chart does not read. */
export function* valuesProblems(values: ChartValues): Generator<NamedProblem> {
  const found = schemaProblems(values.root, plainHelmValue(values.root), valuesFileSchema(), keysAt);
  const nearestTo = limitedNearest();
  for (const problem of found) {
    if (problem.kind === 'wrong-value') {
      const { place, message, path } = problem;
      // A placeholder may become any type: envsubst and Flux replace text.
      if (isPlaceholder(at(values.root, ...path))) continue;
      yield { rule: 'values-schema', place, message };
      continue;
    }
    const unknown = unknownKey(values, problem, nearestTo);
    if (unknown) yield unknown;
  }
  yield* ignoredAnnotations(values);
}

/** `annotations` is in the chart's values.yaml but in no template. */
function* ignoredAnnotations(values: ChartValues): Generator<NamedProblem> {
  const annotations = entryAt(deployedBindModule(values), 'annotations');
  const empty = isNothing(annotations?.value) || entriesOf(at(annotations?.value)).size === 0;
  if (!annotations || empty) return;
  yield {
    rule: 'values-unknown-key',
    place: annotations.key,
    message:
      'the chart does not read modules.multi2vec-bind.annotations, although its values.yaml lists the key',
    suggestion: 'use a post-renderer to add annotations',
  };
}

/** Values of a release that were not checked: a warning if no values of the file were, otherwise an info. */
export function* unreadValuesProblems({ values, unread }: ValuesFile): Generator<NamedProblem> {
  for (const { place, problem } of unread)
    yield {
      rule: 'values-elsewhere',
      place,
      message: `values of the Weaviate chart ${problem}`,
      ...(values.length === 0 && { severity: 'warning' }),
    };
}
