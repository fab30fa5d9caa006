import { said } from '../../cause.ts';

/** Measured with Compose 2.26.1: whoever waits with `condition: service_healthy` fails at once. */
export const noHealthCheck = said(
  'no-health-check',
  /container (?<container>[\w.-]+) has no healthcheck configured/,
  ({ group }) => ({
    message: `the container ${group('container')} is awaited and has no health check`,
    cause:
      'depends_on with condition: service_healthy waits for a check, and neither the service nor its image has one.',
    suggestion:
      'bindstack validate --fix docker-compose.yml adds one; by hand: healthcheck: {test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"], start_period: 600s}',
  }),
);
