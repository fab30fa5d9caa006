import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { inferenceServiceOf, weaviatesWithBind } from '../roles.ts';

function profilesOf({ map }: ComposeService): (string | undefined)[] {
  return itemsOf(at(map, 'profiles')).map(textOf);
}

export const inferenceProfile: Rule<ComposeProject> = {
  id: 'inference-profile',
  severity: 'warning',
  summary: 'The inference service starts only with a profile, but Weaviate starts without it.',
  why: 'Without the profile, Weaviate waits 120 s for a service that is not running, then exits. With `depends_on`, Compose rejects the project.',
  fix: 'Start with `--profile NAME`, set `COMPOSE_PROFILES`, or give Weaviate the same profile.',
  evidence: 'Measured with Docker Compose 2.26.1: depends on undefined service',
  *check(project) {
    const active = (project.variables.get('COMPOSE_PROFILES') ?? '').split(',');
    for (const weaviate of weaviatesWithBind(project)) {
      const inference = inferenceServiceOf(project, weaviate);
      const profiles = inference ? profilesOf(inference) : [];
      const weaviateProfiles = profilesOf(weaviate);
      if (!inference || profiles.length === 0 || [...profiles, ...weaviateProfiles].includes(undefined))
        continue;
      if (
        profiles.some(
          (name) => weaviateProfiles.includes(name) || active.includes(name ?? '') || active.includes('*'),
        )
      )
        continue;
      const { place } = at(inference.map, 'profiles') ?? inference.map;
      yield {
        place,
        suggestion: `start with --profile ${profiles[0]}, set COMPOSE_PROFILES=${profiles[0]}, or give ${weaviate.name} the same profile`,
        message: `${inference.name} starts only with the profile ${profiles.join(' or ')}, but ${weaviate.name} starts without it`,
      };
    }
  },
};
