import { isWhole, type PartialText, wholeText } from '../../formats/partialText.ts';
import { at, itemsOf, type Located, partialTextOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';

/** A port that a service publishes. */
export interface PublishedPort {
  readonly target: number;
  /** Undefined where Compose chooses one, and where it is not known. */
  readonly published: string | undefined;
  /** Address on the host, which may have holes; undefined for every one. */
  readonly address: PartialText | undefined;
  readonly written: Located;
}

interface WrittenPort {
  readonly target: PartialText;
  readonly published: PartialText | undefined;
  readonly address: PartialText | undefined;
}

/** `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`. */
function shortForm(text: PartialText): WrittenPort {
  const [, before = '', target = ''] = /^(?:(.*):)?([^:]*?)(?:\/[^:/]*)?$/s.exec(text.trim()) ?? [];
  const [, address, published = before] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/s.exec(before) ?? [];
  // In `${PORT}:8080` the variable may hold an address as well, `127.0.0.1:80` (measured with Compose 2.26.1).
  const unclear = address === undefined && !isWhole(before);
  return {
    target,
    published: published === '' ? undefined : published,
    address: unclear ? before : address?.replace(/^\[|\]$/g, ''),
  };
}

function longForm(item: Located): WrittenPort {
  return {
    target: partialTextOf(at(item, 'target')) ?? '',
    published: partialTextOf(at(item, 'published')),
    address: partialTextOf(at(item, 'host_ip')),
  };
}

function writtenPort(item: Located): WrittenPort {
  return item.kind === 'map' ? longForm(item) : shortForm(partialTextOf(item) ?? '');
}

/** The number of the port on the host; undefined where Compose chooses one, for a range, and where it is not known. */
export function publishedNumber({ published }: PublishedPort): number | undefined {
  return published !== undefined && /^\d+$/.test(published) ? Number(published) : undefined;
}

/** The ports of a service, in both forms; one whose target a variable hides is left out. */
export function publishedPortsOf({ map }: ComposeService): PublishedPort[] {
  return itemsOf(at(map, 'ports')).flatMap((written): PublishedPort[] => {
    const { target, published, address } = writtenPort(written);
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(target) ?? [];
    if (from === undefined) return [];
    return Array.from({ length: Math.min(1000, Number(to) - Number(from) + 1) }, (_, index) => ({
      target: Number(from) + index,
      published: wholeText(published),
      address,
      written,
    }));
  });
}

/** Whether a variable hides which port of the container is published, so that `publishedPortsOf` lacks one. */
export function hasUnknownPorts({ map }: ComposeService): boolean {
  return itemsOf(at(map, 'ports')).some((item) => !isWhole(writtenPort(item).target));
}
