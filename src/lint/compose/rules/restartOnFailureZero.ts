import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';

export const restartOnFailureZero: Rule<ComposeProject> = {
  id: 'restart-on-failure-zero',
  severity: 'info',
  summary: '`restart: on-failure:0` restarts forever.',
  why: 'Zero means "no maximum", not "never". A Weaviate server that exits every 120 s because the model is not loaded is restarted each time, which looks like a slow start.',
  fix: 'Use `unless-stopped`, or a maximum such as `on-failure:3`.',
  evidence: 'Measured with Docker Engine 20.10: six restarts in 12 s; moby restartmanager',
  *check({ services }) {
    for (const { map } of services) {
      const restart = at(map, 'restart');
      if (!restart || textOf(restart) !== 'on-failure:0') continue;
      yield { place: restart.place, message: 'on-failure:0 restarts forever: zero means no maximum' };
    }
  },
};
