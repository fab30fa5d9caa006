import { CONTAINER_DATA_PATH } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import { containerPath, mayBeMounted, mountTargets } from '../mounts.ts';
import type { ComposeProject } from '../project.ts';
import { isFragment, variable, weaviatesOf } from '../roles.ts';

export const dataPath: Rule<ComposeProject> = {
  id: 'data-path',
  severity: 'error',
  summary: 'Weaviate stores its data outside the volume.',
  why: 'Without `PERSISTENCE_DATA_PATH`, the data is in `./data` inside the container, no matter what is mounted at /var/lib/weaviate, and it is deleted with the container.',
  fix: 'Set `PERSISTENCE_DATA_PATH` to the path where the volume is mounted.',
  evidence: 'weaviate/weaviate usecases/config/config_handler.go:999',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'PERSISTENCE_DATA_PATH');
      if (weaviate.environment.incomplete || isFragment(weaviate)) continue;
      if (mayBeMounted(weaviate, containerPath(entry?.partial ?? './data'))) continue;
      const path = entry?.display ?? './data';
      const dataVolume = mountTargets(weaviate).find(
        (target) => target.replace(/\/+$/, '') === CONTAINER_DATA_PATH,
      );
      yield {
        place: entry?.place ?? weaviate.key,
        severity: dataVolume ? 'error' : 'info',
        message: dataVolume
          ? `${weaviate.name} stores its data in ${path}, outside the volume at ${dataVolume}: the data is lost with the container`
          : `${weaviate.name} stores its data in ${path} inside the container: the data is lost with the container`,
        suggestion: dataVolume
          ? `set PERSISTENCE_DATA_PATH: ${CONTAINER_DATA_PATH}`
          : 'mount a volume there, unless you do not need to keep the data',
        changes: dataVolume ? setVariable(weaviate, 'PERSISTENCE_DATA_PATH', CONTAINER_DATA_PATH) : [],
      };
    }
  },
};
