import { allowsAnonymous } from '../capabilities/authentication.ts';
import { BIND_MODULE, inferenceVariable, variablesOfModule } from '../facts/weaviateModules.ts';
import { kubernetesSize } from '../formats/size.ts';
import { chartText } from './chartText.ts';
import { CHART_SERVICE, CHART_SERVICE_NAME, type InferenceService } from './inference.ts';
import { runsSysctlInit, securityContexts } from './podSecurity.ts';
import type { Stack } from './stack.ts';
import type { Variable } from './weaviateEnvironment.ts';

/** Variables that the chart sets itself, after those of the values, so that a value would not count. */
const SET_BY_CHART = new Set([
  'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', // conf.yaml switches it on; the variable cannot switch it off
  'BIND_INFERENCE_API',
  'CLUSTER_HOSTNAME', // the name of the pod
  'DEFAULT_VECTORIZER_MODULE',
  'ENABLE_MODULES',
  'PERSISTENCE_DATA_PATH',
]);

/** The variables of a module server that the chart writes itself, from `inferenceUrl` or the name of its Service. */
function writtenByChart({ modules }: Stack['config']['weaviate']): ReadonlySet<string> {
  // The address of the contextionary has no key: the chart takes it from its own Service alone.
  const written = modules.filter((name) => inferenceVariable(name) && name !== 'text2vec-contextionary');
  return new Set(written.flatMap(variablesOfModule).filter((name) => name.endsWith('_INFERENCE_API')));
}

/** A further module: with a server of its own where `--env` names one, otherwise with the server of the chart. */
export function furtherModule(name: string, env: Readonly<Record<string, string>>) {
  const url = env[inferenceVariable(name) ?? ''];
  if (url) return { enabled: false, inferenceUrl: url };
  const passage = env['TRANSFORMERS_PASSAGE_INFERENCE_API'];
  const query = env['TRANSFORMERS_QUERY_INFERENCE_API'];
  if (name !== 'text2vec-transformers' || !passage || !query) return { enabled: true };
  const services = { passage: { inferenceUrl: passage }, query: { inferenceUrl: query } };
  return { enabled: false, passageQueryServices: services };
}

/** Name of the Kubernetes Secret that holds the API keys. */
export function keySecretName(name: string): string {
  return `${name}-api-keys`;
}

/** Names that YAML 1.1 reads as something else than text. */
const NO_TEXT = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * A name as the chart's `env` needs it: the chart prints names bare, so that `NO` would become false and the
 * cluster refuses it (measured with helm 4.1.4 and the API server of Kubernetes 1.34).
 */
function chartName(name: string): string {
  return NO_TEXT.test(name) ? `"${name}"` : name;
}

/** From so many pods on, each object can have copies that vote: with one of three pods away two agree. */
const COPIES = 3;

/**
 * What only a cluster needs. Without it a collection has one copy, cut over the pods (measured with 1.38.11, three
 * pods and one of them away: a search found 7 of 12 objects and said nothing, and some writes failed with 500; with
 * three copies it found 12, and every write succeeded). Collections that exist keep the copies that they have.
 */
function clusterVariables({ config }: Stack): Variable[] {
  const name = 'REPLICATION_MINIMUM_FACTOR';
  if (config.weaviate.replicas < COPIES || name in config.weaviate.env) return [];
  const why =
    'a new collection has a copy on three pods: with one copy, a pod that is away takes its part along';
  return [{ name, value: `${COPIES}`, why }];
}

/** Variables that go into `env`, and those that come from a Secret. */
export function chartVariables(stack: Stack) {
  const ofModules = writtenByChart(stack.config.weaviate);
  const passed = [...stack.weaviate.environment, ...clusterVariables(stack)]
    .filter(({ name }) => !SET_BY_CHART.has(name) && !ofModules.has(name))
    .map((variable) => ({ ...variable, name: chartName(variable.name) }));
  return { plain: passed.filter(({ secret }) => !secret), secret: passed.filter(({ secret }) => secret) };
}

/** Shell of the init container: polls the inference service for as long as loading may take. */
function waitCommand({ healthCheck }: InferenceService): readonly string[] {
  const tries = Math.ceil(healthCheck.startPeriod / 5);
  // The first process of a container has no default for TERM: without the trap, its pod takes ten minutes to end.
  const script = `trap 'exit 1' TERM; for i in $(seq ${tries}); do wget -q --spider ${CHART_SERVICE}/.well-known/ready && exit 0; sleep 5; done; exit 1`;
  return ['sh', '-c', script];
}

/** Liveness and readiness of the inference pod, in seconds; the chart passes on just these keys. */
function inferenceProbes({ healthCheck }: InferenceService) {
  return {
    livenessProbe: { initialDelaySeconds: healthCheck.startPeriod, periodSeconds: 10, timeoutSeconds: 10 },
    readinessProbe: { initialDelaySeconds: 5, periodSeconds: 5 },
  };
}

