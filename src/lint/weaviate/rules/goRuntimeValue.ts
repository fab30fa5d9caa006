import { parseSize, readableSize } from '../../../formats/size.ts';
import type { Problem } from '../../rule.ts';
import type { WeaviateRule, WeaviateVariable } from '../weaviateSettings.ts';

const GO_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** An empty server has 40 MiB of heap (measured): below this, a unit was forgotten. */
const LOWEST_PLAUSIBLE = 64 * 1024 ** 2;

/** Bytes as Go reads them (runtime/mgcpacer.go readGOMEMLIMIT); undefined where it ends the program. */
function goBytes(text: string): number | undefined {
  if (text === '' || text === 'off') return Number.POSITIVE_INFINITY;
  const [, digits, unit = ''] = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  const bytes = Number(digits) * (GO_UNITS[unit] ?? Number.NaN);
  return bytes < 2 ** 63 ? bytes : undefined;
}

/** What was meant, in Go's spelling, without losing a byte: `3GB` is `3GiB`, `1.5GiB` is `1536MiB`. */
function toGoSize(text: string): string | undefined {
  const [, digits, letter] = /^\s*(\d+)\s*([kmgt])i?b?\s*$/i.exec(text) ?? [];
  if (digits !== undefined && letter !== undefined) return `${digits}${letter.toUpperCase()}iB`;
  const bytes = /[a-z]/i.test(text) ? parseSize(text) : undefined;
  const unit = Object.entries(GO_UNITS).findLast(([, size]) => bytes !== undefined && bytes % size === 0);
  return bytes === undefined || !unit ? undefined : `${bytes / unit[1]}${unit[0]}`;
}

function* memoryLimit(entry: WeaviateVariable, value: string): Generator<Problem> {
  const bytes = goBytes(value);
  if (bytes === undefined) {
    const meant = toGoSize(value);
    yield {
      place: entry.place,
      message: `GOMEMLIMIT "${value}" is not a size that Go knows: the server exits at once (malformed GOMEMLIMIT, exit code 2)`,
      ...(meant !== undefined && { suggestion: `write ${meant}`, changes: entry.set(meant) }),
    };
  } else if (bytes < LOWEST_PLAUSIBLE) {
    yield {
      place: entry.place,
      severity: 'warning',
      message: `GOMEMLIMIT "${value}" is ${bytes < 1024 ** 2 ? `${bytes} bytes` : readableSize(bytes)}, less than an empty server uses: is a unit missing?`,
      suggestion: 'write the unit: MiB or GiB',
    };
  }
}

const WHOLE_NUMBER = /^-?\d+$/;

/** What the runtime takes in the place of a value that it cannot read (runtime/mgcpacer.go, runtime/proc.go). */
const NUMBERS = {
  GOGC: {
    reads: (text: string) => text === 'off' || WHOLE_NUMBER.test(text),
    instead: 'takes 100',
    suggestion: 'write a whole number, or off',
  },
  GOMAXPROCS: {
    reads: (text: string) => WHOLE_NUMBER.test(text) && Number(text) > 0,
    instead: 'uses every CPU',
    suggestion: 'write a whole number above 0',
  },
} as const;

export const goRuntimeValue: WeaviateRule = {
  id: 'go-runtime-value',
  severity: 'error',
  summary: 'A variable of the Go runtime has a value that Go does not read.',
  why: 'Weaviate is a Go program. A `GOMEMLIMIT` with another unit than B, KiB, MiB, GiB or TiB, a fraction or a blank ends it before it logs anything: `fatal error: malformed GOMEMLIMIT`, exit code 2. `GOGC` and `GOMAXPROCS` that are not whole numbers are ignored silently.',
  fix: 'Write `GOMEMLIMIT` as a whole number with MiB or GiB (`4096MiB`), or `off`; `GOGC` as a whole number or `off`; `GOMAXPROCS` as a whole number above 0.',
  evidence:
    'measured with Weaviate 1.38.11 and 1.39.3: GOMEMLIMIT of 4096MB, 3GB, 3G, 3Gi, 4096mib, "4 GiB", 1.5GiB and -1 exit 2; 4GiB, 4096MiB, 1TiB, 512KiB, 100B, 0, a bare number, off and an empty text start, and so does any GOGC and GOMAXPROCS; an empty server has 40 MiB of heap',
  fixable: true,
  *check(weaviate) {
    const limit = weaviate.variable('GOMEMLIMIT');
    if (limit?.value !== undefined) yield* memoryLimit(limit, limit.value);
    for (const [name, { reads, instead, suggestion }] of Object.entries(NUMBERS)) {
      const entry = weaviate.variable(name);
      const value = entry?.value;
      if (!entry || value === undefined || value === '' || reads(value)) continue;
      yield {
        place: entry.place,
        severity: 'warning',
        message: `${name} "${value}" is not a number that Go reads: it ignores it and ${instead}`,
        suggestion,
      };
    }
  },
};
