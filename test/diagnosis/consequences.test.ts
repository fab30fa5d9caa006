import { describe, expect, it } from 'vitest';
import { diagnose, inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';
import { weaviateLog } from './recordings.ts';

const exited = { state: 'exited', health: '' } as const;
const waitedInVain = weaviate({ ...exited, exitCode: 1, log: weaviateLog('inference-unreachable') });
const killed = inference({ ...exited, exitCode: 137, oomKilled: true });

const almostFull = weaviateLine(
  'warning',
  'Set READONLY, disk usage currently at 91.23%, threshold set to 90.00%',
);
const gone = {
  status: 200,
  text: JSON.stringify({
    version: '1.38.11',
    modules: { 'multi2vec-bind': { error: 'send GET meta request: refused' } },
  }),
};

const found = (observation: Observation) =>
  diagnose(observation).map(({ code, service }) => `${code} ${service}`);

describe('a fault and its consequences', () => {
  it.each<[string, Observation, string[]]>([
    [
      'the model was killed, and Weaviate waited in vain',
      observed([killed, waitedInVain]),
      ['inference-memory-loading multi2vec-bind'],
    ],
    [
      'the model exited, and Weaviate waited in vain',
      observed([inference({ ...exited, exitCode: 1 }), waitedInVain]),
      ['exited multi2vec-bind'],
    ],
    [
      'the model has no GPU, and Weaviate restarts forever',
      observed([
        inference({ ...exited, exitCode: 1, log: 'RuntimeError: Found no NVIDIA driver on your system.' }),
        weaviate({
          state: 'restarting',
          exitCode: 1,
          restarts: 7,
          log: weaviateLog('inference-unreachable'),
        }),
      ]),
      ['gpu-not-visible multi2vec-bind'],
    ],
    [
      "the model was killed, and Weaviate's log is not known",
      observed([killed, weaviate({ ...exited, exitCode: 1 })]),
      ['inference-memory-loading multi2vec-bind'],
    ],
    [
      'the model was killed, and Weaviate exited for another reason',
      observed([killed, weaviate({ ...exited, exitCode: 1, log: weaviateLog('timeout-without-unit') })]),
      ['inference-memory-loading multi2vec-bind', 'timeout-without-unit weaviate'],
    ],
    [
      'both were killed',
      observed([killed, weaviate({ ...exited, exitCode: 137, oomKilled: true })]),
      ['inference-memory-loading multi2vec-bind', 'weaviate-memory weaviate'],
    ],
    [
      'the model exited, and Weaviate has an unknown fault',
      observed([
        inference({ ...exited, exitCode: 1 }),
        weaviate({ ...exited, exitCode: 1, log: weaviateLine('fatal', 'unheard of') }),
      ]),
      ['exited multi2vec-bind', 'exited weaviate'],
    ],
    [
      'the model was killed later, and /v1/meta reports it',
      observed([inference({ ...killed, wasHealthy: true }), weaviate()], {
        ready: { status: 200 },
        meta: {
          status: 200,
          text: JSON.stringify({
            version: '1.38.11',
            modules: { 'multi2vec-bind': { error: 'send GET meta request: refused' } },
          }),
        },
      }),
      ['inference-memory-running multi2vec-bind'],
    ],
    [
      'the port is in use, and Weaviate was only created',
      observed([inference(), weaviate({ state: 'created', health: '', exitCode: 128 })], {
        phase: 'create',
        command: { exitCode: 1, stderr: 'listen tcp4 127.0.0.1:8080: bind: address already in use' },
      }),
      ['port-taken null'],
    ],
    [
      'the port is in use, and the engine reports it twice',
      observed(
        [
          weaviate({
            state: 'created',
            health: '',
            error: 'listen tcp4 0.0.0.0:8080: bind: address already in use',
          }),
        ],
        {
          command: {
            exitCode: 1,
            stderr: 'endpoint p-weaviate-1 (a): listen tcp4 0.0.0.0:8080: bind: address already in use',
          },
        },
      ),
      ['port-taken weaviate'],
    ],
    [
      'the inference service is gone, and the disk is almost full',
      observed([inference(), weaviate({ log: almostFull })], { meta: gone }),
      ['inference-gone multi2vec-bind', 'read-only weaviate'],
    ],
    [
      'Weaviate exited, and the disk was almost full',
      observed([inference(), weaviate({ ...exited, exitCode: 1, log: almostFull })]),
      ['exited weaviate', 'read-only weaviate'],
    ],
    [
      'the most certain cause comes first',
      observed([inference({ health: 'unhealthy' }), weaviate({ ...exited, exitCode: 137, oomKilled: true })]),
      ['weaviate-memory weaviate', 'unhealthy multi2vec-bind'],
    ],
  ])('%s', (_when, observation, expected) => {
    expect(found(observation)).toEqual(expected);
  });

  it('mentions the consequence in the message', () => {
    expect(diagnose(observed([killed, waitedInVain]))[0]?.message).toMatch(
      /while it was loading .*; Weaviate exited because of it$/,
    );
  });
});
