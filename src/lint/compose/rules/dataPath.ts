import { CONTAINER_DATA_PATH } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import { containerPath, mayBeMounted, mountTargets } from '../mounts.ts';
import type { ComposeProject } from '../project.ts';
import { isFragment, variable, weaviatesOf } from '../roles.ts';

export const dataPath: Rule<ComposeProject> = {
  id: 'data-path',
  severity: 'error',
  summary: 'Weaviate keeps its data outside of the volume.',
  why: 'Without `PERSISTENCE_DATA_PATH` the data lie in `./data` inside the container, whatever is mounted at /var/lib/weaviate; they are gone when the container is.',
  fix: 'Set `PERSISTENCE_DATA_PATH` to where the volume is mounted.',
  evidence: 'weaviate/weaviate usecases/config/config_handler.go:999',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'PERSISTENCE_DATA_PATH');
      if (weaviate.environment.incomplete || isFragment(weaviate)) continue;
      if (mayBeMounted(weaviate, containerPath(entry?.partial ?? './data'))) continue;
      const path = entry?.display ?? './data';
      const meant = mountTargets(weaviate).find(
        (target) => target.replace(/\/+$/, '') === CONTAINER_DATA_PATH,
      );
      yield {
        place: entry?.place ?? weaviate.key,
        severity: meant ? 'error' : 'info',
        message: meant
          ? `${weaviate.name} keeps its data in ${path}, outside of the volume at ${meant}: they are lost with the container`
          : `${weaviate.name} keeps its data in ${path} inside the container: they are lost with it`,
        suggestion: meant
          ? `PERSISTENCE_DATA_PATH: ${CONTAINER_DATA_PATH}`
          : 'mount a volume where the data are, or leave it if nothing is to be kept',
        changes: meant ? setVariable(weaviate, 'PERSISTENCE_DATA_PATH', CONTAINER_DATA_PATH) : [],
      };
    }
  },
};
