import { at, entriesOf, type Located, type LocatedMap } from '../located.ts';
import type { Place } from '../source.ts';

/** Values of the Weaviate chart: a whole file, or what an umbrella chart hands down under the chart's name. */
export interface ChartValues {
  readonly root: LocatedMap;
  /** Where they begin: the key of a parent chart, or the first key. */
  readonly key: Place;
  /** `modules.multi2vec-bind`, where it is a map. */
  readonly bind: LocatedMap | undefined;
}

/** Keys that together only the values of this chart have; one of the first kind, or two of the second, will do. */
const TELLING = ['grpcService', 'envSecrets', 'clusterDomain', 'custom_config_map', 'query_defaults'];
const USUAL = [
  'image',
  'env',
  'storage',
  'replicas',
  'service',
  'authentication',
  'authorization',
  'args',
  'resources',
  'backups',
];

function looksLikeValues(map: LocatedMap): boolean {
  const modules = [...entriesOf(at(map, 'modules')).keys()];
  const named = modules.some((name) =>
    /^(?:text2|multi2|img2|ref2|generative|reranker|qna|sum|ner|default_)/.test(name),
  );
  const usual = USUAL.filter((key) => map.entries.has(key)).length;
  return named || TELLING.some((key) => map.entries.has(key)) || (map.entries.has('modules') && usual > 0);
}

/**
 * The values of the Weaviate chart in a file: at its root, or one or two levels down under the keys of parent
 * charts. Where a file looks like none, its root counts if `insist`.
 */
export function chartValuesIn(root: Located, insist: boolean): ChartValues[] {
  if (root.kind !== 'map') return [];
  const found = search(root, root.place, 2);
  return found.length === 0 && insist ? [valuesOf(root, root.place)] : found;
}

function search(map: LocatedMap, key: Place, levels: number): ChartValues[] {
  if (looksLikeValues(map)) return [valuesOf(map, key)];
  if (levels === 0) return [];
  return [...map.entries.values()].flatMap((entry) =>
    entry.value.kind === 'map' ? search(entry.value, entry.key, levels - 1) : [],
  );
}

function valuesOf(root: LocatedMap, key: Place): ChartValues {
  const bind = at(root, 'modules', 'multi2vec-bind');
  return { root, key, bind: bind?.kind === 'map' ? bind : undefined };
}
