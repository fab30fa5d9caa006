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

type NetworkProblem = Pick<Problem, 'message' | 'suggestion' | 'changes'>;

export const bindApiNetwork: Rule<ComposeProject> = {
  id: 'bind-api-network',
  severity: 'error',
  summary: 'Weaviate and its inference service have no network in common.',
  why: 'A service name can be resolved only in the networks of that service: not in the host network, not on the default bridge, not in another network of the project. The module never becomes ready, and Weaviate exits 120 s after every start.',
  fix: 'Connect both services to one network. If Weaviate is in the host network, publish the inference service on 127.0.0.1 and use that address.',
  evidence:
    'Docker networking: names are resolved per network; measured with Docker Engine 20.10: from network_mode host "bad address \'multi2vec-bind\'"',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address) continue;
      const problem = networkProblem(project, weaviate, address);
      if (problem) yield { place: address.entry.place, ...problem };
    }
  },
};

function networkProblem(
  project: ComposeProject,
  weaviate: ComposeService,
  address: BindAddress,
): NetworkProblem | undefined {
  const from = networkOf(project, weaviate);
  const isLoopbackHost = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(address.host);
  if (from.kind === 'host' && isLoopbackHost) return hostLoopbackProblem(project, weaviate, address);
  const inference = inferenceServiceOf(project, weaviate);
  if (!inference || inference === weaviate || hasCustomNames(weaviate)) return undefined;
  switch (from.kind) {
    case 'host':
      return {
        message: `${weaviate.name} is in the host network, where the name "${address.host}" cannot be resolved`,
        suggestion: `publish ${inference.name} on 127.0.0.1 and use that address`,
        changes: reachFromHost(project, weaviate, inference),
      };
    case 'none':
      return {
        message: `${weaviate.name} has network_mode: none, so it cannot reach an inference service`,
        suggestion: 'remove network_mode',
      };
    case 'bridge':
      return {
        message: `${weaviate.name} is on the default bridge, where the name "${address.host}" cannot be resolved`,
        suggestion: 'remove network_mode: both services are then in the project network',
      };
    case 'networks':
      return separateNetworksProblem(project, weaviate, inference, from);
    case 'unknown':
      return undefined;
  }
}

/** Weaviate is in the host network and the address is local: a service must listen on that port of the host. */
function hostLoopbackProblem(
  project: ComposeProject,
  weaviate: ComposeService,
  { port: written = '80', value }: BindAddress,
): NetworkProblem | undefined {
  const port = Number(written);
  if (portsOf(weaviate).rest === port) {
    const [server, ...others] = imageBindServicesOf(project);
    return {
      message: `BIND_INFERENCE_API "${value}" is the address of Weaviate itself, which is in the host network`,
      suggestion: 'publish the inference service on another port of 127.0.0.1',
      changes: server && others.length === 0 ? reachFromHost(project, weaviate, server) : [],
    };
  }
  const servers = imageBindServicesOf(project);
  // The address may belong to a program outside the project.
  if (servers.length === 0 || project.services.some((service) => mayListen(project, service, port)))
    return undefined;
  const [server, ...others] = servers;
  return {
    message: `no service of the project publishes port ${port}, which BIND_INFERENCE_API "${value}" uses`,
    suggestion: `publish ${server?.name} on 127.0.0.1:${port}`,
    changes: server && others.length === 0 ? reachFromHost(project, weaviate, server) : [],
  };
}

/** Whether a service may listen on a port of the host. */
function mayListen(project: ComposeProject, service: ComposeService, port: number): boolean {
  const { kind } = networkOf(project, service);
  if (kind === 'unknown') return true;
  // The ports of other images are unknown.
  if (kind === 'host')
    return runsImageBind(service) ? [port, undefined].includes(portsOf(service).rest) : !isWeaviate(service);
  return publishedPortsOf(service).some((one) => [port, undefined].includes(publishedNumber(one)));
}

function separateNetworksProblem(
  project: ComposeProject,
  weaviate: ComposeService,
  inference: ComposeService,
  from: Extract<Network, { kind: 'networks' }>,
): NetworkProblem | undefined {
  const to = networkOf(project, inference);
  const { name } = inference;
  switch (to.kind) {
    case 'unknown':
      return undefined;
    case 'none':
      return {
        message: `${name} has network_mode: none, so nothing can reach it`,
        suggestion: 'remove network_mode',
      };
    case 'host':
      return {
        message: `${name} is in the host network, so ${weaviate.name} cannot resolve its name`,
        suggestion: 'remove network_mode from the inference service',
      };
    case 'bridge':
      return {
        message: `${name} is on the default bridge, and ${weaviate.name} is not`,
        suggestion: 'remove network_mode from the inference service',
      };
    case 'networks': {
      if (to.owner !== inference) {
        const host = to.owner === from.owner ? 'localhost' : to.owner.name;
        return {
          message: `${name} uses the network of ${to.owner.name}, so its own name cannot be resolved`,
          suggestion: `use http://${host}:${inferencePortOf(inference)}`,
        };
      }
      if ([...from.names].some((one) => to.names.has(one))) return undefined;
      const list = (names: ReadonlySet<string>) => [...names].join(', ');
      return {
        message: `${weaviate.name} (network ${list(from.names)}) and ${name} (network ${list(to.names)}) have no network in common`,
        suggestion: 'connect both services to one network',
        changes: joinNetworks(project, inference, weaviate),
      };
    }
  }
}
