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
 * Whether the servers in these files use asynchronous indexing, which the rules for collections need to know;
 * undefined if there is no server, if the servers differ, or if it is unknown.
 */
export function asyncIndexingOf(inputs: readonly LintInput[]): boolean | undefined {
  const weaviates = inputs.flatMap(weaviatesIn);
  if (weaviates.length === 0) return undefined;
  if (weaviates.every((one) => isOn(one.variable('ASYNC_INDEXING')?.value))) return true;
  return weaviates.every((one) => isKnownOff(one, 'ASYNC_INDEXING')) ? false : undefined;
}
