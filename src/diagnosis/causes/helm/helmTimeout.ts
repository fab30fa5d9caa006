import { kubectl, up } from '../../advice.ts';
import type { Cause, Said } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** helm 3: `timed out waiting for the condition`; helm 4 names each resource that is not ready before. */
const TIME_OVER = /context deadline exceeded|timed out waiting for the condition/;

/** Only that it took too long: what the pods show tells why. */
export const helmTimeout: Cause<Said> = {
  code: 'helm-timeout',
  weight: 'symptom',
  find(lines, scene) {
    const match = lastMatch(lines, TIME_OVER);
    if (!match) return undefined;
    const last = lastMatch(lines, /resource \S+ not ready/);
    return {
      message: 'helm waited until its time was over',
      cause: last === undefined ? 'Something did not become ready.' : `It says: ${last.line}.`,
      evidence: last?.line ?? match.line,
      suggestion: `${kubectl(scene, 'get pods,events')} shows what is not ready; more time: ${up(scene)} --timeout 1800s`,
    };
  },
};
