import { COMPRESSIONS, VECTOR_INDEXES } from '../../facts/vectorIndexes.ts';
import { isOn } from '../../facts/weaviateVariables.ts';
import { locate } from '../../yaml/located.ts';
import { parseSource } from '../../yaml/source.ts';
import type { ServerDefaults } from '../collection/collectionDefinition.ts';
import { readComposeFiles } from '../compose/composeFile.ts';
import { NO_REFERENCED_FILES } from '../compose/environment.ts';
import { mergeProject } from '../compose/project.ts';
import type { LintInput } from '../lint.ts';
import type { Kind } from '../rule.ts';
import { readValuesFile, valuesOrRoot } from '../values/valuesFile.ts';
import {
  isKnownOff,
  type WeaviateSettings,
  weaviatesInChart,
  weaviatesInProject,
} from './weaviateSettings.ts';

/** Reads the Weaviate servers from a file, for the kinds of file that can have any. */
const WEAVIATES: Partial<Record<Kind, (input: LintInput) => WeaviateSettings[]>> = {
  compose: ({ name, text, overrides = [], variables = new Map(), beside = NO_REFERENCED_FILES }) => {
    const files = [{ name, text }, ...overrides].flatMap((file) =>
      readComposeFiles(file.name, file.text, variables),
    );
    return weaviatesInProject(mergeProject(files, variables, beside));
  },
  values: ({ name, text }) => {
    const source = parseSource(name, text);
    return valuesOrRoot(readValuesFile(source, locate(source))).flatMap(weaviatesInChart);
  },
};

function weaviatesIn(input: LintInput): WeaviateSettings[] {
  return (input.kind && WEAVIATES[input.kind]?.(input)) ?? [];
}

/**
 * What these files say about the servers that create the collections; nothing if there is no server, and no value in
 * which the servers differ, or that is unknown.
 */
export function serverDefaultsOf(inputs: readonly LintInput[]): ServerDefaults {
  const weaviates = inputs.flatMap(weaviatesIn);
  if (weaviates.length === 0) return {};
  return {
    asyncIndexing: asyncIndexingOf(weaviates),
    index: commonValue(weaviates, 'DEFAULT_VECTOR_INDEX', VECTOR_INDEXES),
    compression: commonValue(weaviates, 'DEFAULT_QUANTIZATION', COMPRESSIONS),
  };
}

function asyncIndexingOf(weaviates: readonly WeaviateSettings[]): boolean | undefined {
  if (weaviates.every((one) => isOn(one.variable('ASYNC_INDEXING')?.value))) return true;
  return weaviates.every((one) => isKnownOff(one, 'ASYNC_INDEXING')) ? false : undefined;
}

/** The value that all servers have; they ignore case and surrounding spaces. */
function commonValue<Name extends string>(
  weaviates: readonly WeaviateSettings[],
  variable: string,
  names: readonly Name[],
): Name | undefined {
  const values = new Set(weaviates.map((one) => one.variable(variable)?.value?.trim().toLowerCase()));
  const [value] = values;
  return values.size === 1 ? names.find((name) => name === value) : undefined;
}
