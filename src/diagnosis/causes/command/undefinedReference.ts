import { said } from '../../cause.ts';

export const undefinedReference = said(
  'undefined-reference',
  /service "(?<service>[^"]+)" (?:refers to undefined (?<kind>volume|network|secret|config) (?<name>[^:\s]+)|depends on undefined service "?(?<other>[^":\s]+))/,
  ({ group }) => {
    const kind = group('kind') || 'service';
    const name = group('name') || group('other');
    return {
      service: group('service'),
      message: `the service ${group('service')} names the ${kind} ${name}, which is not in the file`,
      cause: `Every ${kind} that a service names must be declared.`,
      suggestion: `add ${name} under ${kind}s:, or mend the name in services.${group('service')}; bindstack validate docker-compose.yml shows the line`,
    };
  },
);
