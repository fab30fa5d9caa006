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

/** Keys that people try under `modules.multi2vec-bind`, which the chart drops without a word, and what to do instead. */
const DROPPED_BIND_KEYS: Readonly<Record<string, string>> = {
  'livenessProbe.failureThreshold':
    'the cluster default of 3 holds; raise livenessProbe.initialDelaySeconds instead',
  'livenessProbe.successThreshold': 'the cluster default holds',
  'readinessProbe.timeoutSeconds': 'the cluster default of 1 s holds; a post-renderer can patch it',
  'readinessProbe.failureThreshold': 'the cluster default of 3 holds; a post-renderer can patch it',
  'readinessProbe.successThreshold': 'the cluster default holds',
  startupProbe: 'raise livenessProbe.initialDelaySeconds instead',
  env: 'the chart hands on only what envconfig holds; a post-renderer can patch in others',
  extraEnv: 'the chart hands on only what envconfig holds; a post-renderer can patch in others',
  extraEnvVars: 'the chart hands on only what envconfig holds; a post-renderer can patch in others',
  envFrom: 'the chart hands on only what envconfig holds; a post-renderer can patch in others',
  envSecrets: 'the chart hands on only what envconfig holds; a post-renderer can patch in others',
  annotations: 'the chart lists this key and never reads it; a post-renderer can patch annotations in',
  podAnnotations: 'a post-renderer can patch annotations in',
  labels: 'a post-renderer can patch labels in',
  podLabels: 'a post-renderer can patch labels in',
  containerSecurityContext: 'use securityContext, which is that of the pod',
  podSecurityContext: 'use securityContext, which is that of the pod',
  volumes: 'a post-renderer can patch volumes in',
  volumeMounts: 'a post-renderer can patch volumes in',
  extraVolumes: 'a post-renderer can patch volumes in',
  extraVolumeMounts: 'a post-renderer can patch volumes in',
  persistence: 'the inference server keeps nothing: its model is in the image',
  initContainers: 'a post-renderer can patch them in',
  command: 'a post-renderer can patch it in',
  args: 'a post-renderer can patch it in',
  runtimeClassName:
    'a post-renderer can patch it in; or make nvidia the default runtime of the GPU nodes, and choose them by nodeSelector',
  topologySpreadConstraints: 'use affinity',
  hostAliases: 'a post-renderer can patch them in',
  terminationGracePeriodSeconds: 'a post-renderer can patch it in',
  service: 'the Service is always a ClusterIP on port 8080, named after fullnameOverride',
  port: 'the port is always 8080',
  ingress: 'the chart has no Ingress; the inference server asks for no key and is better not exposed',
  networkPolicy: 'the chart has none; write one beside it',
  autoscaling: 'the chart has none; set replicas',
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

/** The same for the rest of the values: keys of other charts, or of a manifest. */
const DROPPED_KEYS: Readonly<Record<string, string>> = {
  replicaCount: 'use replicas',
  persistence: 'use storage',
  extraEnv: 'use env',
  extraEnvVars: 'use env',
  envFrom: 'use envSecrets, which names a Secret for each variable',
  imagePullSecrets: 'use image.pullSecrets',
  podAnnotations: 'use annotations',
  podSecurityContext: 'use securityContext',
  volumes: 'use extraVolumes',
  volumeMounts: 'use extraVolumeMounts',
  topologySpreadConstraints: 'use affinity',
  ingress: 'the chart has no Ingress; write one beside it for the Service weaviate',
  autoscaling: 'the chart has none; set replicas',
  nameOverride: 'the names of the chart are fixed: one release in a namespace',
  fullnameOverride: 'the names of the chart are fixed: one release in a namespace',
  'image.repository': 'use image.repo',
  'image.imagePullPolicy': 'use image.pullPolicy',
  'image.imagePullSecrets': 'use image.pullSecrets',
  'service.port': 'use service.ports',
  'service.nodePort': 'set nodePort in service.ports',
  'service.loadBalancerIP': 'the chart cannot set it; an annotation of the cloud may',
  'service.loadBalancerClass': 'the chart cannot set it; an annotation of the cloud may',
  'grpcService.port': 'use grpcService.ports',
  'grpcService.nodePort': 'set nodePort in grpcService.ports',
  'grpcService.loadBalancerIP': 'the chart cannot set it; an annotation of the cloud may',
  'grpcService.loadBalancerClass': 'the chart cannot set it; an annotation of the cloud may',
  'storage.storageClass': 'use storage.storageClassName',
  'storage.class': 'use storage.storageClassName',
};

/** Own keys: extensions, and what only holds an anchor that is used. */
function isUserKey(values: ChartValues, path: readonly (string | number)[]): boolean {
  const [first = '', ...more] = path.map(String);
  if (first.startsWith('x-')) return true;
  if (more.length > 0) return false;
  // A parent chart's condition for this one.
  if (first === 'enabled' && values.root.path.length > 0) return true;
  const entry = entriesOf(values.root).get(first);
  if (!entry) return false;
  const { text } = entry.key.source;
  const anchor = /&([^\s,[\]{}]+)/.exec(text.slice(entry.key.end, entry.value.place.end))?.[1];
  return anchor !== undefined && text.includes(`*${anchor}`);
}

/** A known key that differs in its spelling alone, or in a letter or two. */
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

/** Letters that two names share at their beginnings and ends. */
function sharedEnds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a[front] === b[front]) front += 1;
  let back = 0;
  while (back < shorter - front && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return front + back;
}

