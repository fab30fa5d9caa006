import type { Weight } from './cause.ts';
import type { ServiceScene, Situation } from './situation.ts';

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
export interface Weighed {
  readonly weight: Weight;
  /** The whole launch ended there. */
  readonly ofCommand: boolean;
  readonly diagnosis: Diagnosis;
}

const ORDER: readonly Weight[] = ['cause', 'waiting', 'symptom', 'aside'];

/** Whether Weaviate has ended for another reason than the modules that it waited for. */
function hasOtherFault({ logged }: ServiceScene): boolean {
  return logged.some(({ level, text }) => level === 'fatal' && !text.includes("modules didn't initialize"));
}

/** What explains, the surest first: not how something ended beside why, nor what another's fault brought about. */
export function withoutConsequences(found: readonly Weighed[], situation: Situation): Diagnosis[] {
  const { inference, weaviate } = situation;
  const isAbout = (service: ServiceScene | undefined) => (one: Weighed) =>
    service !== undefined && one.diagnosis.service === service.name;

  const causes = found.filter(({ weight }) => weight === 'cause');
  const launchExplained = causes.some(({ ofCommand }) => ofCommand);
  const inferenceFails = found.some((one) => one.weight !== 'waiting' && isAbout(inference)(one));
  const waits = found.some(({ weight }) => weight === 'waiting');

  function explainedByOthers(one: Weighed): boolean {
    if (one.weight === 'cause' || one.weight === 'aside') return false;
    if (launchExplained) return true;
    // That the time was over says less than anything that was seen meanwhile.
    if (one.ofCommand) return found.some((other) => !other.ofCommand && other.weight !== 'aside');
    if (one.weight === 'waiting') return inferenceFails;
    if (causes.some(({ diagnosis }) => diagnosis.service === one.diagnosis.service)) return true;
    return (
      weaviate !== undefined &&
      isAbout(weaviate)(one) &&
      (waits || (inferenceFails && !hasOtherFault(weaviate)))
    );
  }

  return found
    .filter((one) => !explainedByOthers(one))
    .toSorted((a, b) => ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight))
    .map(({ diagnosis }) => diagnosis)
    .filter(
      ({ code, service }, index, all) =>
        all.findIndex((other) => other.code === code && other.service === service) === index,
    );
}
