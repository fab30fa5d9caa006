import type { AdviceFor } from './advice.ts';
import type { Cause, DiagnosisContext, Explanation } from './cause.ts';
import { ADMISSION_CAUSES } from './causes/helm/admission.ts';
import { INTERRUPTED, interrupted, UNKNOWN, unknown } from './causes/launch.ts';
import { RUNNING_CAUSES } from './causes/running.ts';
import { COMMAND_CAUSES, HELM_CAUSES, POD_CAUSES, SERVICE_CAUSES } from './causes/table.ts';
import type { WorkloadObservation } from './cluster.ts';
import { failingPods } from './clusterServices.ts';
import { type Diagnosis, type RankedDiagnosis, withoutConsequences } from './diagnosis.ts';
import { maskSecrets, plainLines } from './lines.ts';
import type { Observation } from './observation.ts';
import { serviceOfLine } from './serviceNames.ts';
import { situationOf } from './situation.ts';

/** All codes of diagnoses. */
export const DIAGNOSIS_CODES: readonly string[] = [
  ...new Set([
    ...[...COMMAND_CAUSES, ...HELM_CAUSES, ...POD_CAUSES, ...SERVICE_CAUSES, ...RUNNING_CAUSES].map(
      ({ code }) => code,
    ),
    INTERRUPTED,
    UNKNOWN,
  ]),
];

/** Characters; longer lines are cut. */
const MAX_SHOWN_LENGTH = 400;

function presentable(text: string): string {
  return plainLines(maskSecrets(text))
    .map((line) => (line.length > MAX_SHOWN_LENGTH ? `${line.slice(0, MAX_SHOWN_LENGTH)}…` : line))
    .join('\n');
}

function diagnosisOf(code: string, service: string | null, explanation: Explanation): Diagnosis {
  const { message, cause, evidence, suggestion } = explanation;
  return {
    code,
    service: explanation.service === undefined ? service : explanation.service,
    message: presentable(message),
    // A quoted message may already end with a period.
    cause: presentable(cause).replace(/(?<!\.)\.\.$/, '.'),
    evidence: evidence === undefined ? undefined : presentable(evidence),
    suggestion: presentable(suggestion),
  };
}

interface MatchOptions {
  /** The service of the subject; a cause may name another one. */
  readonly service: string | null | ((explanation: Explanation) => string | null);
  readonly fromCommand?: boolean;
}

/** The diagnosis of the first cause that explains the subject; empty if none does. */
function firstMatch<Subject>(
  causes: readonly Cause<Subject>[],
  subject: Subject,
  context: DiagnosisContext,
  { service, fromCommand = false }: MatchOptions,
): RankedDiagnosis[] {
  for (const { code, rank, find } of causes) {
    const explanation = find(subject, context);
    if (explanation) {
      const about = typeof service === 'function' ? service(explanation) : service;
      return [{ rank, fromCommand, diagnosis: diagnosisOf(code, about, explanation) }];
    }
  }
  return [];
}

/** Causes in the output of docker, else in the errors that the engine recorded for containers it could not start. */
function diagnoseDockerOutput(context: DiagnosisContext): RankedDiagnosis[] {
  const { output, services } = context;
  const found = firstMatch(COMMAND_CAUSES, output, context, {
    fromCommand: true,
    service: ({ evidence }) =>
      evidence === undefined
        ? null
        : serviceOfLine(evidence, output.slice(0, output.lastIndexOf(evidence) + 1), services),
  });
  if (found.length > 0) return found;
  return services.flatMap(({ name, isReady, error = '' }) =>
    firstMatch(COMMAND_CAUSES, isReady ? [] : plainLines(error), context, {
      service: name,
      fromCommand: true,
    }),
  );
}

