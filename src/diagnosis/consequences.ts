import type { Weight } from './cause.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Scene, ServiceScene } from './scene.ts';

/** A finding with what it is worth beside others. */
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
export function withoutConsequences(found: readonly Weighed[], scene: Scene): Diagnosis[] {
  const { inference, weaviate } = scene;
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
