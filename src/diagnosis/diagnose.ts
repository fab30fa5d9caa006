import type { AdviceFor } from './advice.ts';
import type { Cause, Explanation, Scene } from './cause.ts';
import { ADMISSION_CAUSES } from './causes/helm/admission.ts';
import { INTERRUPTED, interrupted, UNKNOWN, unknown } from './causes/launch.ts';
import { RUNNING_CAUSES } from './causes/running.ts';
import { COMMAND_CAUSES, HELM_CAUSES, POD_CAUSES, SERVICE_CAUSES } from './causes/table.ts';
import type { WorkloadObservation } from './cluster.ts';
import { failingPods } from './clusterServices.ts';
import { serviceOfLine } from './containerName.ts';
import { type Diagnosis, type Weighed, withoutConsequences } from './diagnosis.ts';
import { plainLines, withoutSecrets } from './lines.ts';
import type { Observation } from './observation.ts';
import { situationOf } from './situation.ts';

/** Every code that a diagnosis can have. */
export const DIAGNOSIS_CODES: readonly string[] = [
  ...new Set([
    ...[...COMMAND_CAUSES, ...HELM_CAUSES, ...POD_CAUSES, ...SERVICE_CAUSES, ...RUNNING_CAUSES].map(
      ({ code }) => code,
    ),
    INTERRUPTED,
    UNKNOWN,
  ]),
];

/** Characters of a line that are shown. */
const LONGEST_LINE = 400;

function presentable(text: string): string {
  return plainLines(withoutSecrets(text))
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n');
}

function diagnosisOf(code: string, service: string | null, explanation: Explanation): Diagnosis {
  const { message, cause, evidence, suggestion } = explanation;
  return {
    code,
    service: explanation.service === undefined ? service : explanation.service,
    message: presentable(message),
    cause: presentable(cause),
    evidence: evidence === undefined ? undefined : presentable(evidence),
    suggestion: presentable(suggestion),
  };
}

interface About {
  /** The service that the subject belongs to, unless the cause names another. */
  readonly service: string | null | ((explanation: Explanation) => string | null);
  readonly ofCommand?: boolean;
}

/** The first of the causes that explains the subject; at most one. */
function firstOf<Subject>(
  causes: readonly Cause<Subject>[],
  subject: Subject,
  scene: Scene,
  { service, ofCommand = false }: About,
): Weighed[] {
  for (const { code, weight, find } of causes) {
    const explanation = find(subject, scene);
    if (explanation) {
      const about = typeof service === 'function' ? service(explanation) : service;
      return [{ weight, ofCommand, diagnosis: diagnosisOf(code, about, explanation) }];
    }
  }
  return [];
}

/** What docker said; where it said nothing of use, what the engine wrote into what it could not start. */
function ofDocker(scene: Scene): Weighed[] {
  const { output, services } = scene;
  const found = firstOf(COMMAND_CAUSES, output, scene, {
    ofCommand: true,
    service: ({ evidence }) =>
      evidence === undefined
        ? null
        : serviceOfLine(evidence, output.slice(0, output.lastIndexOf(evidence) + 1), services),
  });
  if (found.length > 0) return found;
  return services.flatMap(({ name, isReady, error = '' }) =>
    firstOf(COMMAND_CAUSES, isReady ? [] : plainLines(error), scene, { service: name, ofCommand: true }),
  );
}

/** What helm or kubectl said. */
function ofHelm(scene: Scene): Weighed[] {
  const { output, observation } = scene;
  const found = firstOf(HELM_CAUSES, output, scene, { service: null, ofCommand: true });
  // helm does not wait for the pods: what it refuses, it refuses for a reason of its own.
  const isRefusal = observation.phase === 'create' && output.length > 0;
  if (found.length > 0 || !isRefusal) return found;
  const diagnosis = diagnosisOf(UNKNOWN, null, { ...unknown(scene), service: null });
  return [{ weight: 'cause', ofCommand: true, diagnosis }];
}

const OF_COMMAND = { docker: ofDocker, helm: ofHelm, none: () => [] };

/** What the API server said to a controller that should make pods and may not. */
function refusedPods({ cluster }: Observation, { name, conditions }: WorkloadObservation): string[] {
  if (!cluster) return [];
  const sets = cluster.workloads.filter(({ owner }) => owner === name);
  const names = [name, ...sets.map((set) => set.name)];
  const events = cluster.events.filter(
    ({ reason, name: about }) => reason === 'FailedCreate' && names.includes(about),
  );
  const failures = [...conditions, ...sets.flatMap((set) => set.conditions)].filter(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  return [...events, ...failures].flatMap(({ message }) => plainLines(message ?? ''));
}

function ofWorkloads(scene: Scene): Weighed[] {
  const { observation } = scene;
  return (observation.cluster?.workloads ?? [])
    .filter(({ kind, ready, wanted }) => kind !== 'ReplicaSet' && ready < wanted)
    .flatMap((workload) =>
      firstOf(ADMISSION_CAUSES, refusedPods(observation, workload), scene, { service: workload.name }),
    );
}

function ofPods(scene: Scene): Weighed[] {
  const { cluster } = scene.observation;
  return (cluster ? failingPods(cluster) : []).flatMap((subject) =>
    firstOf(POD_CAUSES, subject, scene, { service: subject.pod.workload ?? null }),
  );
}

/** @param explained what its pods have given away already */
function ofServices(scene: Scene, explained: readonly Weighed[]): Weighed[] {
  return scene.services
    .filter(({ name }) => !explained.some(({ diagnosis }) => diagnosis.service === name))
    .flatMap((service) => firstOf(SERVICE_CAUSES, service, scene, { service: service.name }));
}

/** What Weaviate answers gives away: all causes that fit. */
function ofAnswers(scene: Scene): Weighed[] {
  const service = scene.weaviate?.name ?? null;
  return RUNNING_CAUSES.flatMap((cause) => firstOf([cause], scene.observation, scene, { service }));
}

function hasFailed({ phase, command }: Observation): boolean {
  return phase !== undefined || (command !== undefined && command.exitCode !== 0);
}

/**
 * Why a start has failed, or what is wrong with a stack that runs: the surest cause first, without its
 * consequences; nothing where nothing is wrong. Pure: the same observation, the same answer.
 * @param adviceFor how the target words what to do
 */
export function diagnose(observation: Observation, adviceFor: AdviceFor): Diagnosis[] {
  const situation = situationOf(observation);
  const scene = { ...situation, advice: adviceFor(situation) };
  const ended = interrupted(scene);
  if (ended) return [diagnosisOf(INTERRUPTED, null, ended)];
  const ofPodsAndWorkloads = [...ofWorkloads(scene), ...ofPods(scene)];
  const found = withoutConsequences(
    [
      ...OF_COMMAND[scene.advice.program](scene),
      ...ofPodsAndWorkloads,
      ...ofServices(scene, ofPodsAndWorkloads),
      ...ofAnswers(scene),
    ],
    scene,
  );
  if (found.length > 0 || !hasFailed(observation)) return found;
  return [diagnosisOf(UNKNOWN, null, unknown(scene))];
}
