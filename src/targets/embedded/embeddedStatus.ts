import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Observation, Phase, ServiceObservation } from '../../diagnosis/observation.ts';
import { Failure } from '../../errors.ts';
import { readApiKey } from '../../files/envFile.ts';
import { isRunning } from '../../processIdentity.ts';
import { type ProcessRecord, readRecord, type StackRecord } from '../../saved/localStack.ts';
import { LaunchFailure } from '../shared/launchFailure.ts';
import { observeWeaviate } from '../shared/layers.ts';
import { withResponse } from '../shared/resourceUse.ts';
import { phaseOf, processState, type StackStatus } from '../shared/stackState.ts';
import type { StatusOptions } from '../target.ts';
import { embeddedAdvice } from './advice.ts';
import { lastLines } from './localProcess.ts';
import { processUse } from './processUse.ts';

/** Lines to read from the log of a process. */
const LOG_LINES = 200;

async function observeProcess(process: ProcessRecord): Promise<ServiceObservation> {
  return {
    name: process.service,
    role: process.service === 'weaviate' ? 'weaviate' : 'inference',
    state: (await isRunning(process)) ? 'running' : 'exited',
    log: await lastLines(process, LOG_LINES),
  };
}

/** Observes the local processes of a stack: their state, their logs, and what Weaviate reports. */
async function observeEmbedded(
  { processes, http }: StackRecord,
  apiKey: string | undefined,
  phase: Phase | undefined,
): Promise<Observation> {
  const services = await Promise.all(processes.map(observeProcess));
  const weaviateRuns = services.some(({ role, state }) => role === 'weaviate' && state === 'running');
  const responses = weaviateRuns ? await observeWeaviate(http, apiKey) : {};
  return { phase, services, ...responses };
}

/** Diagnoses a failed launch while its processes still exist; any other error is returned unchanged. */
export async function embeddedFailure(
  record: StackRecord,
  apiKey: string | undefined,
  phase: Phase,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof Failure) || error.code !== 'not-ready') return error;
  const observation = await observeEmbedded(record, apiKey, phase);
  const [first, ...others] = diagnose(observation, embeddedAdvice(record.config));
  if (!first) return error;
  const states = observation.services.map(({ name, state = 'missing' }) => processState(name, state, ''));
  return new LaunchFailure([first, ...others], states, error);
}

/** The state of the local processes of a directory. It is known even if bindstack was killed while starting them. */
export async function embeddedStatus(
  { cwd, run }: Pick<Context, 'cwd' | 'run'>,
  { withUse = false }: StatusOptions = {},
): Promise<StackStatus> {
  const record = await readRecord(cwd);
  if (!record) {
    const endpoints = { http: null, grpc: null };
    return {
      target: 'embedded',
      state: 'stopped',
      endpoints,
      services: [],
      diagnosis: [],
      ...(withUse && { use: null }),
    };
  }
  const { http, grpc } = record;
  const observation = await observeEmbedded(record, await readApiKey(cwd), undefined);
  const health = observation.ready?.status === 200 ? 'healthy' : 'starting';
  const services = observation.services.map(({ name, role, state = 'missing' }) =>
    processState(name, state, role === 'weaviate' && state === 'running' ? health : ''),
  );
  const isComplete = services.some(({ name }) => name === 'weaviate');
  // A connection without a response is not a slow start: before Weaviate is up, connections are refused.
  const hangs = observation.ready?.hung === true;
  const state = hangs ? 'failed' : isComplete ? phaseOf(services) : 'starting';
  const diagnosis = state === 'starting' ? [] : diagnose(observation, embeddedAdvice(record.config));
  const runs = services.some(({ name, state: own }) => name === 'weaviate' && own === 'running');
  return {
    target: 'embedded',
    state,
    endpoints: { http, grpc },
    services,
    diagnosis,
    ...(withUse && { use: withResponse(runs ? await processUse({ cwd, run }, record) : null, observation) }),
  };
}
