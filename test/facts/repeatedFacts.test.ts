import { describe, expect, it } from 'vitest';
import {
  DOCUMENTED_MEMORY,
  DOCUMENTED_MEMORY_BYTES,
  DOCUMENTED_QUANTITY,
  MEMORY_TO_LOAD,
  MEMORY_TO_RUN,
} from '../../src/facts/resources.ts';
import {
  CHART_VERSION,
  INFERENCE_TAG,
  OLDER_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { parseSize } from '../../src/formats/size.ts';
import { codeOf, SOURCES } from '../support/sources.ts';

/** Figures that are defined once in src/facts. Messages, help and advice must use the constants. */
const FIGURES = [
  WEAVIATE_VERSION,
  OLDER_WEAVIATE_VERSION,
  INFERENCE_TAG,
  CHART_VERSION,
  MEMORY_TO_LOAD,
  MEMORY_TO_RUN,
  DOCUMENTED_MEMORY,
  DOCUMENTED_QUANTITY,
];

const REPEATED = new RegExp(
  `(?<![\\w.])(?:${FIGURES.map((figure) => figure.replaceAll('.', '\\.')).join('|')})(?!\\w|\\.\\d)`,
);

/** The evidence of a rule keeps the version that was measured, even when the defaults change. So do comments. */
const EVIDENCE = /\bevidence:\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;

/** Files that contain a figure anyway, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'diagnosis/causes/docker/containers.ts': 'explains the units m and g with example numbers',
  'lint/compose/composeTypes.ts': 'shows the format of a size',
  'lint/values/rules/quantity.ts': 'shows the format of a quantity',
  'options/checkedValue.ts': 'shows the format of a size',
};

const found = (text: string) => REPEATED.exec(codeOf(text).replace(EVIDENCE, ''))?.[0];

describe('a default version or a memory figure', () => {
  const sources = SOURCES.filter(({ room }) => room !== 'facts');
  it.each(sources.filter(({ path }) => !(path in EXCEPTIONS)))('is not repeated in $path', ({ text }) => {
    expect(found(text)).toBeUndefined();
  });

  it.each(Object.entries(EXCEPTIONS))('is repeated in %s, which %s', (path) => {
    expect(found(sources.find((source) => source.path === path)?.text ?? '')).toBeDefined();
  });

  it('has the same value in every format', () => {
    expect(parseSize(DOCUMENTED_MEMORY)).toBe(DOCUMENTED_MEMORY_BYTES);
    expect(parseSize(DOCUMENTED_QUANTITY)).toBe(DOCUMENTED_MEMORY_BYTES);
  });

  it('is found in a text that contains it', () => {
    expect(found(`suggestion: '--weaviate-tag ${WEAVIATE_VERSION}',`)).toBe(WEAVIATE_VERSION);
    expect(found(`help: 'the model needs ${MEMORY_TO_LOAD}.'`)).toBe(MEMORY_TO_LOAD);
    expect(found(`evidence: 'read', message: 'use ${INFERENCE_TAG}'`)).toBe(INFERENCE_TAG);
  });

  it('is ignored in evidence and as part of another figure', () => {
    expect(found(`evidence:\n    "measured with ${WEAVIATE_VERSION}, it's so",`)).toBeUndefined();
    expect(found(` * Measured with ${WEAVIATE_VERSION}.`)).toBeUndefined();
    expect(found(`since: ['1${WEAVIATE_VERSION}', '${WEAVIATE_VERSION}1']`)).toBeUndefined();
  });
});
