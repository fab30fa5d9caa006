import { at, itemsOf, type Located, textOf } from '../located.ts';
import type { ComposeService } from './project.ts';

/** A port that a service publishes. */
export interface PublishedPort {
  readonly target: number;
  /** Undefined where Compose chooses one. */
  readonly published: string | undefined;
  /** Address on the host; undefined for every one. */
  readonly address: string | undefined;
  readonly written: Located;
}

function shortForm(text: string, written: Located): PublishedPort[] {
  const [, address, published, target] =
    /^(?:(\[[^\]]+\]|[\d.]+):)?(?:([\d-]*):)?(\d+(?:-\d+)?)(?:\/\w+)?$/.exec(text.trim()) ?? [];
  if (target === undefined) return [];
  const [from = 0, to = from] = target.split('-').map(Number);
  return Array.from({ length: Math.min(1000, to - from + 1) }, (_, index) => ({
    target: from + index,
    published: published || undefined,
    address: address?.replace(/^\[|\]$/g, ''),
    written,
  }));
}

/** The ports of a service, in both forms; what a variable hides is left out. */
export function portsOf({ map }: ComposeService): PublishedPort[] {
  return itemsOf(at(map, 'ports')).flatMap((written): PublishedPort[] => {
    if (written.kind !== 'map') return shortForm(textOf(written) ?? '', written);
    const target = Number(textOf(at(written, 'target')));
    if (!Number.isInteger(target)) return [];
    return [
      {
        target,
        published: textOf(at(written, 'published')),
        address: textOf(at(written, 'host_ip')),
        written,
      },
    ];
  });
}
