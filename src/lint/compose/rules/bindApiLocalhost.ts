import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import { inferencePortOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, imageBindServicesOf, usesSharedNetwork, weaviatesWithBind } from '../roles.ts';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']);

export const bindApiLocalhost: Rule<ComposeProject> = {
  id: 'bind-api-localhost',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` points to localhost.',
  why: 'Inside a container, localhost is the container itself, where no inference server listens: the module never becomes ready, and Weaviate exits after 120 s.',
  fix: 'Use the name of the service (`http://multi2vec-bind:8080`), or `host.docker.internal` for a server on the host.',
  evidence:
    'Docker networking; measured with Weaviate 1.38.11: inference unreachable, exit code 1 after 121 s',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address || !LOCAL_HOSTS.has(address.host) || usesSharedNetwork(weaviate)) continue;
      const servers = imageBindServicesOf(project);
      // Another service, such as the inference server, may share Weaviate's network.
      if (project.services.some((service) => service !== weaviate && usesSharedNetwork(service))) continue;
      const [server, ...others] = servers;
      yield {
        place: address.entry.place,
        message: `BIND_INFERENCE_API "${address.entry.display}" points to the Weaviate container itself`,
        ...(servers.length > 0 && {
          suggestion: `use the name of the service: ${servers.map(({ name }) => `http://${name}:8080`).join(' or ')}`,
        }),
        changes:
          server && others.length === 0
            ? changeAddress(weaviate, {
                scheme: 'http',
                host: server.name,
                port: `${inferencePortOf(server)}`,
                rest: '',
              })
            : [],
      };
    }
  },
};
