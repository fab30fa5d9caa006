import { weaviateVariable, withFlags } from '../../advice.ts';
import { logged } from '../../cause.ts';

/** usecases/config/environment.go:879. */
export const timeoutWithoutUnit = logged(
  'timeout-without-unit',
  ['weaviate'],
  /parse MODULES_CLIENT_TIMEOUT as time\.Duration: .* "(?<value>[^"]*)"/,
  ({ group }, _service, scene) => {
    const isNumber = /^\d+$/.test(group('value'));
    return {
      message: `MODULES_CLIENT_TIMEOUT is no duration: "${group('value')}"`,
      cause: 'Weaviate reads it as Go does, and a number needs its unit.',
      suggestion: `${weaviateVariable(scene, 'MODULES_CLIENT_TIMEOUT', `${isNumber ? group('value') : '300'}s`)}; or ${withFlags(scene, '--inference-timeout 300s')}`,
    };
  },
);
