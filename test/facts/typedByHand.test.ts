import { describe, expect, it } from 'vitest';
import { MEMORY_TO_LOAD, MEMORY_TO_RUN } from '../../src/facts/resources.ts';
import {
  CHART_VERSION,
  INFERENCE_TAG,
  OLDER_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { codeOf, SOURCES } from '../support/sources.ts';

/** Figures that change in one place: messages, help and advice take them from there. */
const FIGURES = [
  WEAVIATE_VERSION,
  OLDER_WEAVIATE_VERSION,
  INFERENCE_TAG,
  CHART_VERSION,
  MEMORY_TO_LOAD,
  MEMORY_TO_RUN,
];

const TYPED = new RegExp(
  `(?<![\\d.])(?:${FIGURES.map((figure) => figure.replaceAll('.', '\\.')).join('|')})(?!\\d|\\.\\d)`,
);

/**
 * What a rule was found out with stays what it was when the defaults move on: the release that was measured, the chart
 * that was read. So does a comment.
 */
const EVIDENCE = /\bevidence:\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;

const found = (text: string) => TYPED.exec(codeOf(text).replace(EVIDENCE, ''))?.[0];

describe('a default version or a memory figure', () => {
  it.each(SOURCES.filter(({ room }) => room !== 'facts'))('is not typed by hand in $path', ({ text }) => {
    expect(found(text)).toBeUndefined();
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
