import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedModel } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

export const inferenceUser: Rule<ChartValues> = {
  id: 'values-inference-user',
  severity: 'warning',
  summary: 'The inference server runs as a user without write access to its files.',
  why: 'The server writes audio, video and IMU data to temporary files in `/app`, which belongs to user 1000 in the image. As another user it responds to such requests with 500, `cannot access local variable …`; text and images work.',
  fix: 'Remove `runAsUser`, or set it to 1000.',
  evidence: 'multi2vec-bind-inference Dockerfile: chown -R app /app; bind_data.py:103-118',
  *check(values) {
    const user = at(deployedModel(values), 'securityContext', 'runAsUser');
    const text = textOf(user);
    // Root can write everywhere.
    if (!user || text === undefined || text === '1000' || text === '0') return;
    const message = `the inference server runs as user ${text}, who cannot write to /app: audio, video and IMU data fail`;
    yield { place: user.place, message };
  },
};
