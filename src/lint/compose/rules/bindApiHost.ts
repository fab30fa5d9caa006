import { didYouMean } from '../../../formats/nearest.ts';
import { couldEqual, isFullyKnown } from '../../../formats/partialText.ts';
import { at, entriesOf, isNothing, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import {
  bindAddress,
  hostNames,
  imageBindServicesOf,
  usesSharedNetwork,
  weaviatesWithBind,
} from '../roles.ts';

/** Whether the name may be one that the files do not show: of another project on a common network, or given by hand. */
function mayBeElsewhere(project: ComposeProject, service: ComposeService): boolean {
  const given = ['external_links', 'links', 'extra_hosts', 'dns'].some(
    (key) => !isNothing(at(service.map, key)),
  );
  const external = [...entriesOf(at(project.root, 'networks')).values()].some(
    ({ value }) => !isNothing(at(value, 'external')) && textOf(at(value, 'external')) !== 'false',
  );
  return given || external || project.incomplete || usesSharedNetwork(service);
}

export const bindApiHost: Rule<ComposeProject> = {
  id: 'bind-api-host',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` names a host that is no service of the project.',
  why: 'The name cannot be resolved: the module is never ready, and Weaviate ends after 120 s, again and again.',
  fix: 'Name the service that runs multi2vec-bind.',
  evidence: 'measured with Weaviate 1.38.11: inference unreachable, exit 1 after 121 s',
  fixable: true,
  partOfAdd: true,
  requiresOwnServer: true,
  *check(project) {
    const names = project.services.flatMap(hostNames);
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address) continue;
      const { host, entry } = address;
      // With a hole it is not known; with a dot or a colon it is a name of the network, or an address.
      const local = /^[\w-]+$/.test(host) && host !== 'localhost' && !/^\d+$/.test(host);
      if (!local || names.some((name) => couldEqual(name, host)) || mayBeElsewhere(project, weaviate))
        continue;
      const [model, ...others] = imageBindServicesOf(project);
      // Without a model here, it may be a machine of the local network.
      if (!model) continue;
      yield {
        place: entry.place,
        message: `BIND_INFERENCE_API names "${host}", and no service is called that`,
        suggestion:
          didYouMean(host, names.filter(isFullyKnown)) ??
          `name one of the services: ${names.filter(isFullyKnown).join(', ')}`,
        changes:
          others.length === 0
            ? changeAddress(weaviate, { scheme: 'http', host: model.name, port: address.port ?? '8080' })
            : [],
      };
    }
  },
};
