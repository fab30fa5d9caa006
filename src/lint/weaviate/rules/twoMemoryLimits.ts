import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

export const twoMemoryLimits: WeaviateRule = {
  id: 'two-memory-limits',
  severity: 'info',
  summary: '`LIMIT_RESOURCES` and `GOMEMLIMIT` both set the memory limit of Go.',
  why: 'Only one of them takes effect. Since Weaviate 1.29 that is `GOMEMLIMIT`, despite what the documentation says: `LIMIT_RESOURCES` then sets only the number of CPUs, although the log says `memory: 80%`. Before 1.29, the 80% of `LIMIT_RESOURCES` replaced `GOMEMLIMIT`.',
  fix: 'Keep only one of the two.',
  evidence:
    'Measured with Weaviate 1.38.11, 1.39.3, and 1.38.14 in a container of 2 GiB: with LIMIT_RESOURCES=true and GOMEMLIMIT=300MiB go_gc_gomemlimit_bytes is 300 MiB, without GOMEMLIMIT 80% of 2 GiB; weaviate/weaviate go.mod: automemlimit 0.3.0 until 1.28, 0.7.0 from 1.29.0, whose SetGoMemLimit skips where GOMEMLIMIT is set',
  *check(weaviate) {
    const limit = weaviate.variable('GOMEMLIMIT');
    const other = weaviate.variable('LIMIT_RESOURCES');
    // Only exactly "true" enables it.
    if (other?.value !== 'true' || !limit?.value) return;
    const older =
      weaviate.version !== undefined &&
      !hasReached(weaviate.version, MINIMUM_VERSIONS.gomemlimitOverLimitResources);
    yield {
      place: other.place,
      message: older
        ? `LIMIT_RESOURCES replaces GOMEMLIMIT ${limit.value} with 80% of the memory`
        : `GOMEMLIMIT ${limit.value} takes effect, not the 80% of the memory that LIMIT_RESOURCES would set`,
    };
  },
};
