import { at, textOf } from '../../../yaml/located.ts';
import type { Place } from '../../../yaml/source.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

/** Default names of the servers that chart 17.8.3 deploys (`fullnameOverride` in its values.yaml). */
const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  'text2vec-contextionary': 'contextionary',
  'text2vec-transformers': 'transformers-inference',
  'text2vec-transformers.passageQueryServices.passage': 'transformers-inference-passage',
  'text2vec-transformers.passageQueryServices.query': 'transformers-inference-query',
  'text2vec-gpt4all': 'gpt4all-inference',
  'text2vec-model2vec': 'model2vec-inference',
  'multi2vec-clip': 'clip-inference',
  'multi2vec-bind': 'bind-inference',
  'qna-transformers': 'qna-transformers',
  'img2vec-neural': 'img2vec-neural',
  'reranker-transformers': 'reranker-transformers',
  'text-spellcheck': 'text-spellcheck',
  'ner-transformers': 'ner-transformers',
  'sum-transformers': 'sum-transformers',
};

export interface NamedServer {
  /** `modules.multi2vec-clip`, or another part of the chart with its own Service. */
  readonly owner: string;
  readonly name: string;
  readonly place: Place;
}

/** Everything in the release that has a Service: Weaviate first, then the inference servers. */
function namedServers(values: ChartValues): NamedServer[] {
  const { root } = values;
  const rest = textOf(at(root, 'service', 'name')) ?? 'weaviate';
  const grpc = {
    owner: 'grpcService.name',
    name: textOf(at(root, 'grpcService', 'name')) ?? 'weaviate-grpc',
    place: nearestPlace(values, 'grpcService', 'name'),
  };
  const own = [
    { owner: 'service.name', name: rest, place: nearestPlace(values, 'service', 'name') },
    {
      owner: 'the headless Service of Weaviate',
      name: `${rest}-headless`,
      place: nearestPlace(values, 'service'),
    },
    ...(isTruthy(at(root, 'grpcService', 'enabled'), true) ? [grpc] : []),
  ];
  const servers = Object.entries(DEFAULT_NAMES).flatMap(([module, byDefault]) => {
    const path = ['modules', ...module.split('.')];
    if (!isTruthy(at(root, ...path, 'enabled'))) return [];
    const name = textOf(at(root, ...path, 'fullnameOverride')) ?? byDefault;
    return { owner: path.join('.'), name, place: nearestPlace(values, ...path, 'fullnameOverride') };
  });
  return [...own, ...servers];
}

export const sameName: Rule<ChartValues> = {
  id: 'values-same-name',
  severity: 'error',
  summary: 'Two servers in one release have the same name.',
  why: 'The chart names the Deployment and the Service of a module after its `fullnameOverride`. If two modules share a name, only one Deployment and one Service of that name can exist, and Weaviate gets the vectors of both modules from the same server.',
  fix: 'Give each module a different `fullnameOverride`, or remove the key.',
  evidence:
    'Measured with helm template 4.1.4 and 3.18.0, chart 17.8.3: two Deployments and two Services with one name; by default all names differ',
  *check(values) {
    const first = new Map<string, NamedServer>();
    for (const server of namedServers(values)) {
      const other = first.get(server.name);
      if (!other) first.set(server.name, server);
      else
        yield {
          place: server.place,
          message: `${server.owner} and ${other.owner} are both named ${server.name}: only one of them can exist`,
        };
    }
  },
};
