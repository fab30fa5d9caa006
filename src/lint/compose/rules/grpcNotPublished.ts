import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { Rule } from '../../rule.ts';
import { hasUnknownPorts, portsOf, publishedPortsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { usesSharedNetwork, weaviatesOf, weaviateVersionOf } from '../roles.ts';

export const grpcNotPublished: Rule<ComposeProject> = {
  id: 'grpc-not-published',
  severity: 'info',
  summary: 'The REST port is published, but the gRPC port is not.',
  why: 'The official clients search and import through gRPC and refuse to connect without it.',
  fix: 'Publish the gRPC port as well: 50051, or the value of `GRPC_PORT`.',
  evidence:
    'weaviate-client 3.12.1 and Python 4.23: connection check through gRPC; weaviate/weaviate usecases/config/environment.go has GRPC_PORT from v1.19.0',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const version = weaviateVersionOf(weaviate);
      if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.grpc)) continue;
      const ports = publishedPortsOf(weaviate);
      const { rest: restPort, grpc } = portsOf(weaviate);
      const rest = ports.find(({ target }) => target === restPort);
      if (!rest || grpc === undefined || usesSharedNetwork(weaviate)) continue;
      if (ports.some(({ target }) => target === grpc) || hasUnknownPorts(weaviate)) continue;
      yield {
        place: rest.located.place,
        message: `${weaviate.name} publishes REST (${restPort}) but not gRPC (${grpc}), which the official clients need`,
      };
    }
  },
};
