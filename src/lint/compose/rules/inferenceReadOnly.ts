import { isFullyKnown } from '../../../formats/partialText.ts';
import { at, partialTextOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf } from '../roles.ts';

/** The image's own user, and those that may write everywhere. */
const WRITING_USERS = new Set(['app', '1000', 'root', '0']);

export const inferenceReadOnly: Rule<ComposeProject> = {
  id: 'inference-read-only',
  severity: 'warning',
  summary: 'The inference service cannot write into its own directory.',
  why: 'Audio, video and IMU data go through temporary files in `/app`. With `read_only`, or as another user, these fail with `cannot access local variable`; text, images, thermal and depth still work.',
  fix: 'Leave `read_only` and `user` out for this service.',
  evidence: 'multi2vec-bind-inference bind_data.py:103-118, Dockerfile:18 (uid 1000)',
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const readOnly = at(service.map, 'read_only');
      if (readOnly && textOf(readOnly) === 'true') {
        yield {
          place: readOnly.place,
          message: `${service.name} is read-only: audio, video and IMU data need temporary files in /app`,
        };
      }
      const user = at(service.map, 'user');
      const [name = 'app'] = partialTextOf(user)?.split(':') ?? [];
      if (user && isFullyKnown(name) && !WRITING_USERS.has(name)) {
        yield {
          place: user.place,
          message: `as user ${textOf(user) ?? name} the server cannot write its temporary files for audio, video and IMU data`,
        };
      }
    }
  },
};
