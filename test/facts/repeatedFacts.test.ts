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

/** Figures that change in one place: messages, help and advice take them from there. */
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

const TYPED = new RegExp(
  `(?<![\\w.])(?:${FIGURES.map((figure) => figure.replaceAll('.', '\\.')).join('|')})(?!\\w|\\.\\d)`,
);

/**
 * What a rule was found out with stays what it was when the defaults move on: the release that was measured, the chart
 * that was read. So does a comment.
 */
const EVIDENCE = /\bevidence:\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;

/** Where one of them is typed all the same, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'diagnosis/causes/docker/containers.ts': 'says what the letters m and g mean, with numbers for example',
  'lint/compose/composeTypes.ts': 'shows how a size is written',
  'lint/values/rules/quantity.ts': 'shows how a quantity is written',
  'options/schemaOf.ts': 'shows how a size is written',
};

const found = (text: string) => TYPED.exec(codeOf(text).replace(EVIDENCE, ''))?.[0];

describe('a default version or a memory figure', () => {
  const sources = SOURCES.filter(({ room }) => room !== 'facts');
  it.each(sources.filter(({ path }) => !(path in EXCEPTIONS)))(
    'is not typed by hand in $path',
    ({ text }) => {
      expect(found(text)).toBeUndefined();
    },
  );

  it.each(Object.entries(EXCEPTIONS))('is typed in %s, which %s', (path) => {
    expect(found(sources.find((source) => source.path === path)?.text ?? '')).toBeDefined();
  });

  it('is the same in every spelling', () => {
    expect(parseSize(DOCUMENTED_MEMORY)).toBe(DOCUMENTED_MEMORY_BYTES);
    expect(parseSize(DOCUMENTED_QUANTITY)).toBe(DOCUMENTED_MEMORY_BYTES);
  });

  it('is found where it is', () => {
    expect(found(`suggestion: '--weaviate-tag ${WEAVIATE_VERSION}',`)).toBe(WEAVIATE_VERSION);
    expect(found(`help: 'the model needs ${MEMORY_TO_LOAD}.'`)).toBe(MEMORY_TO_LOAD);
    expect(found(`evidence: 'read', message: 'use ${INFERENCE_TAG}'`)).toBe(INFERENCE_TAG);
  });

  it('may be what was measured, or another one', () => {
    expect(found(`evidence:\n    "measured with ${WEAVIATE_VERSION}, it's so",`)).toBeUndefined();
    expect(found(` * Measured with ${WEAVIATE_VERSION}.`)).toBeUndefined();
    expect(found(`since: ['1${WEAVIATE_VERSION}', '${WEAVIATE_VERSION}1']`)).toBeUndefined();
  });
});
