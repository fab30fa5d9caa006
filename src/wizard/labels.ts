import type { ConfigFinding } from '../config/conditions.ts';
import { withoutLabel } from '../config/given.ts';
import { OPTIONS, optionOf } from '../options/table.ts';

/** Short names of the settings whose question is a sentence or too long for a list. */
const LABELS: Readonly<Record<string, string>> = {
  targets: 'Where it runs',
  'weaviate.registry': 'Weaviate registry',
  'weaviate.repository': 'Weaviate repository',
  'weaviate.tag': 'Weaviate tag',
  'weaviate.httpPort': 'Port for REST and GraphQL',
  'weaviate.grpcPort': 'Port for gRPC',
  'weaviate.persistence': 'Compose data',
  'weaviate.storageSize': 'Volume claim size',
  'weaviate.storageClass': 'Storage class',
  'weaviate.auth': 'Authentication',
  'weaviate.raftTimeoutsMultiplier': 'Raft timeouts',
  'weaviate.corsOrigin': 'Allowed web page',
  'weaviate.modules': 'More Weaviate modules',
  'weaviate.env': 'Weaviate environment',
  'weaviate.telemetry': 'Usage data',
  'inference.mode': 'ImageBind',
  'inference.url': 'ImageBind endpoint',
  'inference.registry': 'ImageBind registry',
  'inference.repository': 'ImageBind repository',
  'inference.tag': 'ImageBind tag',
  'inference.memory': 'ImageBind memory',
  'inference.cpus': 'ImageBind CPUs',
  'inference.replicas': 'ImageBind pods',
  'inference.startPeriod': 'Model load time',
  'inference.timeout': 'Time per vector',
  'gpu.enabled': 'GPU',
  'gpu.count': 'Number of GPUs',
  'gpu.core': 'Model device',
  'collection.name': 'Collection name',
  'collection.modalities': 'Media',
  'collection.vectors': 'Vectors',
  'kubernetes.context': 'Kubeconfig context',
  'kubernetes.chartVersion': 'Chart version',
  'kubernetes.serviceType': 'Service type',
  'kubernetes.nodeSelector': 'Node labels',
  'kubernetes.tolerations': 'Tolerated taints',
  'kubernetes.runtimeClass': 'Runtime class',
  'kubernetes.readinessTimeout': 'Readiness timeout',
  'kubernetes.imagePullSecrets': 'Image pull secrets',
  'kubernetes.podSecurity': 'Pod Security level',
  'kubernetes.sysctlInit': 'Privileged init container',
};

/** The name of a setting in the summary and in messages. */
export function labelOf(key: string): string {
  return LABELS[key] ?? optionOf(key).question;
}

/** A setting in a message: its flag, perhaps with a value. The words are those that follow a flag without a value. */
const FLAG =
  /--(?<no>no-)?(?<name>[a-z][a-z-]*)(?: (?!(?:and|or|is|are|can|cannot|works|needs|has|with|to|for|of|as|in) |…)(?<value>\d[\d.]* [KMGT]iB|[^\s,;]+))?/g;

/** A text with the names of settings instead of flags: in the wizard, the user answers questions. */
export function inAnswers(text: string): string {
  return text.replace(FLAG, (whole, no: string | undefined, name: string, value: string | undefined) => {
    const found = OPTIONS.find(({ option }) => option.flag === `--${name}`);
    if (!found) return whole;
    const label = labelOf(found.key);
    if (found.option.kind === 'boolean')
      return `“${label}: ${no ? 'no' : 'yes'}”${value === undefined ? '' : ` ${value}`}`;
    return value === undefined ? `“${label}”` : `“${label}: ${value}”`;
  });
}

/** A fault of the answers as one sentence. */
export function faultText({ message, suggestion }: Pick<ConfigFinding, 'message' | 'suggestion'>): string {
  return inAnswers(`${withoutLabel(message)}; ${suggestion}`);
}
