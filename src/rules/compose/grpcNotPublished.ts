import { hasUnknownPorts, portsOf } from '../../documents/compose/ports.ts';
import type { ComposeProject } from '../../documents/compose/project.ts';
import { sharesNetwork, weaviatesOf, weaviateVersion } from '../../documents/compose/roles.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../stack/healthCheck.ts';
import { hasReached, WEAVIATE_BORDERS } from '../../stack/versions.ts';
import type { Rule } from '../rule.ts';

export const grpcNotPublished: Rule<ComposeProject> = {
  id: 'grpc-not-published',
  severity: 'info',
  summary: 'REST is published and gRPC is not.',
  why: 'The official clients search and import through gRPC, and refuse to connect without it.',
  fix: 'Publish port 50051 as well.',
  evidence:
    'weaviate-client 3.12.1 and Python 4.23: connection check through gRPC; weaviate/weaviate usecases/config/environment.go has GRPC_PORT from v1.19.0',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const version = weaviateVersion(weaviate);
      if (version !== undefined && !hasReached(version, WEAVIATE_BORDERS.grpc)) continue;
      const ports = portsOf(weaviate);
      const rest = ports.find(({ target }) => target === CONTAINER_HTTP_PORT);
      if (!rest || ports.some(({ target }) => target === CONTAINER_GRPC_PORT) || sharesNetwork(weaviate))
        continue;
      if (hasUnknownPorts(weaviate)) continue;
      yield {
        place: rest.written.place,
        message: `${weaviate.name} publishes REST (8080) and not gRPC (50051), which the official clients need`,
      };
    }
  },
};
