import { orKey, withFlags } from '../../advice.ts';
import { logged } from '../../cause.ts';

/** usecases/config/config_handler.go:369. */
export const rbacAnonymous = logged(
  'rbac-with-anonymous',
  ['weaviate'],
  /cannot enable anonymous access and rbac authorization/,
  (_match, _service, scene) => ({
    message: 'Weaviate refuses RBAC together with anonymous access',
    cause: 'Both AUTHORIZATION_RBAC_ENABLED and AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED are on.',
    suggestion: orKey(
      withFlags(scene, '--auth api-key'),
      scene.observation.target === 'helm'
        ? 'authentication.anonymous_access.enabled: false'
        : 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
    ),
  }),
);