/** Causes in the output of helm or kubectl. */
function diagnoseHelmOutput(context: DiagnosisContext): RankedDiagnosis[] {
  const { output, observation } = context;
  const found = firstMatch(HELM_CAUSES, output, context, { service: null, fromCommand: true });
  // bindstack does not let helm wait for the pods, so a failed helm has a reason that the pods cannot explain.
  const hasFailed = observation.phase === 'create' && output.length > 0;
  if (found.length > 0 || !hasFailed) return found;
  const diagnosis = diagnosisOf(UNKNOWN, null, { ...unknown(context), service: null });
  return [{ rank: 'cause', fromCommand: true, diagnosis }];
}

const DIAGNOSE_COMMAND = { docker: diagnoseDockerOutput, helm: diagnoseHelmOutput, none: () => [] };

/** The API server's errors for a controller that is not allowed to create its pods. */
function admissionErrors({ cluster }: Observation, { name, conditions }: WorkloadObservation): string[] {
  if (!cluster) return [];
  const sets = cluster.workloads.filter(({ owner }) => owner === name);
  const names = [name, ...sets.map((set) => set.name)];
  const events = cluster.events.filter(
    ({ reason, name: subject }) => reason === 'FailedCreate' && names.includes(subject),
  );
  const failures = [...conditions, ...sets.flatMap((set) => set.conditions)].filter(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  return [...events, ...failures].flatMap(({ message }) => plainLines(message ?? ''));
}

function diagnoseWorkloads(context: DiagnosisContext): RankedDiagnosis[] {
  const { observation } = context;
  return (observation.cluster?.workloads ?? [])
    .filter(({ kind, ready, desired }) => kind !== 'ReplicaSet' && ready < desired)
    .flatMap((workload) =>
      firstMatch(ADMISSION_CAUSES, admissionErrors(observation, workload), context, {
        service: workload.name,
      }),
    );
}

function diagnosePods(context: DiagnosisContext): RankedDiagnosis[] {
  const { cluster } = context.observation;
  return (cluster ? failingPods(cluster) : []).flatMap((subject) =>
    firstMatch(POD_CAUSES, subject, context, { service: subject.pod.workload ?? null }),
  );
}

/** @param explained diagnoses of workloads and pods, whose services are skipped */
function diagnoseServices(
  context: DiagnosisContext,
  explained: readonly RankedDiagnosis[],
): RankedDiagnosis[] {
  return context.services
    .filter(({ name }) => !explained.some(({ diagnosis }) => diagnosis.service === name))
    .flatMap((service) => firstMatch(SERVICE_CAUSES, service, context, { service: service.name }));
}

/** Causes in the responses of Weaviate: all that match. */
function diagnoseResponses(context: DiagnosisContext): RankedDiagnosis[] {
  const service = context.weaviate?.name ?? null;
  return RUNNING_CAUSES.flatMap((cause) => firstMatch([cause], context.observation, context, { service }));
}

function hasFailed({ phase, command }: Observation): boolean {
  return phase !== undefined || (command !== undefined && command.exitCode !== 0);
}

/**
 * Why a start failed, or what is wrong with a running stack: the most certain cause first, without its consequences;
 * empty if nothing is wrong. Pure.
 * @param adviceFor the remedies of the target
 */
export function diagnose(observation: Observation, adviceFor: AdviceFor): Diagnosis[] {
  const situation = situationOf(observation);
  const context = { ...situation, advice: adviceFor(situation) };
  const interruption = interrupted(context);
  if (interruption) return [diagnosisOf(INTERRUPTED, null, interruption)];
  const clusterDiagnoses = [...diagnoseWorkloads(context), ...diagnosePods(context)];
  const found = withoutConsequences(
    [
      ...DIAGNOSE_COMMAND[context.advice.program](context),
      ...clusterDiagnoses,
      ...diagnoseServices(context, clusterDiagnoses),
      ...diagnoseResponses(context),
    ],
    context,
  );
  if (found.length > 0 || !hasFailed(observation)) return found;
  return [diagnosisOf(UNKNOWN, null, unknown(context))];
}
