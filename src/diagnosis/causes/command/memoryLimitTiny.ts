import { said } from '../../cause.ts';

export const memoryLimitTiny = said(
  'memory-limit-tiny',
  /Minimum memory limit allowed is (?<least>\w+)/,
  ({ group }) => ({
    message: `a memory limit is below ${group('least')}`,
    cause:
      'The engine allows no less. Most likely the unit is missing or wrong: 12m is 12 MiB, 12g is 12 GiB.',
    suggestion:
      'bindstack generate --inference-memory 12g --weaviate-memory 4g, then bindstack up; in a file of your own: mem_limit: 12g',
  }),
);
