import { describe, expect, it } from 'vitest';
import type { Advice } from '../../src/diagnosis/advice.ts';
import { type AnalyzedService, situationOf } from '../../src/diagnosis/situation.ts';
import { composeAdvice } from '../../src/targets/compose/advice.ts';
import { embeddedAdvice } from '../../src/targets/embedded/advice.ts';
import { helmAdvice } from '../../src/targets/helm/advice.ts';
import { inference, weaviate } from '../diagnosis/observed.ts';

const situation = situationOf({ services: [inference({ pod: 'bind-inference-0' }), weaviate()] });
const bind = situation.services[0] as AnalyzedService;

/** Every text that an advice can have. */
function textsOf(advice: Advice): [member: string, text: string][] {
  const { program: _program, file: _file, ...members } = advice;
  const {
    killed,
    crashLoop,
    moreMemory,
    reduceMemoryUse,
    wrongPlatform,
    variable,
    inferenceLoading,
    ...rest
  } = members;
  const made = { killed, crashLoop, moreMemory, reduceMemoryUse, wrongPlatform };
  return [
    ...Object.entries(made).map(([name, word]): [string, string] => [name, word(bind)]),
    ...Object.entries(rest).map(([name, word]): [string, string] => [
      name,
      typeof word === 'string' ? word : word('WORD'),
    ]),
    ['variable', variable('NAME', 'VALUE')],
    ['inferenceLoading', inferenceLoading('WORD', undefined)],
    ['inferenceLoading elsewhere', inferenceLoading('WORD', '127.0.0.1:9')],
  ];
}

/** The programs and files of the other targets. */
const FOREIGN = {
  compose: /kubectl|helm|values\.yaml|in the values|\.bindstack\/embedded|--target/,
  helm: /docker|mem_limit|healthcheck\.|\.bindstack\/embedded|--target (?!helm)/,
  embedded: /kubectl|helm|docker[ -]compose|values\.yaml|--target (?!embedded)/,
};

describe.each([
  ['compose', composeAdvice(situation), FOREIGN.compose],
  ['helm', helmAdvice(situation), FOREIGN.helm],
  ['embedded', embeddedAdvice(undefined)(situation), FOREIGN.embedded],
] as const)('the advice of target %s', (_target, advice, foreign) => {
  it.each(textsOf(advice))('%s: speaks of no other target', (_member, text) => {
    expect(text).not.toBe('');
    expect(text).not.toMatch(foreign);
  });
});

describe('memory to try', () => {
  it.each([
    [{ memoryLimit: 8 * 1024 ** 3 }, '--inference-memory 12g'],
    [{ memoryLimit: 12 * 1024 ** 3 }, '--inference-memory 18g'],
  ])('of %o', (facts, expected) => {
    const [service] = situationOf({ services: [inference(facts)] }).services;
    expect(service && composeAdvice(situation).moreMemory(service)).toContain(expected);
    expect(service && helmAdvice(situation).moreMemory(service)).toContain(expected);
  });
});
