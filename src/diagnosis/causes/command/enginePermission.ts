import { said } from '../../cause.ts';

export const enginePermission = said(
  'engine-permission',
  /permission denied while trying to connect to the (?:Docker daemon socket|docker API)|dial unix \S+: connect: permission denied/,
  () => ({
    service: null,
    message: 'this user may not use the Docker engine',
    cause: 'The engine runs; its socket is open to root and to the group docker only.',
    suggestion: 'sudo usermod -aG docker "$USER", log in anew, then bindstack up; or run it with sudo',
  }),
);
