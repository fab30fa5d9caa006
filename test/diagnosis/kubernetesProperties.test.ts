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

describe('diagnose, of any cluster', () => {
  it('never throws, and says something of each finding', () => {
    fc.assert(
      fc.property(
        fc.array(anyPod, { maxLength: 3 }),
        fc.array(fc.tuple(reason, text), { maxLength: 4 }),
        (pods, events) => {
          const seen = clusterOf({ pods, events: events.map((one) => podEvent(...one)) });
          const found = diagnose(seen);
          expect(found.length).toBeGreaterThan(0);
          for (const { code, message, cause, suggestion } of found) {
            expect(DIAGNOSIS_CODES).toContain(code);
            for (const words of [message, cause, suggestion]) expect(words).not.toBe('');
            expect(message).not.toContain('\n');
          }
          expect(diagnose(seen)).toEqual(found);
        },
      ),
    );
  });

  it('knows a cause among events that mean nothing', () => {
    const noise = fc.array(
      fc.constantFrom('Pulled', 'Scheduled', 'Created').map((one) => podEvent(one, 'so')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KUBERNETES_CASES), noise, ({ code, evidence: _, ...facts }, before) => {
        const seen = clusterOf({ ...facts, events: [...before, ...(facts.events ?? [])] });
        expect(diagnose(seen).map((one) => one.code)).toEqual([code]);
      }),
    );
  });
});
