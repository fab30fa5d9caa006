import type { Cause, Finding } from './cause.ts';
import { ADMISSION_CAUSES } from './causes/helm/admission.ts';
import { HELM_CAUSES } from './causes/helm/table.ts';
import { INTERRUPTED, interrupted } from './causes/interrupted.ts';
import { POD_CAUSES } from './causes/pod/table.ts';
import { COMMAND_CAUSES, RUNNING_CAUSES, SERVICE_CAUSES } from './causes/table.ts';
import { UNKNOWN, unknown } from './causes/unknown.ts';
import type { WorkloadObservation } from './cluster.ts';
import { type Weighed, withoutConsequences } from './consequences.ts';
import { serviceOfLine } from './containerName.ts';
import type { Diagnosis } from './diagnosis.ts';
import { plainLines } from './lines.ts';
import type { Observation } from './observation.ts';
import { failingPods } from './podScene.ts';
import { type Scene, sceneOf } from './scene.ts';
import { masked } from './secrets.ts';

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
  return plainLines(masked(text))
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n');
}

function diagnosis(code: string, service: string | null, finding: Finding): Diagnosis {
  return {
    code,
    service: finding.service === undefined ? service : finding.service,
    message: presentable(finding.message),
    cause: presentable(finding.cause),
    evidence: finding.evidence === undefined ? undefined : presentable(finding.evidence),
    suggestion: presentable(finding.suggestion),
  };
}

function firstOf<Subject>(
  causes: readonly Cause<Subject>[],
  subject: Subject,
  scene: Scene,
): { readonly cause: Cause<Subject>; readonly finding: Finding } | undefined {
  for (const cause of causes) {
    const finding = cause.find(subject, scene);
    if (finding) return { cause, finding };
  }
  return undefined;
}

/** What helm or kubectl said. */
function ofHelm(scene: Scene): Weighed[] {
  const found = firstOf(HELM_CAUSES, scene.said, scene);
  if (!found) {
    // helm does not wait for the pods: what it refuses, it refuses for a reason of its own.
    const isRefusal = scene.observation.phase === 'create' && scene.said.length > 0;
    const said = { ...unknown(scene), service: null };
    return isRefusal ? [{ weight: 'cause', ofCommand: true, diagnosis: diagnosis(UNKNOWN, null, said) }] : [];
  }
  const { cause, finding } = found;
  return [{ weight: cause.weight, ofCommand: true, diagnosis: diagnosis(cause.code, null, finding) }];
}

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
  return (observation.cluster?.workloads ?? []).flatMap((workload) => {
    if (workload.kind === 'ReplicaSet' || workload.ready >= workload.wanted) return [];
    const found = firstOf(ADMISSION_CAUSES, refusedPods(observation, workload), scene);
    if (!found) return [];
    const { cause, finding } = found;
    return [
      { weight: cause.weight, ofCommand: false, diagnosis: diagnosis(cause.code, workload.name, finding) },
    ];
  });
}

function ofPods(scene: Scene): Weighed[] {
  const { cluster } = scene.observation;
  return (cluster ? failingPods(cluster) : []).flatMap((pod) => {
    const found = firstOf(POD_CAUSES, pod, scene);
    if (!found) return [];
    const { cause, finding } = found;
    const service = pod.pod.workload ?? null;
    return [{ weight: cause.weight, ofCommand: false, diagnosis: diagnosis(cause.code, service, finding) }];
  });
}

/** What the command said; where it said nothing of use, what the engine wrote into what it could not start. */
function ofCommand(scene: Scene): Weighed[] {
  const { said, services, observation } = scene;
  if (observation.target === 'helm') return ofHelm(scene);
  const found = firstOf(COMMAND_CAUSES, said, scene);
  if (found) {
    const { cause, finding } = found;
    const { evidence } = finding;
    const before = evidence === undefined ? [] : said.slice(0, said.lastIndexOf(evidence) + 1);
    const service = evidence === undefined ? null : serviceOfLine(evidence, before, services);
    return [{ weight: cause.weight, ofCommand: true, diagnosis: diagnosis(cause.code, service, finding) }];
  }
  return services.flatMap((service) => {
    const refused = firstOf(COMMAND_CAUSES, service.isReady ? [] : plainLines(service.error ?? ''), scene);
    if (!refused) return [];
    const { cause, finding } = refused;
    return [
      { weight: cause.weight, ofCommand: true, diagnosis: diagnosis(cause.code, service.name, finding) },
    ];
  });
}

/** @param explained what its pods have given away already */
function ofServices(scene: Scene, explained: readonly Weighed[]): Weighed[] {
  return scene.services.flatMap((service) => {
    if (explained.some(({ diagnosis: one }) => one.service === service.name)) return [];
    const found = firstOf(SERVICE_CAUSES, service, scene);
    if (!found) return [];
    const { cause, finding } = found;
    return [
      { weight: cause.weight, ofCommand: false, diagnosis: diagnosis(cause.code, service.name, finding) },
    ];
  });
}

function ofAnswers(scene: Scene): Weighed[] {
  return RUNNING_CAUSES.flatMap((cause) => {
    const finding = cause.find(scene.observation, scene);
    if (!finding) return [];
    const service = scene.weaviate?.name ?? null;
    return [{ weight: cause.weight, ofCommand: false, diagnosis: diagnosis(cause.code, service, finding) }];
  });
}

function hasFailed({ phase, command }: Observation): boolean {
  return phase !== undefined || (command !== undefined && command.exitCode !== 0);
}

/**
 * Why a start has failed, or what is wrong with a stack that runs: the surest cause first, without its
 * consequences; nothing where nothing is wrong. Pure: the same observation, the same answer.
 */
export function diagnose(observation: Observation): Diagnosis[] {
  const scene = sceneOf(observation);
  const ended = interrupted(scene);
  if (ended) return [diagnosis(INTERRUPTED, null, ended)];
  const ofPodsAndWorkloads = [...ofWorkloads(scene), ...ofPods(scene)];
  const found = withoutConsequences(
    [
      ...ofCommand(scene),
      ...ofPodsAndWorkloads,
      ...ofServices(scene, ofPodsAndWorkloads),
      ...ofAnswers(scene),
    ],
    scene,
  );
  if (found.length > 0 || !hasFailed(observation)) return found;
  return [diagnosis(UNKNOWN, null, unknown(scene))];
}
