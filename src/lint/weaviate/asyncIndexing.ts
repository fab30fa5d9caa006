import { isOn } from '../../facts/weaviateVariables.ts';
import { locate } from '../../yaml/located.ts';
import { parseSource } from '../../yaml/source.ts';
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

/** The servers that a file describes, of the kinds of files that describe any. */
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
 * Whether the servers of some files index in the background, as collections beside them need to know; undefined
 * where there is no server, where they differ, and where that is not known.
 */
export function asyncIndexingOf(inputs: readonly LintInput[]): boolean | undefined {
  const weaviates = inputs.flatMap(weaviatesIn);
  if (weaviates.length === 0) return undefined;
  if (weaviates.every((one) => isOn(one.variable('ASYNC_INDEXING')?.value))) return true;
  return weaviates.every((one) => isKnownOff(one, 'ASYNC_INDEXING')) ? false : undefined;
}
