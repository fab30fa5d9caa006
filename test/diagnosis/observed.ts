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

const ADVICE = { compose: composeAdvice, embedded: embeddedAdvice, helm: helmAdvice } satisfies Record<
  string,
  AdviceFor
>;

/** An observation, and the target whose advice is given. */
export interface Observation extends TargetObservation {
  readonly target: keyof typeof ADVICE;
}

export function diagnose({ target, ...observation }: Observation): Diagnosis[] {
  return diagnoseWith(observation, ADVICE[target]);
}

const GIB = 1024 ** 3;

/** An inference service of the generated file, as it runs well; a test states only its own fact. */
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

/** A Weaviate as it runs well. */
export function weaviate(facts: Partial<ServiceObservation> = {}): ServiceObservation {
  return { name: 'weaviate', role: 'weaviate', state: 'running', health: 'healthy', ...facts };
}

export function observed(
  services: readonly ServiceObservation[],
  facts: Partial<Observation> = {},
): Observation {
  return { target: 'compose', services, ...facts };
}

/** A command that failed with these words, and nothing else known. */
export function commandFailure(stderr: string, facts: Partial<Observation> = {}): Observation {
  return observed([], {
    phase: 'create',
    command: { line: 'docker compose up', exitCode: 1, stderr },
    ...facts,
  });
}

/** A line as Weaviate writes it. */
export function weaviateLine(level: string, msg: string, error?: string): string {
  return JSON.stringify({ action: 'startup', error, level, msg, time: '2026-11-24T11:55:06Z' });
}
