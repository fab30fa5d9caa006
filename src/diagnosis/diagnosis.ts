import type { Rank } from './cause.ts';
import type { AnalyzedService, Situation } from './situation.ts';

/** One thing that is wrong, and what to do about it. */
export interface Diagnosis {
  /** Stable name, for scripts: `inference-memory`, `port-taken`, … */
  readonly code: string;
  /** Name of the service that it is about; null for the whole stack or the machine. */
  readonly service: string | null;
  /** What happened, in one sentence without a full stop. */
  readonly message: string;
  /** Why, in plain words. */
  readonly cause: string;
  /** The lines that tell it, without control characters and secrets; of JSON, level, message and error. */
  readonly evidence: string | undefined;
  /** The exact command or key to change. */
  readonly suggestion: string;
}

/** A diagnosis with what it is worth beside others. */
export interface RankedDiagnosis {
  readonly rank: Rank;
  /** The whole launch ended there. */
  readonly fromCommand: boolean;
  readonly diagnosis: Diagnosis;
}

const RANK_ORDER: readonly Rank[] = ['cause', 'waiting', 'symptom', 'aside'];

/** Whether Weaviate has ended for another reason than the modules that it waited for. */
function hasOwnFault({ logEntries }: AnalyzedService): boolean {
  return logEntries.some(
    ({ level, text }) => level === 'fatal' && !text.includes("modules didn't initialize"),
  );
}

/** What explains, the surest first: not how something ended beside why, nor what another's fault brought about. */
export function withoutConsequences(found: readonly RankedDiagnosis[], situation: Situation): Diagnosis[] {
  const { inference, weaviate } = situation;
  const isAbout = (service: AnalyzedService | undefined) => (one: RankedDiagnosis) =>
    service !== undefined && one.diagnosis.service === service.name;

  const causes = found.filter(({ rank }) => rank === 'cause');
  const launchExplained = causes.some(({ fromCommand }) => fromCommand);
  const inferenceFails = found.some((one) => one.rank !== 'waiting' && isAbout(inference)(one));
  const waits = found.some(({ rank }) => rank === 'waiting');

  function explainedByOthers(one: RankedDiagnosis): boolean {
    if (one.rank === 'cause' || one.rank === 'aside') return false;
    if (launchExplained) return true;
    // That the time was over says less than anything that was seen meanwhile.
    if (one.fromCommand) return found.some((other) => !other.fromCommand && other.rank !== 'aside');
    if (one.rank === 'waiting') return inferenceFails;
    if (causes.some(({ diagnosis }) => diagnosis.service === one.diagnosis.service)) return true;
    return (
      weaviate !== undefined &&
      isAbout(weaviate)(one) &&
      (waits || (inferenceFails && !hasOwnFault(weaviate)))
    );
  }

  return found
    .filter((one) => !explainedByOthers(one))
    .toSorted((a, b) => RANK_ORDER.indexOf(a.rank) - RANK_ORDER.indexOf(b.rank))
    .map(({ diagnosis }) => diagnosis)
    .filter(
      ({ code, service }, index, all) =>
        all.findIndex((other) => other.code === code && other.service === service) === index,
    );
}
