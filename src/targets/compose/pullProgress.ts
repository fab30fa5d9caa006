import { stripVTControlCharacters } from 'node:util';
import { readableSize } from '../../formats/size.ts';

/** A layer of an image that is being pulled; sizes in bytes. */
interface Layer {
  current: number;
  total: number;
  done: boolean;
}

/** Docker writes sizes for people in powers of 1000 (docker/go-units HumanSize). */
const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function bytes(text: string): number | undefined {
  const [, number, unit = ''] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** What `docker compose pull` has said so far of one image, as its plain lines tell it. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();

  /** Takes in a line; others than those of layers say nothing. */
  read(written: string): void {
    const line = stripVTControlCharacters(written).trim();
    const [, id, status = '', sizes] =
      /^([0-9a-f]{12}) (Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)(?:.*?([\d.]+[kMGT]?B\/[\d.]+[kMGT]?B))?/.exec(
        line,
      ) ?? [];
    if (id === undefined) return;
    const layer = this.#layers.get(id) ?? { current: 0, total: 0, done: false };
    this.#layers.set(id, layer);
    const [current, total] = (sizes ?? '').split('/').map(bytes);
    if (status === 'Downloading' && current !== undefined && total !== undefined) {
      layer.current = current;
      layer.total = total;
    }
    if (status === 'Download complete' || status === 'Extracting') layer.current = layer.total;
    if (status === 'Pull complete' || status === 'Already exists') layer.done = true;
  }

  /** Bytes that have come. */
  get current(): number {
    return this.#sum((layer) => layer.current);
  }

  /** Bytes of the layers whose size is known. */
  get total(): number {
    return this.#sum((layer) => layer.total);
  }

  /** `1.2 of 10.4 GiB, 35 MiB/s, 3 of 12 layers`, as far as it is known. */
  text(rate: number | undefined): string {
    const layers = [...this.#layers.values()];
    const done = layers.filter((layer) => layer.done).length;
    const { current, total } = this;
    const parts = [
      ...(total > 0 ? [`${readableSize(current)} of ${readableSize(total)}`] : []),
      ...(rate !== undefined && rate > 0 ? [`${readableSize(rate)}/s`] : []),
      ...(layers.length > 0 ? [`${done} of ${layers.length} layers`] : []),
    ];
    return parts.join(', ');
  }

  #sum(of: (layer: Layer) => number): number {
    return [...this.#layers.values()].reduce((sum, layer) => sum + of(layer), 0);
  }
}
