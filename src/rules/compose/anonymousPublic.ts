import { portsOf } from '../../documents/compose/ports.ts';
import type { ComposeProject } from '../../documents/compose/project.ts';
import { isAnonymous, weaviatesOf } from '../../documents/compose/roles.ts';
import { isLoopback } from '../../formats/ipAddress.ts';
import { isWhole } from '../../formats/partialText.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../stack/healthCheck.ts';
import type { Rule } from '../rule.ts';

export const anonymousPublic: Rule<ComposeProject> = {
  id: 'anonymous-public',
  severity: 'warning',
  summary: 'Weaviate without authentication is published on every address of the machine.',
  why: 'Anonymous access is on when nothing else is said. Everyone who reaches the machine reads, changes and deletes everything; Docker publishes past the firewall of the host.',
  fix: 'Publish on 127.0.0.1, or use API keys.',
  evidence: 'weaviate/weaviate usecases/config/environment.go:479; Docker packet filtering',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      if (!isAnonymous(weaviate)) continue;
      for (const { target, address, written } of portsOf(weaviate)) {
        if (target !== CONTAINER_HTTP_PORT && target !== CONTAINER_GRPC_PORT) continue;
        // Where a variable hides the address, it may be that of this machine.
        if (address !== undefined && (isLoopback(address) || !isWhole(address))) continue;
        yield {
          place: written.place,
          message: `port ${target} of ${weaviate.name} is open to everyone who reaches this machine, without a key`,
        };
      }
    }
  },
};
