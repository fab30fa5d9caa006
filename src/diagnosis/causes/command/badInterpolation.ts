import { said } from '../../cause.ts';

/** What follows the name shows the value, which may be a key with `$` in it: it is no evidence. */
export const badInterpolation = said(
  'bad-interpolation',
  /invalid interpolation format for (?<key>[\w.[\]-]*\w)/,
  ({ group }) => ({
    evidence: `invalid interpolation format for ${group('key')}`,
    message: `Compose cannot read the $ in ${group('key')}`,
    cause: 'Compose takes $ for the beginning of a variable.',
    suggestion: `write $$ for each $ that is meant as such in ${group('key')}, or move the value to .env in single quotes`,
  }),
);
