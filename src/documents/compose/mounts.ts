import { at, itemsOf, textOf } from '../located.ts';
import type { ComposeService } from './project.ts';

/** Absolute paths inside the container that something is mounted at. Sources may be Windows paths. */
export function mountTargets({ map }: ComposeService): string[] {
  return itemsOf(at(map, 'volumes')).flatMap((item) => {
    if (item.kind === 'map')
      return textOf(at(item, 'type')) === 'tmpfs' ? [] : (textOf(at(item, 'target')) ?? []);
    const text = textOf(item)?.replace(/^[A-Za-z]:[\\/]/, '');
    if (text === undefined) return [];
    const [first = '', second] = text.split(':');
    return second === undefined ? first : second;
  });
}

/** Whether a path lies in a mounted directory. */
export function isMounted(service: ComposeService, path: string): boolean {
  const clean = path.replace(/\/+$/, '');
  return mountTargets(service).some((target) => {
    const root = target.replace(/\/+$/, '');
    return clean === root || clean.startsWith(`${root}/`);
  });
}

/** Whether a mount is hidden by a variable, so that `mountTargets` may lack one. */
export function hasUnknownMounts({ map }: ComposeService): boolean {
  return itemsOf(at(map, 'volumes')).some((item) => item.kind === 'scalar' && item.unresolved !== undefined);
}
