import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';

export const restartOnFailureZero: Rule<ComposeProject> = {
  id: 'restart-on-failure-zero',
  severity: 'info',
  summary: '`restart: on-failure:0` restarts without end.',
  why: 'Zero means "no maximum", not "never". A Weaviate that ends every 120 s because the model is not loaded is restarted again and again, which looks like a slow start.',
  fix: 'Say what is meant: `unless-stopped`, or `on-failure:3`.',
  evidence: 'measured with Docker Engine 20.10: six restarts in 12 s; moby restartmanager',
  *check({ services }) {
    for (const { map } of services) {
      const restart = at(map, 'restart');
      if (!restart || textOf(restart) !== 'on-failure:0') continue;
      yield { place: restart.place, message: 'on-failure:0 restarts without end: zero is no maximum' };
    }
  },
};
