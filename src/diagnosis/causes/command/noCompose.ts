import { said } from '../../cause.ts';

/** Measured with the CLI 28.2.2 without the plugin: `docker compose version` 1, `docker compose up -d` 125. */
export const noCompose = said(
  'no-compose',
  /unknown shorthand flag: '\w' in -\w|docker: unknown command: docker compose|docker: 'compose' is not a docker command|unknown flag: --(?:file|project-directory|project-name)\b/,
  () => ({
    service: null,
    message: 'docker has no Compose v2',
    cause: 'Compose v2 is a plugin of docker, and docker does not find it.',
    suggestion:
      'install it: apt-get install docker-compose-plugin (from the repository of Docker), or the file docker-compose in ~/.docker/cli-plugins; then docker compose version',
  }),
);
