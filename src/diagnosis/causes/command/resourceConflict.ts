import { said } from '../../cause.ts';

/** compose-go loader/validate.go: a limit that is not set in `deploy` counts as a different one. */
export const resourceConflict = said(
  'resource-conflict',
  /services\.(?<service>[^\s:]+): can't set distinct values on '(?<old>\w+)' and '(?<now>[\w.]+)'/,
  ({ group }) => ({
    service: group('service'),
    message: `${group('old')} and ${group('now')} of the service ${group('service')} differ`,
    cause: `Both set the same limit, and ${group('now')} counts as different when it is not set while deploy.resources.limits is there.`,
    suggestion: `remove ${group('old')} from services.${group('service')} and keep ${group('now')}; bindstack validate docker-compose.yml shows both`,
  }),
);
