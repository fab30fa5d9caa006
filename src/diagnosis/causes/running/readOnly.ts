import { kubectl, weaviateVariable, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';
import type { Observation } from '../../observation.ts';

/** adapters/repos/db/resource_use.go:146; below the threshold the collections become writable again. */
const READ_ONLY =
  /Set READONLY, (?<what>disk|memory) usage currently at (?<used>[\d.]+)%, threshold set to (?<limit>[\d.]+)%/;

export const readOnly: Cause<Observation> = {
  code: 'read-only',
  weight: 'aside',
  find({ target }, scene) {
    const { weaviate } = scene;
    const match = lastMatch(weaviate?.lines ?? [], READ_ONLY);
    if (!match) return undefined;
    const isDisk = match.group('what') === 'disk';
    return {
      service: weaviate?.name ?? null,
      message: `Weaviate takes no more writes: ${isDisk ? 'the disk' : 'its memory'} is ${match.group('used')} % full`,
      cause: `Above ${match.group('limit')} % it makes all collections read-only.`,
      evidence: match.line,
      suggestion: isDisk
        ? `${target === 'compose' ? 'free some space (docker system df, docker image prune -a)' : target === 'helm' ? `a larger volume (${kubectl(scene, 'get pvc')})` : 'free some space'}, or raise the border: ${weaviateVariable(scene, 'DISK_USE_READONLY_PERCENTAGE', '95')}`
        : `${withFlags(scene, '--weaviate-memory 8g')}; the border is MEMORY_READONLY_PERCENTAGE`,
    };
  },
};