/** Requests and limits of the inference pod: memory alike, so that a full node evicts others first. */
function inferenceResources({ memory, cpus, gpu }: InferenceService) {
  const size = kubernetesSize(memory);
  const limits = {
    ...(cpus !== undefined && { cpu: `${cpus}` }),
    memory: size,
    ...(gpu && { 'nvidia.com/gpu': gpu.count }),
  };
  return { requests: { cpu: cpus === undefined ? '500m' : `${cpus}`, memory: size }, limits };
}

function weaviateResources({ weaviate }: Stack) {
  const memory = kubernetesSize(weaviate.memory);
  return { requests: { cpu: '500m', memory }, limits: { memory } };
}

/** The tag of an image for the chart, which puts the digest behind the tag by itself. */
function bindModule(stack: Stack) {
  const { config, inference, tolerations } = stack;
  if (!inference) return { enabled: false, inferenceUrl: config.inference.url ?? '' };
  const { nodeSelector, imagePullSecrets } = config.kubernetes;
  const security = securityContexts(config)?.inferencePod;
  return {
    enabled: true,
    registry: inference.image.registry,
    repo: inference.image.repository,
    tag: inference.image.tag,
    ...(inference.kind === 'stub' && { imagePullPolicy: 'Never' }),
    replicas: config.inference.replicas,
    ...(inference.gpu && { strategy: { type: 'Recreate' } }),
    fullnameOverride: CHART_SERVICE_NAME,
    ...inferenceProbes(inference),
    envconfig: { enable_cuda: inference.gpu !== undefined },
    resources: inferenceResources(inference),
    ...(security && { securityContext: security }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map(chartText) }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations: tolerations.map((t) => ({ ...t })) }),
  };
}

/**
 * Budgets that let one pod at a time be evicted, where there is another to take over; Raft keeps its majority.
 * A single pod gets none: its node could never be drained.
 */
function disruptionBudgets({ config, inference }: Stack) {
  const of = (replicas: number) => ({ enabled: true, spec: { minAvailable: replicas - 1 } });
  const weaviate = config.weaviate.replicas;
  const bind = inference ? config.inference.replicas : 1;
  if (weaviate === 1 && bind === 1) return undefined;
  return {
    ...(weaviate > 1 && { weaviate: of(weaviate) }),
    ...(bind > 1 && { [BIND_MODULE]: of(bind) }),
  };
}

/** The values of a stack: what values.yaml must say, whatever its template looks like. */
export function chartValues(stack: Stack) {
  const { config, weaviate, inference } = stack;
  const { kubernetes } = config;
  const variables = chartVariables(stack);
  const security = securityContexts(config);
  const budgets = disruptionBudgets(stack);
  const reference = `${weaviate.image.registry}/${weaviate.image.repository}:${weaviate.image.tag}`;
  return {
    image: {
      registry: weaviate.image.registry,
      repo: weaviate.image.repository,
      tag: weaviate.image.tag,
      ...(kubernetes.imagePullSecrets.length > 0 && {
        pullSecrets: kubernetes.imagePullSecrets.map(chartText),
      }),
    },
    args: [
      ...weaviate.arguments.filter(
        (argument) => !argument.startsWith('--read') && !argument.startsWith('--write'),
      ),
      '--config-file',
      '/weaviate-config/conf.yaml',
      ...weaviate.arguments.filter(
        (argument) => argument.startsWith('--read') || argument.startsWith('--write'),
      ),
    ],
    initContainers: {
      sysctlInitContainer: { enabled: runsSysctlInit(config) },
      ...(inference && {
        extraInitContainers: [
          {
            name: 'wait-for-inference',
            image: reference,
            command: [...waitCommand(inference)],
            ...(security && { securityContext: security.container }),
          },
        ],
      }),
    },
    replicas: config.weaviate.replicas,
    resources: weaviateResources(stack),
    ...(security && { securityContext: security.weaviatePod, containerSecurityContext: security.container }),
    ...(budgets && { podDisruptionBudgets: budgets }),
    storage: {
      size: kubernetesSize(config.weaviate.storageSize),
      ...(config.weaviate.storageClass !== undefined && {
        storageClassName: chartText(config.weaviate.storageClass),
      }),
    },
    service: { type: kubernetes.serviceType },
    grpcService: { enabled: true, type: kubernetes.serviceType },
    authentication: { anonymous_access: { enabled: allowsAnonymous(config) } },
    env: Object.fromEntries(variables.plain.map(({ name, value }) => [name, value])),
    ...(variables.secret.length > 0 && {
      envSecrets: Object.fromEntries(variables.secret.map(({ name }) => [name, keySecretName(config.name)])),
    }),
    modules: {
      default_vectorizer_module: 'none',
      [BIND_MODULE]: bindModule(stack),
      ...Object.fromEntries(
        config.weaviate.modules
          .filter((name) => name !== BIND_MODULE)
          .map((name) => [name, furtherModule(name, config.weaviate.env)]),
      ),
    },
  };
}
