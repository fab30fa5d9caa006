import { logged } from '../../cause.ts';

/** usecases/config/config_handler.go:369. */
export const rbacAnonymous = logged(
  'rbac-with-anonymous',
  ['weaviate'],
  /cannot enable anonymous access and rbac authorization/,
  () => ({
    message: 'Weaviate refuses RBAC together with anonymous access',
    cause: 'Both AUTHORIZATION_RBAC_ENABLED and AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED are on.',
    suggestion:
      'bindstack generate --auth api-key, then bindstack up; in a file of your own: AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
  }),
);
