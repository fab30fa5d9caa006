import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { readApiKey } from '../../files/envFile.ts';
import { composeAdvice } from '../compose/advice.ts';
import { publishedEndpoints } from '../compose/composeOutput.ts';
import { composeFilesIn, readProject } from '../compose/composeProject.ts';
import { servicesOf } from '../compose/composeServices.ts';
import { observeCompose } from '../compose/observeCompose.ts';
import { embeddedAdvice } from '../embedded/advice.ts';
import { observeEmbedded } from '../embedded/embeddedFailure.ts';
import { readRecord } from '../embedded/record.ts';
import { phaseOf, processState, type StackStatus } from './stackState.ts';

type Needs = Pick<Context, 'cwd' | 'run' | 'signal'>;

/** What the Compose project of a directory does, and what is wrong with it. */
export async function composeStatus(context: Needs): Promise<StackStatus> {
  const files = await composeFilesIn(context.cwd);
  const project = await readProject(context, files);
  const { http, grpc } = publishedEndpoints(project);
  const services = await servicesOf(context.run, files, project);
  const states = services.map(({ state }) => state);
  const state = phaseOf(states);
  const apiKey = await readApiKey(context.cwd);
  const diagnosis =
    state === 'stopped' || state === 'starting'
      ? []
      : diagnose(await observeCompose(context, { files, project, services, http, apiKey }), composeAdvice);
  return {
    target: 'compose',
    state,
    endpoints: { http: http ?? null, grpc: grpc ?? null },
    services: states,
    diagnosis,
  };
}

/** What the local processes of a directory do. A killed launcher leaves a record that tells it. */
export async function embeddedStatus({ cwd }: Pick<Needs, 'cwd'>): Promise<StackStatus> {
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