/** Keys are text of others: `constructor` is not a key of the table. */
function adviceFor(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A key that the chart does not read, with what was meant or what to do instead. */
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
    if (looksLikeBindKey(key)) return undefined; // the rule values-module-misspelt
    return report(`the chart has no module ${key}, and does nothing with it`, didYouMean);
  }
  const advice =
    parts[1] === 'multi2vec-bind' && parts[0] === 'modules'
      ? (adviceFor(DROPPED_BIND_KEYS, parts.slice(2).join('.')) ?? didYouMean)
      : (adviceFor(DROPPED_KEYS, dotted) ?? didYouMean);
  if (parts.at(-2) === 'resources')
    return report(`${dotted} is no key of resources: Helm 4 cannot install it, Helm 3 drops it`, advice);
  const ofWeaviate = parts.length > 1 && /^auth/.test(parts[0] ?? '');
  const reader = ofWeaviate ? 'Weaviate does not know' : 'the chart does not read';
  const who = ofWeaviate ? 'it ignores the key' : 'Helm drops it without a word';
  const dropped = report(`${reader} ${dotted}: ${who}`, advice);
  const isModule = parts.length === 1 && at(values.root, 'modules', key) === undefined;
  if (isModule && /^(?:text2|multi2|img2|ref2|generative-|reranker-|qna-|sum-|ner-)/.test(key))
    return report(
      `the chart does not read ${key} here: modules stand under modules`,
      `move it below modules`,
    );
  if (advice !== undefined || (parts[0] === 'modules' && parts[1] === 'multi2vec-bind')) return dropped;
  return { ...dropped, severity: 'info' };
}

const keysAt = keysOfSchema(valuesFileSchema);

/** What no rule by itself is for: values of the wrong type, and keys that the chart does not read. */
export function* valuesProblems(values: ChartValues): Generator<NamedProblem> {
  const found = schemaProblems(values.root, plainHelmValue(values.root), valuesFileSchema(), keysAt);
  const nearestTo = limitedNearest();
  for (const problem of found) {
    if (problem.kind === 'wrong-value') {
      const { place, message, path } = problem;
      // What another program fills in may be of any type: envsubst and Flux replace text.
      if (isPlaceholder(at(values.root, ...path))) continue;
      yield { rule: 'values-schema', place, message };
      continue;
    }
    const unknown = unknownKey(values, problem, nearestTo);
    if (unknown) yield unknown;
  }
  yield* ignoredAnnotations(values);
}

/** `annotations` stands in the chart's own values, and in no template. */
function* ignoredAnnotations(values: ChartValues): Generator<NamedProblem> {
  const annotations = entryAt(deployedBindModule(values), 'annotations');
  const empty = isNothing(annotations?.value) || entriesOf(at(annotations?.value)).size === 0;
  if (!annotations || empty) return;
  yield {
    rule: 'values-unknown-key',
    place: annotations.key,
    message: 'the chart does not read modules.multi2vec-bind.annotations, though its own values list the key',
    suggestion: 'a post-renderer can patch annotations in',
  };
}

/** Values that a manifest names and that were not read: a warning where nothing else of the release was checked. */
export function* unreadValuesProblems({ values, unread }: ValuesFile): Generator<NamedProblem> {
  for (const { place, problem } of unread)
    yield {
      rule: 'values-elsewhere',
      place,
      message: `values of the Weaviate chart ${problem}`,
      ...(values.length === 0 && { severity: 'warning' }),
    };
}
