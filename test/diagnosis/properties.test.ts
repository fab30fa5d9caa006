import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../src/diagnosis/diagnose.ts';
import type { ServiceObservation } from '../../src/diagnosis/observation.ts';
import { fc } from '../support/properties.ts';
import { COMMAND_CASES } from './commandCases.ts';
import { commandFailure, diagnose, inference, type Observation, observed, weaviate } from './observed.ts';

/** Words of error messages that alone mean nothing: a pattern that matches one of them is too general. */
const WORDS = [
  'error',
  'failed',
  'fatal',
  'denied',
  'permission',
  'timeout',
  'refused',
  'port',
  '8080',
  'memory',
  'killed',
  'GPU',
  'CUDA',
  'nvidia',
  'manifest',
  'unauthorized',
  'image',
  'not found',
  'network',
  'volume',
  'listen tcp',
  'space',
  'disk',
  'Container',
  'daemon',
  'weaviate',
  'multi2vec-bind',
  'ready',
  '404',
  'healthy',
  'exited (',
  ')',
  ':',
  '"',
  '\n',
  ' ',
  '\u001b[2K',
  '{"level":"fatal","msg":"',
  '"}',
  '\t',
  '$',
  '${',
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(' ')),
);

const anyService: fc.Arbitrary<ServiceObservation> = fc.record(
  {
    name: fc.constantFrom('weaviate', 'multi2vec-bind', 'proxy', '', 'a.b(c'),
    role: fc.constantFrom('weaviate' as const, 'inference' as const, 'other' as const),
    state: fc.constantFrom('running', 'exited', 'restarting', 'created', 'dead', 'missing', 'paused', ''),
    health: fc.constantFrom('', 'healthy', 'unhealthy', 'starting'),
    exitCode: fc.integer({ min: 0, max: 255 }),
    oomKilled: fc.boolean(),
    error: anyText,
    restarts: fc.nat(10),
    wasHealthy: fc.boolean(),
    memoryLimit: fc.nat(),
    image: anyText,
    healthLog: fc.array(anyText, { maxLength: 3 }),
    log: anyText,
  },
  { requiredKeys: ['name', 'role'] },
);

const anyAnswer = fc.record(
  { status: fc.constantFrom(200, 401, 403, 503), text: fc.oneof(anyText, fc.json()), hung: fc.boolean() },
  { requiredKeys: [] },
);

const anyObservation: fc.Arbitrary<Observation> = fc.record(
  {
    target: fc.constantFrom('compose' as const, 'embedded' as const, 'helm' as const),
    phase: fc.constantFrom(
      'preflight' as const,
      'pull' as const,
      'create' as const,
      'inference' as const,
      'weaviate' as const,
      'module' as const,
    ),
    interrupted: fc.boolean(),
    command: fc.record(
      { exitCode: fc.nat(255), stderr: anyText, notFound: fc.boolean() },
      { requiredKeys: ['stderr'] },
    ),
    services: fc.array(anyService, { maxLength: 4 }),
    ready: anyAnswer,
    meta: anyAnswer,
    dataExisted: fc.boolean(),
    host: fc.record({ arch: anyText, totalMemory: fc.nat() }, { requiredKeys: [] }),
  },
  { requiredKeys: ['target', 'services'] },
);

/** Codes that are found without reading any text. */
const WITHOUT_TEXT = ['unknown', 'exited', 'crash-loop', 'unhealthy', 'still-starting', 'killed'];

describe('diagnose, for any observation', () => {
  it('never throws, and has texts for each diagnosis', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        for (const { code, message, cause, suggestion, evidence } of diagnose(observation)) {
          expect(DIAGNOSIS_CODES).toContain(code);
          for (const text of [message, cause, suggestion]) expect(text).not.toBe('');
          expect(message).not.toMatch(/\n|\.$/);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: tests that there are none
          expect(evidence ?? '').not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });

  it('always returns the same for the same observation', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        expect(diagnose(observation)).toEqual(diagnose(observation));
      }),
    );
  });

  it('finds no cause in meaningless words', () => {
    fc.assert(
      fc.property(anyText, anyText, (stderr, log) => {
        const facts = { health: '', exitCode: 1, log };
        for (const observation of [
          commandFailure(stderr),
          observed([
            inference({ ...facts, state: 'exited' }),
            weaviate({ ...facts, state: 'restarting', restarts: 3 }),
          ]),
          observed([weaviate({ ...facts, state: 'running' })], { phase: 'weaviate' }),
        ]) {
          expect(WITHOUT_TEXT).toEqual(expect.arrayContaining(diagnose(observation).map(({ code }) => code)));
        }
      }),
    );
  });

  it('finds a cause on one line among meaningless lines', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...COMMAND_CASES),
        fc.array(fc.constantFrom('so', ' Container a-b-1  Created', '')),
        ({ output, code }, before) => {
          expect(diagnose(commandFailure([...before, output].join('\n'))).map((one) => one.code)).toEqual([
            code,
          ]);
        },
      ),
    );
  });

  it('reads long lines quickly', () => {
    const long = `${'a:'.repeat(200_000)}\n${'Get "https://'.repeat(20_000)}\n${'://'.repeat(100_000)}@`;
    const started = performance.now();
    diagnose(commandFailure(long, { services: [inference({ state: 'exited', exitCode: 1, log: long })] }));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
