import type { Rank } from './cause.ts';
import type { AnalyzedService, Situation } from './situation.ts';

/** One problem and what to do about it. */
export interface Diagnosis {
  /** Stable name for scripts: `inference-memory`, `port-taken`, … */
  readonly code: string;
  /** Name of the affected service; null for the whole stack or the machine. */
  readonly service: string | null;
  /** What happened: one sentence without a final period. */
  readonly message: string;
  /** Why it happened. */
  readonly cause: string;
  /** The lines that show it, without control characters and secrets; for JSON lines, the level, message and error. */
  readonly evidence: string | undefined;
  /** What to do: the exact command to run or key to change. */
  readonly suggestion: string;
}

/** A diagnosis with its rank among others. */
export interface RankedDiagnosis {
  readonly rank: Rank;
  /** Found in the output of the failed command, which ended the launch. */
  readonly fromCommand: boolean;
  readonly diagnosis: Diagnosis;
}

const RANK_ORDER: readonly Rank[] = ['cause', 'waiting', 'symptom', 'additional'];

/** Whether Weaviate exited for a reason other than its modules not becoming ready. */
function hasOwnFault({ logEntries }: AnalyzedService): boolean {
  return logEntries.some(
    ({ level, text }) => level === 'fatal' && !text.includes("modules didn't initialize"),
  );
}

/** The diagnoses without duplicates and without those that only follow from others; the most certain first. */
export function withoutConsequences(found: readonly RankedDiagnosis[], situation: Situation): Diagnosis[] {
  const { inference, weaviate } = situation;
  const isAbout = (service: AnalyzedService | undefined) => (item: RankedDiagnosis) =>
    service !== undefined && item.diagnosis.service === service.name;

  const causes = found.filter(({ rank }) => rank === 'cause');
  const launchExplained = causes.some(({ fromCommand }) => fromCommand);
  const inferenceFails = found.some((item) => item.rank !== 'waiting' && isAbout(inference)(item));
  const isWaiting = found.some(({ rank }) => rank === 'waiting');

  function isConsequence(item: RankedDiagnosis): boolean {
    if (item.rank === 'cause' || item.rank === 'additional') return false;
    if (launchExplained) return true;
    // A timeout of the command says less than anything that was observed in the meantime.
    if (item.fromCommand) return found.some((other) => !other.fromCommand && other.rank !== 'additional');
    if (item.rank === 'waiting') return inferenceFails;
    if (causes.some(({ diagnosis }) => diagnosis.service === item.diagnosis.service)) return true;
    return (
      weaviate !== undefined &&
      isAbout(weaviate)(item) &&
      (isWaiting || (inferenceFails && !hasOwnFault(weaviate)))
    );
  }

  return found
    .filter((item) => !isConsequence(item))
    .toSorted((a, b) => RANK_ORDER.indexOf(a.rank) - RANK_ORDER.indexOf(b.rank))
    .map(({ diagnosis }) => diagnosis)
    .filter(
      ({ code, service }, index, all) =>
        all.findIndex((other) => other.code === code && other.service === service) === index,
    );
}
