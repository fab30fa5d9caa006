const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/**
 * Parses a size such as `12g`, `12GB`, `12Gi`, `12288Mi` or `512m`. Every unit is binary, as in Docker (docker/go-units
 * RAMInBytes). The decimal `12G` of Kubernetes is not supported: the same text must not mean two sizes.
 * @returns bytes; undefined if the text is not a valid size
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(?:i?b|i)?|b)$/i.exec(text.trim());
  if (!match) return undefined;
  const bytes = Number(match[1]) * (UNITS[(match[2] ?? 'b').toLowerCase()] ?? Number.NaN);
  return Number.isSafeInteger(Math.round(bytes)) && bytes >= 1 ? Math.round(bytes) : undefined;
}

function inLargestUnit(bytes: number, units: readonly (readonly [string, number])[]): string | undefined {
  const found = units.find(([, factor]) => bytes % factor === 0);
  return found && `${bytes / found[1]}${found[0]}`;
}

/** A size in Docker's format: `12g`, `9728m`. */
export function dockerSize(bytes: number): string {
  return (
    inLargestUnit(bytes, [
      ['g', 1024 ** 3],
      ['m', 1024 ** 2],
      ['k', 1024],
    ]) ?? `${bytes}b`
  );
}

/** A size in Kubernetes' format: `12Gi`, `9728Mi`. */
export function kubernetesSize(bytes: number): string {
  return (
    inLargestUnit(bytes, [
      ['Gi', 1024 ** 3],
      ['Mi', 1024 ** 2],
      ['Ki', 1024],
    ]) ?? `${bytes}`
  );
}

/** A size in Go's format for `GOMEMLIMIT`: whole mebibytes, rounded down. */
export function goMemoryLimit(bytes: number): string {
  return `${Math.max(1, Math.floor(bytes / 1024 ** 2))}MiB`;
}

/** A human-readable size: `12 GiB`, `9.5 GiB`, `512 MiB`. */
export function readableSize(bytes: number): string {
  const [unit, factor] = bytes >= 1024 ** 3 ? (['GiB', 1024 ** 3] as const) : (['MiB', 1024 ** 2] as const);
  return `${Number((bytes / factor).toFixed(2))} ${unit}`;
}

/** `readableSize` with one decimal at most. */
export function roughSize(bytes: number): string {
  const [factor, digits] = bytes >= 1024 ** 3 ? [1024 ** 3, 1] : [1024 ** 2, 0];
  return readableSize(Number((bytes / factor).toFixed(digits)) * factor);
}

/** A size in powers of ten, as used for disks and images: `10 GB`. */
export function gigabytes(bytes: number): string {
  const gb = bytes / 1e9;
  return gb >= 10 ? `${Math.round(gb)} GB` : `${Number(gb.toFixed(1))} GB`;
}

const TB = 1e12;

/** Like `gigabytes`, but sizes below 1 GB in megabytes and large ones in terabytes. */
export function diskSize(bytes: number): string {
  if (bytes < 1e9) return `${Math.ceil(bytes / 1e6)} MB`;
  return bytes >= TB ? `${Number((bytes / TB).toFixed(1))} TB` : gigabytes(bytes);
}
