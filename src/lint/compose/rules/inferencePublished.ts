import { isLoopback } from '../../../formats/addresses.ts';
import { isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { networkOf } from '../networks.ts';
import { type PortMapping, publishedNumber, publishedPortsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, imageBindServicesOf, weaviatesWithBind } from '../roles.ts';

export const inferencePublished: Rule<ComposeProject> = {
  id: 'inference-published',
  severity: 'warning',
  summary: 'The port of the inference service is published.',
  why: 'The server has no authentication, and one video keeps it busy for half a minute. Only Weaviate needs it, and Weaviate reaches it without a published port.',
  fix: 'Remove the port, or publish it on 127.0.0.1.',
  evidence: 'multi2vec-bind-inference app.py: no authentication; one forward pass at a time',
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      for (const port of publishedPortsOf(service)) {
        const { address, located } = port;
        const local = address !== undefined && isLoopback(address);
        if (local && isNeeded(project, port)) continue;
        const unknown = address !== undefined && !local && !isFullyKnown(address);
        const where = local ? ' on this machine' : '';
        yield {
          place: located.place,
          severity: local || unknown ? 'info' : 'warning',
          message:
            local || unknown
              ? `${service.name} is published${where}, but Weaviate does not need a published port`
              : `anyone who can reach this machine can use ${service.name}; Weaviate needs no published port`,
        };
      }
    }
  },
};

/** Weaviate in the host network can reach the service only through its published port. */
function isNeeded(project: ComposeProject, port: PortMapping): boolean {
  return weaviatesWithBind(project).some(
    (weaviate) =>
      networkOf(project, weaviate).kind === 'host' &&
      bindAddress(weaviate)?.port === `${publishedNumber(port)}`,
  );
}
