import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Observation, Phase, ServiceObservation } from '../../diagnosis/observation.ts';
import { Failure } from '../../errors.ts';
import { readApiKey } from '../../files/envFile.ts';
import { isRunning } from '../../processIdentity.ts';
import { type ProcessRecord, readRecord, type StackRecord } from '../../saved/localStack.ts';
import { LaunchFailure } from '../shared/launchFailure.ts';
import { observeWeaviate } from '../shared/layers.ts';
import { phaseOf, processState, type StackStatus } from '../shared/stackState.ts';
import { embeddedAdvice } from './advice.ts';
import { lastLines } from './localProcess.ts';

/** Lines of the log of a process that does not work. */
const LOG_LINES = 200;

async function observeProcess(process: ProcessRecord): Promise<ServiceObservation> {
  return {
    name: process.service,
    role: process.service === 'weaviate' ? 'weaviate' : 'inference',
    state: (await isRunning(process)) ? 'running' : 'exited',
    log: await lastLines(process, LOG_LINES),
  };
}

/** Everything that can be seen of the local processes of a stack. */
async function observeEmbedded(
  { processes, http }: StackRecord,
  apiKey: string | undefined,
  phase: Phase | undefined,
): Promise<Observation> {
  const services = await Promise.all(processes.map(observeProcess));
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

/** What the local processes of a directory do. A killed launcher leaves a record that tells it. */
export async function embeddedStatus({ cwd }: Pick<Context, 'cwd'>): Promise<StackStatus> {
  const record = await readRecord(cwd);
  if (!record) {
    const endpoints = { http: null, grpc: null };
    return { target: 'embedded', state: 'stopped', endpoints, services: [], diagnosis: [] };
  }
  const { http, grpc } = record;
  const observation = await observeEmbedded(record, await readApiKey(cwd), undefined);
  const answers = observation.ready?.status === 200 ? 'healthy' : 'starting';
  const services = observation.services.map(({ name, role, state = 'missing' }) =>
    processState(name, state, role === 'weaviate' && state === 'running' ? answers : ''),
  );
  const complete = services.some(({ name }) => name === 'weaviate');
  // A connection that stands and brings nothing is no slow start: before Weaviate is up, it is refused.
  const hangs = observation.ready?.hung === true;
  const state = hangs ? 'failed' : complete ? phaseOf(services) : 'starting';
  const diagnosis = state === 'starting' ? [] : diagnose(observation, embeddedAdvice);
  return { target: 'embedded', state, endpoints: { http, grpc }, services, diagnosis };
}
