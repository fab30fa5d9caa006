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

/** Whether a Service is a load balancer for everyone: no ranges, and no annotation that keeps it inside. */
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
  summary: 'The database may be open to the Internet, without a key.',
  why: 'The type of both Services is LoadBalancer unless the values say otherwise, and anonymous access is on. In a cloud the two together publish the database, for reading and for writing.',
  fix: 'Set service.type and grpcService.type to ClusterIP, or authentication.anonymous_access.enabled to false and give keys.',
  evidence: 'weaviate-helm 17.8.3 values.yaml: service, grpcService, authentication; weaviate-helm#237',
  *check(values) {
    // With a list of administrators the unnamed have no rights.
    if (!allowsAnonymousAccess(values) || adminListSwitch(values)) return;
    const open = SERVICES.filter(([name]) => isPublic(values, name));
    const isWritten = (name: string) => at(values.root, name, 'type') !== undefined;
    for (const [name, protocol] of open)
      if (isWritten(name)) yield problem(values, name, `${protocol} is published`);
    const byDefault = open.filter(([name]) => !isWritten(name));
    const [first] = byDefault;
    if (!first) return;
    const protocols = byDefault.map(([, protocol]) => protocol).join(' and ');
    const published = `${protocols} ${byDefault.length === 1 ? 'is' : 'are'} published, by default,`;
    const found = problem(values, first[0], published);
    yield isComplete(values) ? found : { ...found, severity: 'info' };
  },
};

function problem(values: ChartValues, name: string, published: string): Problem {
  return {
    place: nearestPlace(values, name, 'type'),
    message: `${published} by a load balancer and anonymous access is on: the database is open to whoever reaches it`,
  };
}

/** Values that enable no module and say nothing of access may lie over others that do. */
function isComplete(values: ChartValues): boolean {
  const said = ['service', 'grpcService', 'authentication'].some((key) => values.root.entries.has(key));
  return said || enabledModules(values).size > 0;
}
