import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import { inferencePortOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, imageBindServicesOf, usesSharedNetwork, weaviatesWithBind } from '../roles.ts';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']);

export const bindApiLocalhost: Rule<ComposeProject> = {
  id: 'bind-api-localhost',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` points at localhost.',
  why: 'Inside a container that is the container itself, where no inference server listens: the module is never ready, and Weaviate ends after 120 s.',
  fix: 'Name the service (`http://multi2vec-bind:8080`); a server on the host is `host.docker.internal`.',
  evidence: 'Docker networking; measured with Weaviate 1.38.11: inference unreachable, exit 1 after 121 s',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address || !LOCAL_HOSTS.has(address.host) || usesSharedNetwork(weaviate)) continue;
      const models = imageBindServicesOf(project);
      // The other way round: the inference server in Weaviate's network.
      if (project.services.some((service) => service !== weaviate && usesSharedNetwork(service))) continue;
      const [model, ...others] = models;
      yield {
        place: address.entry.place,
        message: `BIND_INFERENCE_API "${address.entry.display}" is the container of Weaviate itself`,
        ...(models.length > 0 && {
          suggestion: `name the service: ${models.map(({ name }) => `http://${name}:8080`).join(' or ')}`,
        }),
        changes:
          model && others.length === 0
            ? changeAddress(weaviate, {
                scheme: 'http',
                host: model.name,
                port: `${inferencePortOf(model)}`,
                rest: '',
              })
            : [],
      };
    }
  },
};
