import { logged } from '../../cause.ts';

/** usecases/config/environment.go:879. */
export const timeoutWithoutUnit = logged(
  'timeout-without-unit',
  ['weaviate'],
  /parse MODULES_CLIENT_TIMEOUT as time\.Duration: .* "(?<value>[^"]*)"/,
  ({ group }) => {
    const isNumber = /^\d+$/.test(group('value'));
    return {
      message: `MODULES_CLIENT_TIMEOUT is no duration: "${group('value')}"`,
      cause: 'Weaviate reads it as Go does, and a number needs its unit.',
      suggestion: `MODULES_CLIENT_TIMEOUT: ${isNumber ? group('value') : '300'}s in the service weaviate; bindstack generate --inference-timeout 300s writes it`,
    };
  },
);
