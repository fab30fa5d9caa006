import {
  couldStartWith,
  isFullyKnown,
  knownPrefix,
  type PartialText,
  UNKNOWN,
} from '../../formats/partialText.ts';
import { at, hasUnknowns, isNothing, itemsOf, partialTextOf, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';

/** The target of `[SOURCE:]TARGET[:MODE]`. Sources may be Windows paths. */
function targetIn(text: PartialText): PartialText {
  const [first = '', second] = text.replace(/^[A-Za-z]:[\\/]/, '').split(':');
  if (second !== undefined) return second;
  // A lone variable may be source and target in one.
  return isFullyKnown(first) ? first : UNKNOWN;
}

/** Where every mount is, with holes where variables hide that. */
function targetsOf({ map }: ComposeService): PartialText[] {
  return itemsOf(at(map, 'volumes')).flatMap((item): PartialText[] => {
    if (item.kind !== 'map') return [targetIn(partialTextOf(item) ?? '')];
    if (textOf(at(item, 'type')) === 'tmpfs' || isNothing(at(item, 'target'))) return [];
    return [hasUnknowns(at(item, 'type')) ? UNKNOWN : (partialTextOf(at(item, 'target')) ?? '')];
  });
}

/** Absolute paths inside the container that something is surely mounted at. */
export function mountTargets(service: ComposeService): string[] {
  return targetsOf(service).filter(isFullyKnown);
}

/** Where a path of Weaviate's is: relative to the image's working directory, which is the root. */
export function containerPath(path: PartialText): PartialText {
  return path.startsWith(UNKNOWN) ? path : path.replace(/^(?:\.\/)?(?=[^/])/, '/');
}

function isInside(path: PartialText, directory: string): boolean {
  const root = directory.replace(/\/+$/, '');
  return path.replace(/\/+$/, '') === root || path.startsWith(`${root}/`);
}

/** Whether a path surely lies in a mounted directory. */
export function isMounted(service: ComposeService, path: PartialText): boolean {
  return mountTargets(service).some((target) => isInside(path, target));
}

/** Whether a path may lie in a mounted directory, with something in the holes of either. */
export function mayBeMounted(service: ComposeService, path: PartialText): boolean {
  return targetsOf(service).some((target) => {
    if (isFullyKnown(target))
      return isInside(path, target) || (!isFullyKnown(path) && couldStartWith(path, `${target}/`));
    return couldStartWith(target, knownPrefix(path)) || path.startsWith(knownPrefix(target));
  });
}
