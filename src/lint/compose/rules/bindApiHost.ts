import { didYouMean } from '../../../formats/nearest.ts';
import { couldEqual, isFullyKnown } from '../../../formats/partialText.ts';
import { at, entriesOf, isNothing, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import { hasCustomNames } from '../networks.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import {
  bindAddress,
  hostNames,
  imageBindServicesOf,
  usesSharedNetwork,
  weaviatesWithBind,
} from '../roles.ts';

/** Whether the name may be defined outside the files: by another project in the same network, or by links or DNS. */
function mayBeElsewhere(project: ComposeProject, service: ComposeService): boolean {
  const external = [...entriesOf(at(project.root, 'networks')).values()].some(
    ({ value }) => !isNothing(at(value, 'external')) && textOf(at(value, 'external')) !== 'false',
  );
  return hasCustomNames(service) || external || project.incomplete || usesSharedNetwork(service);
}

export const bindApiHost: Rule<ComposeProject> = {
  id: 'bind-api-host',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` names a host that is not a service of the project.',
  why: 'The name cannot be resolved, so the module never becomes ready, and Weaviate exits 120 s after every start.',
  fix: 'Use the name of the service that runs multi2vec-bind.',
  evidence: 'Measured with Weaviate 1.38.11: inference unreachable, exit code 1 after 121 s',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    const names = project.services.flatMap(hostNames);
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address) continue;
      const { host, entry } = address;
      // A dot or a colon means a DNS name or an address; a variable, an unknown host.
      const local = /^[\w-]+$/.test(host) && host !== 'localhost' && !/^\d+$/.test(host);
      if (!local || names.some((name) => couldEqual(name, host)) || mayBeElsewhere(project, weaviate))
        continue;
      const [server, ...others] = imageBindServicesOf(project);
      // Without a multi2vec-bind service here, it may be a machine in the local network.
      if (!server) continue;
      yield {
        place: entry.place,
        message: `BIND_INFERENCE_API names the host "${host}", but no service has that name`,
        suggestion:
          didYouMean(host, names.filter(isFullyKnown)) ??
          `use the name of a service: ${names.filter(isFullyKnown).join(', ')}`,
        changes:
          others.length === 0
            ? changeAddress(weaviate, { scheme: 'http', host: server.name, port: address.port ?? '8080' })
            : [],
      };
    }
  },
};
