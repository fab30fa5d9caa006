import { said } from '../../cause.ts';

export const externalMissing = said(
  'external-missing',
  /(?:external (?<kind>volume|network) "?(?<name>[\w.-]+)"? not found|network (?<network>[\w.-]+) declared as external, but could not be found|Error response from daemon: network (?<gone>[\w.-]+) not found)/,
  ({ group }) => {
    const name = group('name') || group('network') || group('gone');
    const kind = group('kind') || 'network';
    return {
      service: null,
      message: `there is no ${kind} ${name}`,
      cause: `The Compose file says external: true, so that Compose does not make it.`,
      suggestion: `docker ${kind} create ${name}, or remove external: true`,
    };
  },
);
