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

/** An empty server has 40 MiB of heap (measured), so a lower limit means that the unit is missing. */
const LOWEST_PLAUSIBLE = 64 * 1024 ** 2;

/** Bytes as Go reads them (runtime/mgcpacer.go readGOMEMLIMIT); undefined if the program would exit. */
function goBytes(text: string): number | undefined {
  if (text === '' || text === 'off') return Number.POSITIVE_INFINITY;
  const [, digits, unit = ''] = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  const bytes = Number(digits) * (GO_UNITS[unit] ?? Number.NaN);
  return bytes < 2 ** 63 ? bytes : undefined;
}

/** The size that was meant, as Go writes it and without rounding: `3GiB` for `3GB`, `1536MiB` for `1.5GiB`. */
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
    const goSize = toGoSize(value);
    yield {
      place: entry.place,
      message: `GOMEMLIMIT "${value}" is not a size that Go can read: the server exits at once (malformed GOMEMLIMIT, exit code 2)`,
      ...(goSize !== undefined && { suggestion: `write ${goSize}`, changes: entry.set(goSize) }),
    };
  } else if (bytes < LOWEST_PLAUSIBLE) {
    yield {
      place: entry.place,
      severity: 'warning',
      message: `GOMEMLIMIT "${value}" is ${bytes < 1024 ** 2 ? `${bytes} bytes` : readableSize(bytes)}, less than an empty server uses: is the unit missing?`,
      suggestion: 'add the unit: MiB or GiB',
    };
  }
}

const WHOLE_NUMBER = /^-?\d+$/;

/** Numbers, and what the runtime does when it cannot read one (runtime/mgcpacer.go, runtime/proc.go). */
const NUMBERS = {
  GOGC: {
    reads: (text: string) => text === 'off' || WHOLE_NUMBER.test(text),
    instead: 'uses 100',
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
  summary: 'A variable of the Go runtime has a value that Go cannot read.',
  why: 'Weaviate is a Go program. If `GOMEMLIMIT` has a fraction, a space or a unit other than B, KiB, MiB, GiB or TiB, Weaviate exits before it logs anything: `fatal error: malformed GOMEMLIMIT`, exit code 2. `GOGC` and `GOMAXPROCS` are silently ignored if they are not whole numbers.',
  fix: 'Set `GOMEMLIMIT` to a whole number with MiB or GiB (`4096MiB`) or to `off`, `GOGC` to a whole number or `off`, and `GOMAXPROCS` to a whole number above 0.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: GOMEMLIMIT of 4096MB, 3GB, 3G, 3Gi, 4096mib, "4 GiB", 1.5GiB and -1 exit with code 2; 4GiB, 4096MiB, 1TiB, 512KiB, 100B, 0, a bare number, off and an empty value start, and so does any GOGC and GOMAXPROCS; an empty server has 40 MiB of heap',
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
        message: `${name} "${value}" is not a number that Go can read: Go ignores it and ${instead}`,
        suggestion,
      };
    }
  },
};
