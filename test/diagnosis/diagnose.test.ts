import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../src/diagnosis/diagnose.ts';
import { COMMAND_CASES } from './commandCases.ts';
import { HELM_CASES } from './helmCases.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { commandFailure, diagnose, inference, observed, weaviate, weaviateLine } from './observed.ts';
import { RUNNING_CASES } from './runningCases.ts';
import { SERVICE_CASES } from './serviceCases.ts';

const textOf = ({ message, cause }: { message: string; cause: string }) => `${message}. ${cause}`;

describe('diagnose', () => {
  it.each(COMMAND_CASES)(
    'finds $code in: $output',
    ({ output, code, service = null, explains, suggests }) => {
      const found = diagnose(commandFailure(output));
      expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
      const [one] = found;
      expect(one && textOf(one)).toContain(explains);
      expect(one?.suggestion).toContain(suggests);
      // The line itself, without its indentation.
      expect(output).toContain(one?.evidence);
    },
  );

  it.each([
    ["Error: values don't meet the specifications of the schema(s) in the following chart(s):"],
    ['Error: UPGRADE FAILED: weaviate/templates/weaviateStatefulset.yaml:15:25'],
  ])('names the values file that caused: %s', (stderr) => {
    const command = { line: 'helm upgrade', exitCode: 1, stderr, file: 'values-override.yaml' };
    const [one] = diagnose(observed([], { target: 'helm', phase: 'create', command }));
    expect(one?.message).toContain('values-override.yaml');
    expect(one?.suggestion).toContain('bindstack validate values-override.yaml');
  });

  it.each(SERVICE_CASES)(
    'finds $code when $when',
    ({ observation, code, service = 'weaviate', explains, suggests, evidence = '' }) => {
      const found = diagnose(observation);
      expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
      const [one] = found;
      expect(one && textOf(one)).toContain(explains);
      expect(one?.suggestion).toContain(suggests);
      expect(one?.evidence ?? '').toContain(evidence);
    },
  );

  it.each(RUNNING_CASES)('finds $code when $when', ({ observation, code, service, explains, suggests }) => {
    const found = diagnose(observation);
    expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
    const [one] = found;
    expect(one && textOf(one)).toContain(explains);
    expect(one?.suggestion).toContain(suggests);
  });

  it('has a case for every code', () => {
    const tested = [
      ...[...COMMAND_CASES, ...SERVICE_CASES, ...RUNNING_CASES, ...KUBERNETES_CASES].map(({ code }) => code),
      ...HELM_CASES.map(([, code]) => code),
    ];
    const missing = DIAGNOSIS_CODES.filter((code) => !tested.includes(code));
    expect(missing).toEqual(['interrupted', 'unknown']);
  });

  it('finds nothing in a running stack, whatever its log says about the past', () => {
    const log = weaviateLine('warning', 'multi2vec-bind inference service not ready', 'connection refused');
    expect(diagnose(observed([inference(), weaviate({ log, restarts: 3 })]))).toEqual([]);
  });

  it('finds nothing in a stack that the user stopped', () => {
    const stopped = { state: 'exited', health: '', exitCode: 143 } as const;
    expect(diagnose(observed([inference(stopped), weaviate({ ...stopped, exitCode: 0 })]))).toEqual([]);
  });

  it.each([{ interrupted: true }, { command: { exitCode: 130, stderr: 'canceled' } }])(
    'reports only the interruption: %o',
    (facts) => {
      const found = diagnose(observed([inference({ health: 'starting' })], { phase: 'inference', ...facts }));
      expect(found.map(({ code }) => code)).toEqual(['interrupted']);
    },
  );

  it('recognizes that docker is not installed', () => {
    const found = diagnose(commandFailure('', { command: { stderr: '', notFound: true } }));
    expect(found.map(({ code }) => code)).toEqual(['no-docker']);
  });

  it('reads the error that the engine recorded for a container it could not start', () => {
    const error = 'could not select device driver "nvidia" with capabilities: [[gpu]]';
    const found = diagnose(
      observed([
        inference({ state: 'created', health: '', exitCode: 128, error }),
        weaviate({ state: 'created' }),
      ]),
    );
    expect(found.map(({ code, service }) => [code, service])).toEqual([['gpu-no-runtime', 'multi2vec-bind']]);
  });
});

describe('a failure that no cause explains', () => {
  it('is reported as observed, without a guess', () => {
    expect(diagnose(commandFailure('a\nb\nc\nd\ne\nf'))).toEqual([
      {
        code: 'unknown',
        service: null,
        message: 'the step create failed',
        cause: 'bindstack does not know the reason. Observed: docker compose up exited with exit code 1.',
        evidence: 'b\nc\nd\ne\nf',
        suggestion: 'docker compose up shows the output of Compose',
      },
    ]);
  });

  it('shows the log of the service that the launch waited for', () => {
    const observation = observed([inference(), weaviate({ health: '', state: 'created', log: 'x' })], {
      phase: 'weaviate',
    });
    expect(diagnose(observation)).toMatchObject([
      {
        code: 'unknown',
        service: 'weaviate',
        cause: expect.stringContaining('multi2vec-bind: running, healthy; weaviate: created'),
        evidence: 'x',
      },
    ]);
  });
});
