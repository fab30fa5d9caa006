import type { AdviceFor } from '../../src/diagnosis/advice.ts';
import { diagnose as diagnoseWith } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import type {
  ServiceObservation,
  Observation as TargetObservation,
} from '../../src/diagnosis/observation.ts';
import { composeAdvice } from '../../src/targets/compose/advice.ts';
import { embeddedAdvice } from '../../src/targets/embedded/advice.ts';
import { helmAdvice } from '../../src/targets/helm/advice.ts';

const ADVICE = {
  compose: composeAdvice,
  embedded: embeddedAdvice(undefined),
  helm: helmAdvice,
} satisfies Record<string, AdviceFor>;

/** An observation and its target, which gives the advice. */
export interface Observation extends TargetObservation {
  readonly target: keyof typeof ADVICE;
}

export function diagnose({ target, ...observation }: Observation): Diagnosis[] {
  return diagnoseWith(observation, ADVICE[target]);
}

const GIB = 1024 ** 3;

/** A healthy inference service of a generated file; a test sets only the facts that it needs. */
export function inference(facts: Partial<ServiceObservation> = {}): ServiceObservation {
  return {
    name: 'multi2vec-bind',
    role: 'inference',
    state: 'running',
    health: 'healthy',
    image: 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind',
    memoryLimit: 12 * GIB,
    ...facts,
  };
}

/** A healthy Weaviate. */
export function weaviate(facts: Partial<ServiceObservation> = {}): ServiceObservation {
  return { name: 'weaviate', role: 'weaviate', state: 'running', health: 'healthy', ...facts };
}

export function observed(
  services: readonly ServiceObservation[],
  facts: Partial<Observation> = {},
): Observation {
  return { target: 'compose', services, ...facts };
}

/** A command that failed with this output; nothing else is known. */
export function commandFailure(stderr: string, facts: Partial<Observation> = {}): Observation {
  return observed([], {
    phase: 'create',
    command: { line: 'docker compose up', exitCode: 1, stderr },
    ...facts,
  });
}

/** A log line in Weaviate's format. */
export function weaviateLine(level: string, msg: string, error?: string): string {
  return JSON.stringify({ action: 'startup', error, level, msg, time: '2026-11-24T11:55:06Z' });
}
