import { at, entriesOf, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { adminListSwitch, allowsAnonymousAccess } from '../authentication.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules } from '../enabledModules.ts';
import { isTruthy } from '../helmValue.ts';

const SERVICES = [
  ['service', 'REST'],
  ['grpcService', 'gRPC'],
] as const;

/** Whether a Service is a public load balancer: no source ranges, and no annotation that makes it internal. */
function isPublic({ root }: ChartValues, name: string): boolean {
  const service = at(root, name);
  if (name === 'grpcService' && !isTruthy(at(service, 'enabled'), true)) return false;
  if ((textOf(at(service, 'type')) ?? 'LoadBalancer') !== 'LoadBalancer') return false;
  if (itemsOf(at(service, 'loadBalancerSourceRanges')).some((range) => textOf(range) !== '0.0.0.0/0'))
    return false;
  const annotations = [...entriesOf(at(service, 'annotations'))];
  return !annotations.some(([key, { value }]) =>
    /internal|private|metallb|subnet/i.test(`${key} ${textOf(value)}`),
  );
}

export const publicAnonymous: Rule<ChartValues> = {
  id: 'values-public-anonymous',
  severity: 'warning',
  summary: 'The database may be open to the internet without an API key.',
  why: 'By default both Services are of type LoadBalancer and anonymous access is enabled. In a cloud, this exposes the database for reading and writing.',
  fix: 'Set `service.type` and `grpcService.type` to ClusterIP, or set `authentication.anonymous_access.enabled` to false and configure API keys.',
  evidence: 'weaviate-helm 17.8.3 values.yaml: service, grpcService, authentication; weaviate-helm#237',
  *check(values) {
    // With an admin list, anonymous users have no permissions.
    if (!allowsAnonymousAccess(values) || adminListSwitch(values)) return;
    const exposed = SERVICES.filter(([name]) => isPublic(values, name));
    const isWritten = (name: string) => at(values.root, name, 'type') !== undefined;
    for (const [name, protocol] of exposed)
      if (isWritten(name)) yield problem(values, name, `a load balancer exposes ${protocol}`);
    const byDefault = exposed.filter(([name]) => !isWritten(name));
    const [first] = byDefault;
    if (!first) return;
    const protocols = byDefault.map(([, protocol]) => protocol).join(' and ');
    const found = problem(values, first[0], `a load balancer exposes ${protocols} by default`);
    yield isComplete(values) ? found : { ...found, severity: 'info' };
  },
};

function problem(values: ChartValues, name: string, exposure: string): Problem {
  return {
    place: nearestPlace(values, name, 'type'),
    message: `${exposure}, and anonymous access is enabled: anyone who can connect has full access`,
  };
}

/** Whether the file is complete: values without modules, Services or authentication are probably combined with others. */
function isComplete(values: ChartValues): boolean {
  const hasAccessSettings = ['service', 'grpcService', 'authentication'].some((key) =>
    values.root.entries.has(key),
  );
  return hasAccessSettings || enabledModules(values).size > 0;
}
