import {
  DOCUMENTED_MEMORY,
  LOAD_BUDGET,
  MEMORY_TO_LOAD,
  MIN_INFERENCE_MEMORY,
  SUFFICIENT_INFERENCE_MEMORY,
} from '../facts/resources.ts';
import { INFERENCE_TAG } from '../facts/versions.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { secondsText } from '../formats/duration.ts';
import { isRegistry, isRepository, isTag } from '../formats/imageReference.ts';
import { readableSize } from '../formats/size.ts';
import { type Capability, type Check, error, warning } from './capability.ts';
import { add, or, setting, use, words } from './message.ts';
import {
  type ConfigOf,
  choiceOption,
  durationOption,
  numberOption,
  optionalNumberOption,
  optionalTextOption,
  sizeOption,
  textOption,
} from './option.ts';
import { disruptionBudget } from './replicas.ts';
import { FOR_HELM } from './targets.ts';

export const FOR_CONTAINER = { key: 'inference.mode', value: 'container' } as const;

/** The most inference pods that one release runs. */
export const MAX_INFERENCE_REPLICAS = 100;

/** Scheme, host and an optional path without a trailing slash: Weaviate appends `/vectorize` to it unchanged. */
function isEndpoint(url: string): boolean {
  return URL.canParse(url) && /^https?:\/\/[^/?#\s]+(?:\/[^/?#\s]+)*$/.test(url);
}

const options = {
  inference: {
    mode: choiceOption({
      flag: '--inference',
      label: 'ImageBind',
      help: 'how ImageBind runs: in a container, at an existing endpoint, or as a stub, a small fake whose vectors have no meaning',
      question: 'How should ImageBind run?',
      default: 'container',
      values: ['container', 'external', 'stub'],
      labels: {
        container: 'In a container',
        external: 'At an existing endpoint',
        stub: 'Stub',
      },
      meanings: {
        container: 'in a container',
        external: 'at an existing endpoint: Weaviate sends all data there',
        stub: 'a small fake for CI and laptops; its vectors have no meaning',
      },
    }),
    url: optionalTextOption({
      flag: '--inference-url',
      label: 'ImageBind endpoint',
      example: 'http://gpu-host:8080',
      placeholder: 'URL',
      help: 'URL of the ImageBind endpoint, as Weaviate reaches it',
      accepts: isEndpoint,
      expected: 'a URL such as http://gpu-host:8080 (with a scheme, without a trailing slash)',
      when: { key: 'inference.mode', value: 'external' },
    }),
    registry: textOption({
      flag: '--inference-registry',
      label: 'ImageBind registry',
      placeholder: 'HOST',
      help: 'registry of the inference image',
      default: 'cr.weaviate.io',
      accepts: isRegistry,
      expected: 'a registry such as cr.weaviate.io or localhost:5000 (no scheme, no path)',
      when: FOR_CONTAINER,
    }),
    repository: textOption({
      flag: '--inference-repository',
      label: 'ImageBind repository',
      placeholder: 'PATH',
      help: 'repository of the inference image',
      default: 'semitechnologies/multi2vec-bind',
      accepts: isRepository,
      expected: 'an image repository such as semitechnologies/multi2vec-bind (lowercase, no tag)',
      when: FOR_CONTAINER,
    }),
    tag: textOption({
      flag: '--inference-tag',
      label: 'ImageBind tag',
      placeholder: 'TAG',
      help: 'tag of the inference image, or tag@sha256:…',
      default: INFERENCE_TAG,
      accepts: isTag,
      expected: `an image tag such as ${INFERENCE_TAG} or ${INFERENCE_TAG}@sha256:… (64 hexadecimal digits)`,
      when: FOR_CONTAINER,
    }),
    memory: sizeOption({
      flag: '--inference-memory',
      label: 'ImageBind memory',
      help: `memory limit of the inference service; the model needs ${MEMORY_TO_LOAD} to load`,
      default: DOCUMENTED_MEMORY,
      when: FOR_CONTAINER,
    }),
    cpus: optionalNumberOption({
      flag: '--inference-cpus',
      label: 'ImageBind CPUs',
      help: 'CPU limit of the inference service; all CPUs if unset',
      example: 4,
      min: 0.1,
      max: 1024,
      integer: false,
      when: FOR_CONTAINER,
    }),
    replicas: numberOption({
      flag: '--inference-replicas',
      label: 'ImageBind pods',
      help: 'number of inference pods',
      default: 1,
      min: 1,
      max: MAX_INFERENCE_REPLICAS,
      when: { key: 'targets', value: 'helm' },
    }),
    startPeriod: durationOption({
      flag: '--start-period',
      label: 'Model load time',
      help: 'how long the model may take to load',
      default: secondsText(LOAD_BUDGET),
    }),
    timeout: durationOption({
      flag: '--inference-timeout',
      label: 'Time per vector',
      help: 'how long Weaviate waits for one vector (MODULES_CLIENT_TIMEOUT); a video takes 20 s or more on a CPU',
      default: '300s',
    }),
  },
  kubernetes: {
    readinessTimeout: durationOption({
      flag: '--readiness-timeout',
      label: 'Readiness timeout',
      help: "timeout of the inference pod's readiness probe; above 1s, a post-renderer sets it",
      default: '1s',
      when: FOR_HELM,
    }),
  },
};

export type InferenceConfig = ConfigOf<typeof options>;

const inferenceUrl: Check<InferenceConfig> = ({ inference }) =>
  inference.mode === 'external' && inference.url === undefined
    ? error(
        'no-inference-url',
        words`${setting('inference.mode', 'external')} needs the URL of the endpoint`,
        words`${add('inference.url', 'http://HOST:PORT')}`,
      )
    : undefined;

const inferenceMemory: Check<InferenceConfig> = ({ inference: { mode, memory } }) => {
  if (mode !== 'container' || memory >= SUFFICIENT_INFERENCE_MEMORY) return undefined;
  return memory < MIN_INFERENCE_MEMORY
    ? error(
        'inference-memory',
        words`${setting('inference.memory', readableSize(memory))} is too little: below ${MEMORY_TO_LOAD}, ImageBind is killed while it loads`,
        words`${use('inference.memory', DOCUMENTED_MEMORY)}, ${or('inference.mode', 'stub')}, which needs almost none`,
      )
    : warning(
        'inference-memory',
        `${readableSize(memory)} for ImageBind leaves almost nothing beyond the ${MEMORY_TO_LOAD} that loading takes`,
        words`${use('inference.memory', DOCUMENTED_MEMORY)}`,
      );
};

/** The kubelet's default timeout for probes, in seconds. */
const DEFAULT_PROBE_TIMEOUT = 1;

/** How ImageBind runs, and which resources and time it gets. */
export const inference = {
  options,
  rules: [
    { keys: ['inference.mode', 'inference.url'], check: inferenceUrl },
    { keys: ['inference.mode', 'inference.memory'], check: inferenceMemory },
  ],
  owned: {
    BIND_INFERENCE_API: words`${use('inference.url')}`,
    DEFAULT_VECTORIZER_MODULE: 'leave it out: collection.json sets the vectorizer',
    MODULES_CLIENT_TIMEOUT: words`${use('inference.timeout')}`,
    MODULES_VALIDATE_BASE_URL:
      'leave it out: it blocks private addresses, including that of the inference service',
  },
  variables: ({ inference: { timeout } }, { inferenceUrl }) => [
    { name: 'BIND_INFERENCE_API', value: inferenceUrl, why: 'with a scheme, without a trailing slash' },
    { name: 'DEFAULT_VECTORIZER_MODULE', value: 'none', why: 'each collection sets its own' },
    {
      name: 'MODULES_CLIENT_TIMEOUT',
      value: secondsText(timeout),
      why: 'per vector, including time in the queue; the default of 50s is too short for video on a CPU',
    },
  ],
  inferenceVariables: ({ inference: { cpus } }) =>
    cpus === undefined
      ? []
      : [
          {
            name: 'OMP_NUM_THREADS',
            value: `${Math.max(1, Math.floor(cpus))}`,
            why: 'one thread per CPU: torch would start one per core of the host',
          },
        ],
  chart: ({ inference: { mode, replicas } }) => {
    const budget = mode === 'external' ? undefined : disruptionBudget(replicas);
    return {
      setByChart: ['BIND_INFERENCE_API', 'DEFAULT_VECTORIZER_MODULE'],
      values: {
        modules: { default_vectorizer_module: 'none' },
        ...(budget && { podDisruptionBudgets: { [BIND_MODULE]: budget } }),
      },
      inferencePod: { replicas },
    };
  },
  patch: ({ kubernetes: { readinessTimeout } }) =>
    readinessTimeout > DEFAULT_PROBE_TIMEOUT
      ? { container: { readinessProbe: { timeoutSeconds: readinessTimeout } } }
      : {},
} satisfies Capability<InferenceConfig>;
