import { describe, expect, it } from 'vitest';
import type { GivenValues } from '../../src/config/given.ts';
import { givenValues } from '../../src/config/given.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import type { Prompt } from '../../src/terminal/prompt.ts';
import { Interview } from '../../src/wizard/interview.ts';
import type { Machine } from '../../src/wizard/machine.ts';
import { summaryLines } from '../../src/wizard/summary.ts';
import { flagValues } from '../support/config.ts';
import { capturedOutput } from '../support/output.ts';

const GIB = 1024 ** 3;
const DOCKER: Machine = { engineMemory: 32 * GIB, memory: 32 * GIB, gpus: [], hasCluster: false };

type Answer = string | boolean | readonly string[] | undefined;

/** A user with an answer per question, in their order; undefined presses Enter. Remembers the questions. */
function script(...answers: readonly Answer[]): { prompt: Prompt; questions: string[]; left: () => number } {
  const rest = [...answers];
  const questions: string[] = [];
  const next = <T>(message: string, fallback: T): T => {
    questions.push(message);
    const answer = rest.shift();
    return answer === undefined ? fallback : (answer as T);
  };
  return {
    questions,
    left: () => rest.length,
    prompt: {
      select: async ({ message, choices, default: fallback }) => {
        const answer = next(message, fallback);
        expect(choices.map(({ value }) => value)).toContain(answer);
        return answer;
      },
      checkbox: async ({ message, choices }) =>
        next(
          message,
          choices.filter(({ checked }) => checked).map(({ value }) => value),
        ),
      input: async ({ message, default: fallback }) => next(message, fallback),
      confirm: async ({ message, default: fallback }) => next(message, fallback),
    },
  };
}

const { out } = capturedOutput();
const NONE: GivenValues = new Map();

function interviewWith(prompt: Prompt, machine: Machine = DOCKER, preset = NONE, file = NONE): Interview {
  return new Interview({ out, prompt, file, preset, machine, proposes: file.size === 0 });
}

const values = (given: GivenValues) => Object.fromEntries([...given].map(([key, { value }]) => [key, value]));

describe('the interview', () => {
  it('asks four questions on a machine with Docker, and only records what differs from the defaults', async () => {
    const { prompt, questions } = script();
    const interview = interviewWith(prompt);
    await interview.askMain();
    expect(questions).toEqual([
      'Where will you run it?',
      'How should ImageBind run?',
      'Which media will you store?',
      'Authentication:',
    ]);
    expect(values(await interview.settle())).toEqual({ targets: ['compose'] });
  });

  it('does not ask about the GPU of this machine for a stub or for a cluster', async () => {
    const machine = { ...DOCKER, gpus: ['NVIDIA L4'] };
    for (const answers of [['compose', 'stub'], ['helm']]) {
      const { prompt, questions } = script(...answers);
      await interviewWith(prompt, machine).askMain();
      expect(questions).not.toContain('Run ImageBind on a GPU?');
    }
  });

  it('after a change, asks the questions that only now apply, and keeps answers that apply again', async () => {
    const machine = { ...DOCKER, gpus: ['NVIDIA L4'] };
    const { prompt, questions, left } = script(
      ...['compose', 'stub', ['audio'], 'api-key'],
      ...['inference.mode', 'container', false],
      ...['targets', 'embedded', 'stub'],
      ...['targets', 'both'],
    );
    const interview = interviewWith(prompt, machine);
    await interview.askMain();
    await interview.change();
    expect(questions.slice(-2)).toEqual(['How should ImageBind run?', 'Run ImageBind on a GPU?']);
    // Local processes cannot run the container, so that question is asked again.
    await interview.change();
    expect(questions.slice(-2)).toEqual(['Where will you run it?', 'How should ImageBind run?']);
    expect(interview.place).toBe('embedded');
    await interview.change();
    expect(left()).toBe(0);
    expect(values(await interview.settle())).toEqual({
      'inference.mode': 'stub',
      'collection.modalities': ['audio'],
      'weaviate.auth': 'api-key',
    });
  });

  it('asks again for ports that are the same', async () => {
    const { prompt, questions } = script(
      ...[undefined, undefined, undefined, undefined],
      ...['weaviate.httpPort', '50051', 'back'],
      ...['8081', undefined],
    );
    const interview = interviewWith(prompt);
    await interview.askMain();
    await interview.more();
    expect(values(await interview.settle())).toMatchObject({ 'weaviate.httpPort': 8081 });
    expect(questions.slice(-2)).toEqual([
      'Port for REST and GraphQL on this machine:',
      'Port for gRPC on this machine:',
    ]);
  });

  it('with values in bindstack.yaml, proposes these and not what suits the machine', async () => {
    const { prompt } = script();
    const file = givenValues(flagValues('--http-port 8123'), {});
    const interview = interviewWith(prompt, { ...DOCKER, engineMemory: undefined }, NONE, file);
    await interview.askMain();
    expect(interview.place).toBe('both');
  });

  it('uses a flag that only a later answer makes effective, and reports one without an effect', async () => {
    for (const [mode, isUsed] of [
      ['external', true],
      ['stub', false],
    ] as const) {
      const { out: screen, said } = capturedOutput();
      const { prompt } = script('compose', mode);
      const preset = givenValues(flagValues('--inference-url http://gpu:8080'), {});
      const interview = new Interview({ out: screen, prompt, file: NONE, preset, machine: DOCKER });
      await interview.askMain();
      expect((await interview.settle()).has('inference.url')).toBe(isUsed);
      await interview.settle();
      expect(said().split('--inference-url has no effect here and is ignored').length - 1).toBe(
        isUsed ? 0 : 1,
      );
    }
  });

  it('does not offer local processes if a flag asks for a container', async () => {
    const { prompt } = script();
    const preset = givenValues(flagValues('--inference container'), {});
    const interview = interviewWith(prompt, { ...DOCKER, engineMemory: undefined }, preset);
    await interview.askMain();
    expect(interview.place).toBe('compose');
  });
});

describe('the summary', () => {
  it('lists what was asked for and what differs from the defaults, with secrets masked', async () => {
    const { prompt } = script('compose', 'stub');
    const preset = givenValues(flagValues('--env API_TOKEN=abc --http-port 8081'), {});
    const interview = interviewWith(prompt, DOCKER, preset);
    await interview.askMain();
    const lines = summaryLines(checkConfig(await interview.settle()), interview.asked, interview.place);
    expect(lines).toEqual([
      '  Where it runs              Docker Compose',
      '  ImageBind                  Stub',
      '  Media                      Text, Images',
      '  Authentication             Open, no API key',
      '  Port for REST and GraphQL  8081',
      '  Weaviate environment       API_TOKEN=********',
    ]);
  });

  it('says what a number of objects takes: at once, and in what follows from it', async () => {
    const { out: screen, said } = capturedOutput();
    const { prompt } = script('compose', undefined, undefined, undefined, '5M');
    const interview = new Interview({ out: screen, prompt, file: NONE, preset: NONE, machine: DOCKER });
    await interview.askMain();
    await interview.askObjects();
    expect(said()).toMatch(
      /→ 11 GiB of memory and 1 TB of disk, compression rq-8; importing takes about \d+ days with 2 CPU cores\n$/,
    );
    const lines = summaryLines(checkConfig(await interview.settle()), interview.asked, interview.place);
    expect(lines.slice(4)).toEqual([
      '  Weaviate memory         11g',
      '  Number of objects       5M',
      '  Compression of vectors  RQ, 8 bits',
    ]);
  });
});
