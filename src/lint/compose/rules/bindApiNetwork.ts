import type { Problem, Rule } from '../../rule.ts';
import { hasCustomNames, joinNetworks, type Network, networkOf } from '../networks.ts';
import { inferencePortOf, portsOf, publishedNumber, publishedPortsOf, reachFromHost } from '../ports.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import {
  type BindAddress,
  bindAddress,
  imageBindServicesOf,
  inferenceServiceOf,
  isWeaviate,
  runsImageBind,
  weaviatesWithBind,
} from '../roles.ts';

type Fault = Pick<Problem, 'message' | 'suggestion' | 'changes'>;

export const bindApiNetwork: Rule<ComposeProject> = {
  id: 'bind-api-network',
  severity: 'error',
  summary: 'Weaviate and its inference service are in networks that do not meet.',
  why: 'A service name is known inside the networks that the service is in, and nowhere else: not in the network of the host, not on the default bridge, not in another network of the project. The module is never ready, and Weaviate exits after 120 s, again and again.',
  fix: 'Put both services into one network. For a Weaviate in the network of the host, publish the inference service on 127.0.0.1 and use that address.',
  evidence:
    'Docker networking: names are resolved per network; measured with Docker Engine 20.10: from network_mode host "bad address \'multi2vec-bind\'"',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address) continue;
      const fault = faultOf(project, weaviate, address);
      if (fault) yield { place: address.entry.place, ...fault };
    }
  },
};

function faultOf(project: ComposeProject, weaviate: ComposeService, address: BindAddress): Fault | undefined {
  const from = networkOf(project, weaviate);
  const isSelf = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(address.host);
  if (from.kind === 'host' && isSelf) return hostLoopbackFault(project, weaviate, address);
  const inference = inferenceServiceOf(project, weaviate);
  if (!inference || inference === weaviate || hasCustomNames(weaviate)) return undefined;
  switch (from.kind) {
    case 'host':
      return {
        message: `${weaviate.name} is in the network of the host, where the name "${address.host}" is not known`,
        suggestion: `publish ${inference.name} on 127.0.0.1, and use that address`,
        changes: reachFromHost(project, weaviate, inference),
      };
    case 'none':
      return {
        message: `${weaviate.name} has network_mode: none: it reaches no inference service`,
        suggestion: 'remove network_mode',
      };
    case 'bridge':
      return {
        message: `${weaviate.name} is on the default bridge, where the name "${address.host}" is not known`,
        suggestion: 'remove network_mode: both services are then in the network of the project',
      };
    case 'networks':
      return separateNetworksFault(project, weaviate, inference, from);
    case 'unknown':
      return undefined;
  }
}

/** From the host's network, on the host itself: some service has to be there. */
function hostLoopbackFault(
  project: ComposeProject,
  weaviate: ComposeService,
  { port: written = '80', value }: BindAddress,
): Fault | undefined {
  const port = Number(written);
  if (portsOf(weaviate).rest === port) {
    const [model, ...others] = imageBindServicesOf(project);
    return {
      message: `BIND_INFERENCE_API "${value}" is Weaviate itself, which is in the network of the host`,
      suggestion: 'publish the inference service on another port of 127.0.0.1',
      changes: model && others.length === 0 ? reachFromHost(project, weaviate, model) : [],
    };
  }
  const models = imageBindServicesOf(project);
  // A program outside of the project.
  if (models.length === 0 || project.services.some((service) => mayAnswer(project, service, port)))
    return undefined;
  const [model, ...others] = models;
  return {
    message: `BIND_INFERENCE_API "${value}": no service of the project publishes port ${port}`,
    suggestion: `publish ${model?.name} on 127.0.0.1:${port}`,
    changes: model && others.length === 0 ? reachFromHost(project, weaviate, model) : [],
  };
}

/** Whether a service may answer on a port of the host. */
function mayAnswer(project: ComposeProject, service: ComposeService, port: number): boolean {
  const { kind } = networkOf(project, service);
  if (kind === 'unknown') return true;
  // What other images listen on is not known.
  if (kind === 'host')
    return runsImageBind(service) ? [port, undefined].includes(portsOf(service).rest) : !isWeaviate(service);
  return publishedPortsOf(service).some((one) => [port, undefined].includes(publishedNumber(one)));
}

function separateNetworksFault(
  project: ComposeProject,
  weaviate: ComposeService,
  inference: ComposeService,
  from: Extract<Network, { kind: 'networks' }>,
): Fault | undefined {
  const to = networkOf(project, inference);
  const { name } = inference;
  switch (to.kind) {
    case 'unknown':
      return undefined;
    case 'none':
      return {
        message: `${name} has network_mode: none: nothing reaches it`,
        suggestion: 'remove network_mode',
      };
    case 'host':
      return {
        message: `${name} is in the network of the host: its name is not known to ${weaviate.name}`,
        suggestion: 'remove network_mode of the inference service',
      };
    case 'bridge':
      return {
        message: `${name} is on the default bridge, which ${weaviate.name} is not in`,
        suggestion: 'remove network_mode of the inference service',
      };
    case 'networks': {
      if (to.owner !== inference) {
        const host = to.owner === from.owner ? 'localhost' : to.owner.name;
        return {
          message: `${name} uses the network of ${to.owner.name}, and has no name of its own`,
          suggestion: `http://${host}:${inferencePortOf(inference)}`,
        };
      }
      if ([...from.names].some((one) => to.names.has(one))) return undefined;
      const list = (names: ReadonlySet<string>) => [...names].join(', ');
      return {
        message: `${weaviate.name} (network ${list(from.names)}) and ${name} (network ${list(to.names)}) have no network in common`,
        suggestion: 'put both into one network',
        changes: joinNetworks(project, inference, weaviate),
      };
    }
  }
}
