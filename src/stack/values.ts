import type { Fragment } from '../capabilities/capability.ts';
import { securityContexts } from '../capabilities/podSecurity.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { kubernetesSize } from '../formats/size.ts';
import { chartContributions, mergeFragments, withKeyOrder } from './contributions.ts';
import {
  CHART_SERVICE,
  CHART_SERVICE_NAME,
  type Image,
  type InferenceService,
  imageReference,
} from './inference.ts';
import type { Stack } from './stack.ts';

/** Name of the Kubernetes Secret that holds the API keys. */
export function keySecretName(name: string): string {
  return `${name}-api-keys`;
}

/** Names that YAML 1.1 does not read as text. */
const YAML_1_1_KEYWORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * A name for the chart's `env`: the chart prints names without quotes, so `NO` would become false, which the cluster
 * rejects (measured with helm 4.1.4 and the API server of Kubernetes 1.34).
 */
function chartName(name: string): string {
  return YAML_1_1_KEYWORD.test(name) ? `"${name}"` : name;
}

/** The variables for `env`, and those that come from a Secret. */
export function chartVariables({ config, weaviate }: Stack) {
  const { variables, written } = chartContributions(config);
  const passed = [...weaviate.environment, ...variables]
    .filter(({ name }) => !written.has(name))
    .map((variable) => ({ ...variable, name: chartName(variable.name) }));
  return { plain: passed.filter(({ secret }) => !secret), secret: passed.filter(({ secret }) => secret) };
}

/** Command of the init container: polls the inference service for as long as the model may take to load. */
function waitCommand({ healthCheck }: InferenceService): readonly string[] {
  // PID 1 ignores TERM by default: without the trap, the pod takes ten minutes to terminate.
  const script = `trap 'exit 1' TERM; for i in $(seq ${healthCheck.startPeriod}); do wget -q --spider ${CHART_SERVICE}/.well-known/ready && exit 0; sleep 1; done; exit 1`;
  return ['sh', '-c', script];
}

/** Liveness and readiness probes of the inference pod, in seconds; the chart supports only these keys. */
function inferenceProbes({ healthCheck }: InferenceService) {
  return {
    livenessProbe: { initialDelaySeconds: healthCheck.startPeriod, periodSeconds: 10, timeoutSeconds: 10 },
    readinessProbe: { initialDelaySeconds: 0, periodSeconds: 5 },
  };
}

/**
 * Seconds that Weaviate may take to start before Kubernetes restarts it: 300 s and 50 times 60 s, as in the chart's own
 * startup probe (weaviate-helm 17.8.3 values.yaml), which is off by default.
 */
const START_LIMIT = 3300;

/**
 * Weaviate's probes: the chart's startup probe asks every second whether Weaviate is ready, and Kubernetes runs the
 * readiness probe as soon as it has succeeded, then as often as the chart does. Not `live`: the port opens after a fixed
 * time (configure_api.go), and if Raft has elected no leader by then, `ready` responds with 503, and the readiness probe
 * asks again only after 10 s (measured with 1.39.3 on a busy node). Not a shorter period of the readiness probe: each
 * `ready` makes Weaviate ask all its modules (adapters/handlers/rest/middlewares.go).
 */
const WEAVIATE_PROBES = {
  startupProbe: {
    enabled: true,
    initialDelaySeconds: 0,
    periodSeconds: 1,
    failureThreshold: START_LIMIT,
  },
  readinessProbe: { initialDelaySeconds: 0 },
};

/** Requests and limits of the inference pod: equal for memory, so a full node evicts other pods first. */
function inferenceResources({ memory, cpus }: InferenceService) {
  const size = kubernetesSize(memory);
  const limits = { ...(cpus !== undefined && { cpu: `${cpus}` }), memory: size };
  return { requests: { cpu: cpus === undefined ? '500m' : `${cpus}`, memory: size }, limits };
}

function weaviateResources({ weaviate }: Stack) {
  const memory = kubernetesSize(weaviate.memory);
  return { requests: { cpu: '500m', memory }, limits: { memory } };
}

/** The keys of the module's values, in output order. */
const BIND_KEYS = [
  ...['enabled', 'registry', 'repo', 'tag', 'imagePullPolicy', 'replicas', 'strategy', 'fullnameOverride'],
  ...['livenessProbe', 'readinessProbe', 'envconfig', 'resources', 'securityContext', 'imagePullSecrets'],
  ...['nodeSelector', 'tolerations'],
];

function bindModule({ config, inference }: Stack, part: Fragment): Fragment {
  if (!inference) return { enabled: false, inferenceUrl: config.inference.url ?? '' };
  const { registry, repository, tag } = inference.image;
  const own = {
    enabled: true,
    registry,
    repo: repository,
    // May end in a digest: the chart appends it to the image name unchanged.
    tag,
    ...(inference.kind === 'stub' && { imagePullPolicy: 'Never' }),
    fullnameOverride: CHART_SERVICE_NAME,
    ...inferenceProbes(inference),
    resources: inferenceResources(inference),
  };
  return withKeyOrder(mergeFragments(own, part), BIND_KEYS);
}

/** Waits for the model, because it takes longer to load than Weaviate waits for a module. */
function waitContainer(image: Image, inference: InferenceService, { config }: Stack) {
  const security = securityContexts(config)?.container;
  return {
    name: 'wait-for-inference',
    image: imageReference(image),
    command: [...waitCommand(inference)],
    ...(security && { securityContext: security }),
  };
}

/** The chart's own arguments, with the timeouts after its configuration file. */
function chartArguments({ weaviate }: Stack): string[] {
  const isTimeout = (argument: string) => argument.startsWith('--read') || argument.startsWith('--write');
  return [
    ...weaviate.arguments.filter((argument) => !isTimeout(argument)),
    '--config-file',
    '/weaviate-config/conf.yaml',
    ...weaviate.arguments.filter(isTimeout),
  ];
}

/** The values of a stack; capabilities may add further keys. */
interface ValuesModel extends Fragment {
  readonly args: readonly string[];
  readonly initContainers: { readonly extraInitContainers?: readonly ReturnType<typeof waitContainer>[] };
  readonly service: { readonly type: string };
  readonly grpcService: { readonly type: string };
  readonly authentication: { readonly anonymous_access: { readonly enabled: boolean } };
  readonly env: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, Fragment>>;
}

/** The values of a stack: values.yaml must parse to exactly this. */
export function chartValues(stack: Stack): ValuesModel {
  const { config, inference } = stack;
  const { image } = stack.weaviate;
  const variables = chartVariables(stack);
  const parts = chartContributions(config);
  const own = {
    image: { registry: image.registry, repo: image.repository, tag: image.tag },
    args: chartArguments(stack),
    // The stub is ready before Weaviate asks for it.
    ...(inference?.kind === 'model' && {
      initContainers: { extraInitContainers: [waitContainer(image, inference, stack)] },
    }),
    resources: weaviateResources(stack),
    ...WEAVIATE_PROBES,
    env: Object.fromEntries(variables.plain.map(({ name, value }) => [name, value])),
    ...(variables.secret.length > 0 && {
      envSecrets: Object.fromEntries(variables.secret.map(({ name }) => [name, keySecretName(config.name)])),
    }),
    modules: { [BIND_MODULE]: bindModule(stack, parts.inferencePod) },
  };
  return mergeFragments(own, parts.values) as unknown as ValuesModel;
}
