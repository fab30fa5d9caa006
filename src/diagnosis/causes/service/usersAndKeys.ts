import { logged } from '../../cause.ts';

/** usecases/auth/authentication/apikey/client.go. */
export const usersAndKeys = logged(
  'users-and-keys-differ',
  ['weaviate'],
  /length of users and keys must match/,
  () => ({
    message: 'there are not as many users as API keys',
    cause:
      'AUTHENTICATION_APIKEY_USERS and AUTHENTICATION_APIKEY_ALLOWED_KEYS belong together by their order; one user may hold all keys.',
    suggestion:
      'AUTHENTICATION_APIKEY_USERS with one name, or with as many as there are keys; bindstack generate --auth api-key writes both',
  }),
);
