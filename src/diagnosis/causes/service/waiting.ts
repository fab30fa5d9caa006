import type { Cause, Finding, Weight } from '../../cause.ts';
import { type LineMatch, lastMatch } from '../../lines.ts';
import type { Scene, ServiceScene } from '../../scene.ts';

const GAVE_UP = /init context expired before remote was ready/;

/** Each second for 120 s, and once more in the last line (W: modules/multi2vec-bind/clients/startup.go). */
const NOT_READY = /multi2vec-bind inference service not ready|init context expired before remote was ready/;

/** How long Weaviate waits, which is the same for every reason. */
export function gaveUp({ hasEnded, lines }: ServiceScene): string {
  const isOver = hasEnded || lines.some((line) => GAVE_UP.test(line));
  return isOver ? 'Weaviate waited 120 s for it and ended' : 'Weaviate waits for it, 120 s at most';
}

/** A reason for which Weaviate does not see the inference service, in the last line about it. */
export function waitingFor(
  code: string,
  weight: Weight,
  pattern: RegExp,
  explain: (match: LineMatch, weaviate: ServiceScene, scene: Scene) => Finding | undefined,
): Cause<ServiceScene> {
  return {
    code,
    weight,
    find(service, scene) {
      if (service.role !== 'weaviate' || service.isReady) return undefined;
      const line = lastMatch(service.lines, NOT_READY)?.line;
      const match = line === undefined ? undefined : lastMatch([line], pattern);
      const explained = match && explain(match, service, scene);
      return explained && { evidence: line, ...explained };
    },
  };
}

/** The name of the inference service, or what it is called in the documentation. */
export function nameOf({ inference }: Scene): string {
  return inference?.name ?? 'multi2vec-bind';
}
