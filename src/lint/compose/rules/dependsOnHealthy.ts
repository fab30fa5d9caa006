import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { healthCheckOf, waitForHealthy } from '../healthCheck.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import {
  dependenciesOf,
  imageBindServicesOf,
  inferenceServiceOf,
  isFragment,
  runsStub,
  weaviatesWithBind,
} from '../roles.ts';
import { isRestarted, isStack } from '../swarm.ts';

/** Whether `other` always starts with `service`: Compose refuses to wait for a service whose profile is not active. */
function startsTogetherWith(service: ComposeService, other: ComposeService): boolean {
  const [serviceProfiles, otherProfiles] = [service, other].map(({ map }) =>
    itemsOf(at(map, 'profiles')).map(textOf),
  );
  return (
    !otherProfiles?.length ||
    (serviceProfiles !== undefined &&
      serviceProfiles.length > 0 &&
      serviceProfiles.every((name) => otherProfiles.includes(name)))
  );
}

export const dependsOnHealthy: Rule<ComposeProject> = {
  id: 'depends-on-healthy',
  severity: 'info',
  summary: 'Weaviate does not wait until the model is loaded.',
  why: 'Weaviate waits 120 s for its modules and then exits. The short form of `depends_on` waits only until the other container has started. With a restart policy, Weaviate keeps restarting; without one, it stays down.',
  fix: 'Use the long form: `depends_on: {multi2vec-bind: {condition: service_healthy}}`.',
  evidence:
    'weaviate/weaviate adapters/handlers/rest/configure_api.go:1803; measured: exit code 1 after 121 s',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    // Swarm has no conditions; it restarts a task until it keeps running.
    if (isStack(project)) return;
    for (const weaviate of weaviatesWithBind(project)) {
      const inference = inferenceServiceOf(project, weaviate);
      if (!inference || inference === weaviate || runsStub(inference) || isFragment(weaviate)) continue;
      const dependency = dependenciesOf(weaviate).get(inference.name);
      if (dependency && dependency.condition !== 'service_started') continue;
      const staysDown = isRestarted(project, weaviate) === false;
      const loadsModel = imageBindServicesOf(project).includes(inference);
      yield {
        place: dependency?.located.place ?? weaviate.key,
        severity: staysDown && loadsModel ? 'warning' : 'info',
        message: `${weaviate.name} does not wait until ${inference.name} is healthy${staysDown ? ', and is not restarted when it exits after 120 s' : ''}`,
        suggestion: `use the long form in ${weaviate.name}: depends_on: {${inference.name}: {condition: service_healthy}}`,
        changes:
          healthCheckOf(inference) && startsTogetherWith(weaviate, inference)
            ? waitForHealthy(weaviate, inference.name)
            : [],
      };
    }
  },
};
