import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Observation, Phase, ServiceObservation } from '../../diagnosis/observation.ts';
import { Failure } from '../../errors.ts';
import { LaunchFailure } from '../shared/launchFailure.ts';
import { observeWeaviate } from '../shared/observeWeaviate.ts';
import { processState } from '../shared/stackState.ts';
import { embeddedAdvice } from './advice.ts';
import { isRunning, lastLines } from './detached.ts';
import type { ProcessRecord, StackRecord } from './record.ts';

/** Lines of the log of a process that does not work. */
const LOG_LINES = 200;

async function observed(process: ProcessRecord): Promise<ServiceObservation> {
  return {
    name: process.service,
    role: process.service === 'weaviate' ? 'weaviate' : 'inference',
    state: (await isRunning(process)) ? 'running' : 'exited',
    log: await lastLines(process, LOG_LINES),
  };
}

/** Everything that can be seen of the local processes of a stack. */
export async function observeEmbedded(
  { processes, http }: StackRecord,
  apiKey: string | undefined,
  phase: Phase | undefined,
): Promise<Observation> {
  const services = await Promise.all(processes.map(observed));
  const weaviateRuns = services.some(({ role, state }) => role === 'weaviate' && state === 'running');
  const answers = weaviateRuns ? await observeWeaviate(http, apiKey) : {};
  return { phase, services, ...answers };
}

/** What has failed, found out while everything still stands; an error that is no launch's own is handed on. */
export async function embeddedFailure(
  record: StackRecord,
  apiKey: string | undefined,
  phase: Phase,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof Failure) || error.code !== 'not-ready') return error;
  const observation = await observeEmbedded(record, apiKey, phase);
  const [first, ...others] = diagnose(observation, embeddedAdvice);
  if (!first) return error;
  const states = observation.services.map(({ name, state = 'missing' }) => processState(name, state, ''));
  return new LaunchFailure([first, ...others], states, error);
}
