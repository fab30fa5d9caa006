import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../src/diagnosis/diagnose.ts';
import { COMMAND_CASES } from './commandCases.ts';
import { HELM_CASES } from './helmCases.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { commandFailure, diagnose, inference, observed, weaviate, weaviateLine } from './observed.ts';
import { RUNNING_CASES } from './runningCases.ts';
import { SERVICE_CASES } from './serviceCases.ts';

const words = ({ message, cause }: { message: string; cause: string }) => `${message}. ${cause}`;

describe('diagnose', () => {
  it.each(COMMAND_CASES)('knows $code by $said', ({ output, code, service = null, explains, suggests }) => {
    const found = diagnose(commandFailure(output));
    expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
    const [one] = found;
    expect(one && words(one)).toContain(explains);
    expect(one?.suggestion).toContain(suggests);
    // The very line; of a terminal's indentation, nothing.
    expect(output).toContain(one?.evidence);
  });

  it.each([
    ["Error: values don't meet the specifications of the schema(s) in the following chart(s):"],
    ['Error: UPGRADE FAILED: weaviate/templates/weaviateStatefulset.yaml:15:25'],
  ])('names the values file that is to blame: %s', (stderr) => {
    const command = { line: 'helm upgrade', exitCode: 1, stderr, file: 'values-override.yaml' };
    const [one] = diagnose(observed([], { target: 'helm', phase: 'create', command }));
    expect(one?.message).toContain('values-override.yaml');
    expect(one?.suggestion).toContain('bindstack validate values-override.yaml');
  });

  it.each(SERVICE_CASES)(
    'knows $code when $when',
    ({ observation, code, service = 'weaviate', explains, suggests, evidence = '' }) => {
      const found = diagnose(observation);
      expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
      const [one] = found;
      expect(one && words(one)).toContain(explains);
      expect(one?.suggestion).toContain(suggests);
      expect(one?.evidence ?? '').toContain(evidence);
    },
  );

  it.each(RUNNING_CASES)('knows $code when $when', ({ observation, code, service, explains, suggests }) => {
    const found = diagnose(observation);
    expect(found.map((one) => [one.code, one.service])).toEqual([[code, service]]);
    const [one] = found;
    expect(one && words(one)).toContain(explains);
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

  it('finds nothing in a stack that runs, whatever its log says of the time before', () => {
    const log = weaviateLine('warning', 'multi2vec-bind inference service not ready', 'connection refused');
    expect(diagnose(observed([inference(), weaviate({ log, restarts: 3 })]))).toEqual([]);
  });

  it('finds nothing in a stack that somebody stopped', () => {
    const stopped = { state: 'exited', health: '', exitCode: 143 } as const;
    expect(diagnose(observed([inference(stopped), weaviate({ ...stopped, exitCode: 0 })]))).toEqual([]);
  });

  it.each([{ interrupted: true }, { command: { exitCode: 130, stderr: 'canceled' } }])(
    'says only that it was interrupted by %o',
    (facts) => {
      const found = diagnose(observed([inference({ health: 'starting' })], { phase: 'inference', ...facts }));
      expect(found.map(({ code }) => code)).toEqual(['interrupted']);
    },
  );

  it('knows docker by its absence', () => {
    const found = diagnose(commandFailure('', { command: { stderr: '', notFound: true } }));
    expect(found.map(({ code }) => code)).toEqual(['no-docker']);
  });

  it('reads what the engine wrote into a container that it could not start', () => {
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
  it('is told as it was seen, without a guess', () => {
    expect(diagnose(commandFailure('a\nb\nc\nd\ne\nf'))).toEqual([
      {
        code: 'unknown',
        service: null,
        message: 'the step create failed',
        cause: 'The reason is not known to bindstack. Seen: docker compose up ended with exit code 1.',
        evidence: 'b\nc\nd\ne\nf',
        suggestion: 'docker compose up shows the output of Compose',
      },
    ]);
  });

  it('shows the log of the service that was awaited', () => {
    const seen = observed([inference(), weaviate({ health: '', state: 'created', log: 'x' })], {
      phase: 'weaviate',
    });
    expect(diagnose(seen)).toMatchObject([
      {
        code: 'unknown',
        service: 'weaviate',
        cause: expect.stringContaining('multi2vec-bind: running, healthy; weaviate: created'),
        evidence: 'x',
      },
    ]);
  });
});
