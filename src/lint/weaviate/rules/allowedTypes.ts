import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { COMPRESSIONS, VECTOR_INDEXES } from '../../../facts/vectorIndexes.ts';
import { nearest } from '../../../formats/nearest.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { Problem } from '../../rule.ts';
import type { WeaviateRule, WeaviateSettings, WeaviateVariable } from '../weaviateSettings.ts';

interface AllowList {
  readonly variable: string;
  readonly known: readonly string[];
  /** The variable with the default, which must be in the list. */
  readonly defaultVariable: string;
}

const INDEXES: AllowList = {
  variable: 'ALLOWED_VECTOR_INDEX_TYPES',
  known: VECTOR_INDEXES,
  defaultVariable: 'DEFAULT_VECTOR_INDEX',
};
const QUANTIZATIONS: AllowList = {
  variable: 'ALLOWED_COMPRESSION_TYPES',
  known: COMPRESSIONS,
  defaultVariable: 'DEFAULT_QUANTIZATION',
};

function wordsOf(entry: WeaviateVariable | undefined): readonly string[] {
  const words = (entry?.value ?? '').split(',').map((word) => word.trim().toLowerCase());
  return [...new Set(words.filter((word) => word !== ''))];
}

function* listProblems(weaviate: WeaviateSettings, list: AllowList): Generator<Problem> {
  const { variable, known, defaultVariable } = list;
  const entry = weaviate.variable(variable);
  const allowed = wordsOf(entry);
  if (!entry || allowed.length === 0) return;
  const unknown = allowed.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    yield {
      place: entry.place,
      message: `${variable} lists the unknown value ${unknown}${near === undefined ? '' : ` (did you mean ${near}?)`}: Weaviate exits at startup`,
      suggestion: `use ${known.join(', ')}`,
    };
    return;
  }
  const preset = weaviate.variable(defaultVariable);
  const value = preset?.value?.trim().toLowerCase();
  // A list of one value is its own default.
  if (allowed.length > 1 && (preset ? value === '' : weaviate.isUnset(defaultVariable)))
    yield {
      place: entry.place,
      message: `${variable} lists several values, but ${defaultVariable} is not set: Weaviate exits at startup`,
      suggestion: `set ${defaultVariable} to one of them`,
    };
  if (preset && value && !allowed.includes(value))
    yield {
      place: preset.place,
      message: `${defaultVariable} ${value} is not in ${variable}: Weaviate exits at startup`,
      suggestion: `use ${allowed.join(', ')}, or add it to the list`,
    };
}

export const allowedTypes: WeaviateRule = {
  id: 'allowed-types',
  severity: 'error',
  summary:
    '`ALLOWED_VECTOR_INDEX_TYPES` or `ALLOWED_COMPRESSION_TYPES` does not agree with itself or with the default.',
  why: 'Weaviate exits at startup if a list has an unknown value, if it has several and the default (`DEFAULT_VECTOR_INDEX`, `DEFAULT_QUANTIZATION`) is not set or is another, or if hfresh is the only index and compressions are listed. It then restarts without end.',
  fix: 'Set the default to one of the listed values.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: exit code 1 with `ALLOWED_COMPRESSION_TYPES lists multiple values (rq-8, bq); DEFAULT_QUANTIZATION must also be set to one of them`, `does not match the only entry in`, `cannot be set when ALLOWED_VECTOR_INDEX_TYPES is exclusively`; weaviate/weaviate usecases/config/config_handler.go validateRestrictions',
  *check(weaviate) {
    const { version } = weaviate;
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.allowedTypes)) return;
    yield* listProblems(weaviate, INDEXES);
    yield* listProblems(weaviate, QUANTIZATIONS);
    const compressions = weaviate.variable(QUANTIZATIONS.variable);
    const indexes = wordsOf(weaviate.variable(INDEXES.variable));
    if (compressions && indexes.length === 1 && indexes[0] === 'hfresh' && wordsOf(compressions).length > 0)
      yield {
        place: compressions.place,
        message: `${QUANTIZATIONS.variable} cannot be set if hfresh is the only index: Weaviate exits at startup`,
        suggestion: 'remove it',
      };
  },
};
