import { isFullyKnown } from '../../../formats/partialText.ts';
import { at, partialTextOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf } from '../roles.ts';

/** The user of the image, and root, who can write everywhere. */
const USERS_WITH_WRITE_ACCESS = new Set(['app', '1000', 'root', '0']);

export const inferenceReadOnly: Rule<ComposeProject> = {
  id: 'inference-read-only',
  severity: 'warning',
  summary: 'The inference service cannot write to its own directory.',
  why: 'The server writes audio, video and IMU input to temporary files in `/app`. With `read_only`, or as another user, these requests fail with `cannot access local variable`; text, images, thermal and depth still work.',
  fix: 'Remove `read_only` and `user` from this service.',
  evidence: 'multi2vec-bind-inference bind_data.py:103-118, Dockerfile:18 (uid 1000)',
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const readOnly = at(service.map, 'read_only');
      if (readOnly && textOf(readOnly) === 'true') {
        yield {
          place: readOnly.place,
          message: `${service.name} is read-only, but audio, video and IMU input needs temporary files in /app`,
        };
      }
      const user = at(service.map, 'user');
      const [name = 'app'] = partialTextOf(user)?.split(':') ?? [];
      if (user && isFullyKnown(name) && !USERS_WITH_WRITE_ACCESS.has(name)) {
        yield {
          place: user.place,
          message: `as user ${textOf(user) ?? name}, the server cannot write its temporary files for audio, video and IMU input`,
        };
      }
    }
  },
};
