import type { Cause, Finding } from './cause.ts';
import { INTERRUPTED, interrupted } from './causes/interrupted.ts';
import { COMMAND_CAUSES, RUNNING_CAUSES, SERVICE_CAUSES } from './causes/table.ts';
import { UNKNOWN, unknown } from './causes/unknown.ts';
import { type Weighed, withoutConsequences } from './consequences.ts';
import { serviceOfLine } from './containerName.ts';
import type { Diagnosis } from './diagnosis.ts';
import { plainLines } from './lines.ts';
import type { Observation } from './observation.ts';
import { type Scene, sceneOf } from './scene.ts';
import { masked } from './secrets.ts';

/** Every code that a diagnosis can have. */
export const DIAGNOSIS_CODES: readonly string[] = [
  ...new Set([
    ...[...COMMAND_CAUSES, ...SERVICE_CAUSES, ...RUNNING_CAUSES].map(({ code }) => code),
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

/** What the command said; where it said nothing of use, what the engine wrote into what it could not start. */
function ofCommand(scene: Scene): Weighed[] {
  const { said, services } = scene;
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

function ofServices(scene: Scene): Weighed[] {
  return scene.services.flatMap((service) => {
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
  const found = withoutConsequences([...ofCommand(scene), ...ofServices(scene), ...ofAnswers(scene)], scene);
  if (found.length > 0 || !hasFailed(observation)) return found;
  return [diagnosis(UNKNOWN, null, unknown(scene))];
}
