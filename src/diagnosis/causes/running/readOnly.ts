import type { Cause } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';
import type { Observation } from '../../observation.ts';

/** adapters/repos/db/resource_use.go:146; below the threshold the collections become writable again. */
const READ_ONLY =
  /Set READONLY, (?<what>disk|memory) usage currently at (?<used>[\d.]+)%, threshold set to (?<limit>[\d.]+)%/;

export const readOnly: Cause<Observation> = {
  code: 'read-only',
  weight: 'aside',
  find(_observation, { weaviate }) {
    const match = lastMatch(weaviate?.lines ?? [], READ_ONLY);
    if (!match) return undefined;
    const isDisk = match.group('what') === 'disk';
    return {
      service: weaviate?.name ?? null,
      message: `Weaviate takes no more writes: ${isDisk ? 'the disk' : 'its memory'} is ${match.group('used')} % full`,
      cause: `Above ${match.group('limit')} % it makes all collections read-only.`,
      evidence: match.line,
      suggestion: isDisk
        ? 'free some space (docker system df, docker image prune -a), or raise the border: --env DISK_USE_READONLY_PERCENTAGE=95'
        : 'bindstack generate --weaviate-memory 8g, then bindstack up; the border is MEMORY_READONLY_PERCENTAGE',
    };
  },
};
