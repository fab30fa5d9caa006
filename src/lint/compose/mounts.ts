import {
  couldStartWith,
  isFullyKnown,
  knownPrefix,
  type PartialText,
  UNKNOWN_PART,
} from '../../formats/partialText.ts';
import { at, hasUnknowns, isNothing, itemsOf, partialTextOf, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';

/** The target of `[SOURCE:]TARGET[:MODE]`. Sources may be Windows paths. */
function targetIn(text: PartialText): PartialText {
  const [first = '', second] = text.replace(/^[A-Za-z]:[\\/]/, '').split(':');
  if (second !== undefined) return second;
  // A single variable may hold both source and target.
  return isFullyKnown(first) ? first : UNKNOWN_PART;
}

/** The targets of all mounts, even if variables hide parts of them. */
function targetsOf({ map }: ComposeService): PartialText[] {
  return itemsOf(at(map, 'volumes')).flatMap((item): PartialText[] => {
    if (item.kind !== 'map') return [targetIn(partialTextOf(item) ?? '')];
    if (textOf(at(item, 'type')) === 'tmpfs' || isNothing(at(item, 'target'))) return [];
    return [hasUnknowns(at(item, 'type')) ? UNKNOWN_PART : (partialTextOf(at(item, 'target')) ?? '')];
  });
}

/** Absolute paths in the container where something is certain to be mounted. */
export function mountTargets(service: ComposeService): string[] {
  return targetsOf(service).filter(isFullyKnown);
}

/** The absolute form of a path of Weaviate. The working directory of the image is the root. */
export function containerPath(path: PartialText): PartialText {
  return path.startsWith(UNKNOWN_PART) ? path : path.replace(/^(?:\.\/)?(?=[^/])/, '/');
}

function isInside(path: PartialText, directory: string): boolean {
  const root = directory.replace(/\/+$/, '');
  return path.replace(/\/+$/, '') === root || path.startsWith(`${root}/`);
}

/** Whether a path is certain to be in a mounted directory. */
export function isMounted(service: ComposeService, path: PartialText): boolean {
  return mountTargets(service).some((target) => isInside(path, target));
}

/** Whether a path may be in a mounted directory, depending on the unknown parts of both. */
export function mayBeMounted(service: ComposeService, path: PartialText): boolean {
  return targetsOf(service).some((target) => {
    if (isFullyKnown(target))
      return isInside(path, target) || (!isFullyKnown(path) && couldStartWith(path, `${target}/`));
    return couldStartWith(target, knownPrefix(path)) || path.startsWith(knownPrefix(target));
  });
}
