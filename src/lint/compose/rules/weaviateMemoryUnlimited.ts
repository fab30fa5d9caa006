import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { memoryLimit } from '../resources.ts';
import { inferenceServiceOf, isFragment, isKnownUnset, variable, weaviatesWithBind } from '../roles.ts';

export const weaviateMemoryUnlimited: Rule<ComposeProject> = {
  id: 'weaviate-memory-unlimited',
  severity: 'info',
  summary: 'ImageBind has a memory limit, but Weaviate next to it has none.',
  why: 'Weaviate then takes whatever memory the machine has, including what ImageBind needs to load, and all its own memory checks (for imports and index growth) are off.',
  fix: 'Give Weaviate a `mem_limit`, and set `GOMEMLIMIT` to 80–90% of it.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: without a limit the log says `the soft memory limit is unlimited, so every memory-pressure check in this process is inert`; go_gc_gomemlimit_bytes 9.2e18; 50,000 vectors took 801 MiB at most',
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const inference = inferenceServiceOf(project, weaviate);
      if (!inference || inference === weaviate || !memoryLimit(inference)) continue;
      if (memoryLimit(weaviate) || isFragment(weaviate)) continue;
      const goLimit = variable(weaviate, 'GOMEMLIMIT');
      const limitResources = variable(weaviate, 'LIMIT_RESOURCES');
      if (goLimit ? goLimit.value !== 'off' && goLimit.value !== '' : !isKnownUnset(weaviate, 'GOMEMLIMIT'))
        continue;
      if (
        limitResources
          ? [undefined, 'true'].includes(limitResources.value)
          : !isKnownUnset(weaviate, 'LIMIT_RESOURCES')
      )
        continue;
      yield {
        place: weaviate.key,
        message: `${weaviate.name} has no memory limit, but ${inference.name} has one: Weaviate may take the memory that ImageBind needs to load`,
      };
    }
  },
};
