import { isLoopback } from '../../../formats/addresses.ts';
import { isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { internalPortsOf, publishedPortsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { weaviatesOf } from '../roles.ts';

export const internalPort: Rule<ComposeProject> = {
  id: 'internal-port',
  severity: 'warning',
  summary: 'An internal port of Weaviate is published.',
  why: 'Profiling (6060), cluster gossip and data (7946, 7947) and Raft (8300, 8301) never require an API key, regardless of the configured authentication. Nodes reach each other without published ports.',
  fix: 'Remove the port.',
  evidence:
    'Measured with Weaviate 1.38.11: /nodes/status returns 200 without a key; weaviate/weaviate configure_api.go:2577',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const internal = internalPortsOf(weaviate);
      for (const { target, address, located } of publishedPortsOf(weaviate)) {
        const purpose = internal.get(target);
        if (purpose === undefined) continue;
        if (address !== undefined && (isLoopback(address) || !isFullyKnown(address))) continue;
        yield {
          place: located.place,
          message: `port ${target} (${purpose}) is published and requires no API key`,
        };
      }
    }
  },
};
