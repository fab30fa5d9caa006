import type { Rule } from '../../rule.ts';
import { healthCheckOf, standardHealthCheck } from '../healthCheck.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, isFragment, isWaitedFor, isWeaviate, weaviatesOf } from '../roles.ts';

export const healthCheckMissing: Rule<ComposeProject> = {
  id: 'health-check-missing',
  severity: 'info',
  summary: 'A service has no health check.',
  why: 'Neither image has one. Without it, nothing can wait until the model is loaded, `docker compose up --wait` treats a service as ready as soon as it has started, and a service that waits for `service_healthy` never starts.',
  fix: 'Request `/.well-known/ready` (Weaviate: `/v1/.well-known/ready`) with wget, which both images have.',
  evidence:
    'multi2vec-bind-inference Dockerfile, weaviate Dockerfile: no HEALTHCHECK; docker/compose pkg/compose/convergence.go',
  fixable: true,
  *check(project) {
    for (const service of [...imageBindServicesOf(project), ...weaviatesOf(project)]) {
      // A custom image may define one.
      if (healthCheckOf(service) || service.map.entries.has('build') || isFragment(service)) continue;
      const isAwaited = isWaitedFor(project, service.name);
      const isDisabled = service.map.entries.has('healthcheck');
      const value = standardHealthCheck(project, service);
      yield {
        place: service.key,
        severity: isAwaited ? 'error' : 'info',
        message: isAwaited
          ? `${service.name} has no health check, but another service waits for it to be healthy`
          : `${service.name} has no health check, so nothing can wait until it is ready`,
        suggestion: `request ${isWeaviate(service) ? '/v1/.well-known/ready' : '/.well-known/ready'} with wget, which its image has`,
        changes:
          isDisabled || !value ? [] : [{ op: 'set', path: [...service.map.path, 'healthcheck'], value }],
      };
    }
  },
};
