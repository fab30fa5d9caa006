import { describe, expect, it } from 'vitest';
import { diagnose, inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';
import { weaviateLog } from './recordings.ts';

const ended = { state: 'exited', health: '' } as const;
const waitedInVain = weaviate({ ...ended, exitCode: 1, log: weaviateLog('inference-unreachable') });
const killed = inference({ ...ended, exitCode: 137, oomKilled: true });

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

const found = (seen: Observation) => diagnose(seen).map(({ code, service }) => `${code} ${service}`);

describe('one fault and what it brings about', () => {
  it.each<[string, Observation, string[]]>([
    [
      'the model was killed, and Weaviate waited in vain',
      observed([killed, waitedInVain]),
      ['inference-memory-loading multi2vec-bind'],
    ],
    [
      'the model ended, and Weaviate waited in vain',
      observed([inference({ ...ended, exitCode: 1 }), waitedInVain]),
      ['exited multi2vec-bind'],
    ],
    [
      'the model has no GPU, and Weaviate restarts for ever',
      observed([
        inference({ ...ended, exitCode: 1, log: 'RuntimeError: Found no NVIDIA driver on your system.' }),
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
      'the model was killed, and the log of Weaviate is not known',
      observed([killed, weaviate({ ...ended, exitCode: 1 })]),
      ['inference-memory-loading multi2vec-bind'],
    ],
    [
      'the model was killed, and Weaviate ended for another reason',
      observed([killed, weaviate({ ...ended, exitCode: 1, log: weaviateLog('timeout-without-unit') })]),
      ['inference-memory-loading multi2vec-bind', 'timeout-without-unit weaviate'],
    ],
    [
      'both were killed',
      observed([killed, weaviate({ ...ended, exitCode: 137, oomKilled: true })]),
      ['inference-memory-loading multi2vec-bind', 'weaviate-memory weaviate'],
    ],
    [
      'a fault of its own that nobody knows',
      observed([
        inference({ ...ended, exitCode: 1 }),
        weaviate({ ...ended, exitCode: 1, log: weaviateLine('fatal', 'unheard of') }),
      ]),
      ['exited multi2vec-bind', 'exited weaviate'],
    ],
    [
      'the model was killed later, and /v1/meta tells of it',
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
      'the port is taken, and Weaviate was only created',
      observed([inference(), weaviate({ state: 'created', health: '', exitCode: 128 })], {
        phase: 'create',
        command: { exitCode: 1, stderr: 'listen tcp4 127.0.0.1:8080: bind: address already in use' },
      }),
      ['port-taken null'],
    ],
    [
      'the port is taken, and the engine says it twice',
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
      'Weaviate ended, and the disk was almost full',
      observed([inference(), weaviate({ ...ended, exitCode: 1, log: almostFull })]),
      ['exited weaviate', 'read-only weaviate'],
    ],
    [
      'the surest comes first',
      observed([inference({ health: 'unhealthy' }), weaviate({ ...ended, exitCode: 137, oomKilled: true })]),
      ['weaviate-memory weaviate', 'unhealthy multi2vec-bind'],
    ],
  ])('%s', (_when, seen, expected) => {
    expect(found(seen)).toEqual(expected);
  });

  it('mentions the consequence in the message', () => {
    expect(diagnose(observed([killed, waitedInVain]))[0]?.message).toMatch(
      /while it was loading .*; Weaviate ended because of it$/,
    );
  });
});
