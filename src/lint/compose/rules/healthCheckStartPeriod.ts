import { FASTEST_LOAD, LOAD_BUDGET, MIN_LOAD_BUDGET, SLOW_LOAD } from '../../../facts/resources.ts';
import { secondsText } from '../../../formats/duration.ts';
import { setScalar } from '../../../yaml/change.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule, Severity } from '../../rule.ts';
import { healthCheckOf } from '../healthCheck.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, isWaitedFor } from '../roles.ts';
import { supportsStartPeriod } from '../swarm.ts';

/** An error if `up` fails even on a fast machine; an info only if nothing waits and a fast machine loads in time. */
function severityOf(tolerance: number, awaited: boolean): Severity {
  if (awaited && tolerance < FASTEST_LOAD) return 'error';
  return awaited || tolerance < MIN_LOAD_BUDGET ? 'warning' : 'info';
}

export const healthCheckStartPeriod: Rule<ComposeProject> = {
  id: 'health-check-start-period',
  severity: 'warning',
  summary: 'The health check gives up before the model is loaded.',
  why: 'The port opens once the model is loaded: after 20 to 40 s on a fast machine, after minutes on a slow one. Until then every check fails. As soon as a service is unhealthy, `docker compose up` exits with an error, even if the service becomes healthy later.',
  fix: 'Set `start_period: 600s`: failures do not count during this time, and a success ends it early.',
  evidence:
    'Measured: ready after 17 to 40 s; weaviate/weaviate test/docker/bind.go allows 240 s; docker/compose pkg/compose/convergence.go',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const check = healthCheckOf(service);
      if (check?.secondsUntilUnhealthy === undefined || check.secondsUntilUnhealthy >= SLOW_LOAD) continue;
      const written = at(check.located, 'start_period');
      const path = [...check.located.path, 'start_period'];
      const budget = secondsText(LOAD_BUDGET);
      yield {
        place: (written ?? check.located).place,
        severity: severityOf(check.secondsUntilUnhealthy, isWaitedFor(project, service.name)),
        message: `${service.name} becomes unhealthy after ${Math.round(check.secondsUntilUnhealthy)} s, but loading the model takes 20 s to several minutes`,
        changes: !supportsStartPeriod(project)
          ? []
          : written
            ? setScalar(written, budget)
            : [{ op: 'set', path, value: budget }],
      };
    }
  },
};
