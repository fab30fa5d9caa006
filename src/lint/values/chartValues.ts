import { at, type Located, type LocatedMap } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import { hasOnlyChartKeys, hasSignsOfWeaviate } from './signsOfWeaviate.ts';

/** Values of the Weaviate chart: a whole file, or what an umbrella chart hands down under the chart's name. */
export interface ChartValues {
  readonly root: LocatedMap;
  /** Where they begin: the key of a parent chart, or the first key. */
  readonly key: Place;
  /** What people call them: the keys of the parent charts with dots, or the manifest that they are in. Empty for a file. */
  readonly name: string;
  /** `modules.multi2vec-bind`, where it is a map. */
  readonly bind: LocatedMap | undefined;
}

/** The name of the chart, which a parent chart has as the key of its values. */
const CHART_NAME = 'weaviate';

/**
 * The values of the Weaviate chart in a file: at its root, or one or two levels down under the keys of parent
 * charts.
 */
export function chartValuesIn(root: Located): ChartValues[] {
  return root.kind === 'map' ? search(root, root.place, [], 2) : [];
}

function search(map: LocatedMap, key: Place, names: readonly string[], levels: number): ChartValues[] {
  const below = levels === 0 ? [] : childrenOf(map, names, levels - 1);
  // Beside the block of the chart, an application's own values may have Weaviate's variables too.
  const hasOwnBlock = below.some(({ name }) => name === [...names, CHART_NAME].join('.'));
  return !hasOwnBlock && isValues(map, names.at(-1)) ? [valuesOf(map, key, names.join('.'))] : below;
}

function childrenOf(map: LocatedMap, names: readonly string[], levels: number): ChartValues[] {
  return [...map.entries].flatMap(([name, { key, value }]) =>
    value.kind === 'map' ? search(value, key, [...names, name], levels) : [],
  );
}

function isValues(map: LocatedMap, name: string | undefined): boolean {
  if (hasSignsOfWeaviate(map)) return true;
  // Of other blocks of an umbrella chart, short ones have the same keys: image, replicas, resources.
  return (name === undefined || name === CHART_NAME) && hasOnlyChartKeys(map);
}

/** A block as values of the chart, whatever it looks like. */
export function valuesOf(root: LocatedMap, key: Place, name = ''): ChartValues {
  const bind = at(root, 'modules', 'multi2vec-bind');
  return { root, key, name, bind: bind?.kind === 'map' ? bind : undefined };
}
