import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../src/diagnosis/diagnose.ts';
import { fc } from '../support/properties.ts';
import { clusterOf, container, pod, podEvent } from './clusters.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { diagnose } from './observed.ts';

const text = fc.string({ unit: 'binary', maxLength: 200 });
const reason = fc.constantFrom(
  '',
  'Killing',
  'Failed',
  'FailedMount',
  'ErrImagePull',
  'Evicted',
  'Unhealthy',
);
const ending = fc.record({ exitCode: fc.nat(255), reason, message: text }, { requiredKeys: ['exitCode'] });

const anyContainer = fc
  .record(
    {
      state: fc.constantFrom('waiting', 'running', 'terminated', 'none'),
      ready: fc.boolean(),
      restarts: fc.nat(9),
      waiting: fc.record({ reason, message: text }),
      terminated: ending,
      lastTerminated: ending,
      log: text,
      previousLog: text,
    },
    { requiredKeys: [] },
  )
  .map(container);

const anyPod = fc
  .record(
    {
      reason,
      message: text,
      deleting: fc.boolean(),
      initContainers: fc.array(anyContainer, { maxLength: 2 }),
      containers: fc.array(anyContainer, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .map(pod);

describe('diagnose, for any cluster', () => {
  it('never throws, and has texts for each diagnosis', () => {
    fc.assert(
      fc.property(
        fc.array(anyPod, { maxLength: 3 }),
        fc.array(fc.tuple(reason, text), { maxLength: 4 }),
        (pods, events) => {
          const observation = clusterOf({ pods, events: events.map((one) => podEvent(...one)) });
          const found = diagnose(observation);
          expect(found.length).toBeGreaterThan(0);
          for (const { code, message, cause, suggestion } of found) {
            expect(DIAGNOSIS_CODES).toContain(code);
            for (const part of [message, cause, suggestion]) expect(part).not.toBe('');
            expect(message).not.toContain('\n');
          }
          expect(diagnose(observation)).toEqual(found);
        },
      ),
    );
  });

  it('finds a cause among irrelevant events', () => {
    const noise = fc.array(
      fc.constantFrom('Pulled', 'Scheduled', 'Created').map((one) => podEvent(one, 'so')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KUBERNETES_CASES), noise, ({ code, evidence: _, ...facts }, before) => {
        const observation = clusterOf({ ...facts, events: [...before, ...(facts.events ?? [])] });
        expect(diagnose(observation).map((one) => one.code)).toEqual([code]);
      }),
    );
  });
});
