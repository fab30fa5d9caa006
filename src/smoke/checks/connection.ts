import { connect } from 'node:net';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { composeAdvice } from '../../targets/compose/advice.ts';
import { type HttpResponse, sendRequest } from '../../targets/shared/http.ts';
import { asCheckFailure, CA_SUGGESTION, CheckFailure } from '../../weaviate/checkFailure.ts';
import { readMeta } from '../../weaviate/meta.ts';
import { WeaviateSession } from '../../weaviate/session.ts';
import type { CheckOutcome, SmokeCheck, SmokeState } from './check.ts';

const CHECK_INFERENCE_LOG = 'check the log of the inference server, and restart it';

const URL_SUGGESTION = 'point --url at a Weaviate server';

/** Milliseconds. If the inference server hangs, Weaviate never responds to the readiness request (measured). */
const READY_TIMEOUT = 15_000;

function probe({ target, signal }: SmokeState, path: string): Promise<HttpResponse> {
  return sendRequest(target.http + path, { ca: target.ca?.pem, timeout: READY_TIMEOUT, signal });
}

/** Weaviate is alive but does not respond to the readiness request: it waits for the inference server first. */
function inferenceHangs(): CheckFailure {
  const [found] = diagnose({ services: [], ready: { hung: true } }, composeAdvice);
  return new CheckFailure(
    'inference',
    found?.message ?? 'Weaviate does not respond',
    'restart the inference server; with a shorter MODULES_CLIENT_TIMEOUT, Weaviate gives up earlier (--inference-timeout)',
  );
}

function unreachable({ target: { http }, start }: SmokeState, reason: string): CheckFailure {
  const { suggestion } = asCheckFailure(new Error(reason), 'network');
  return new CheckFailure(
    'network',
    `nothing responds at ${http} (${reason})`,
    suggestion === CA_SUGGESTION
      ? suggestion
      : start === undefined
        ? 'check the address after --url, and whether Weaviate is running there'
        : `start the stack: ${start}; or point --url at a running Weaviate server`,
  );
}

async function ready(state: SmokeState): Promise<CheckOutcome> {
  const { target, signal } = state;
  const { http } = target;
  const { status, text, timedOut } = await probe(state, '/v1/.well-known/ready');
  if (timedOut && (await probe(state, '/v1/.well-known/live')).status === 200) throw inferenceHangs();
  if (status === undefined) throw unreachable(state, text);
  if (status === 404) {
    throw new CheckFailure('REST', `${http} is not Weaviate: it returns 404`, URL_SUGGESTION);
  }
  if (status !== 200) {
    throw new CheckFailure(
      'REST',
      `Weaviate is not ready: it returns ${status}`,
      "wait, then check Weaviate's log",
    );
  }
  state.meta = await readMeta(target, signal);
  if (!state.meta) {
    throw new CheckFailure('REST', `${http}/v1/meta reports no version`, URL_SUGGESTION);
  }
  return `Weaviate ${state.meta.version}`;
}

async function grpc(state: SmokeState): Promise<CheckOutcome> {
  const { target, signal, config, collection } = state;
  const address = `${target.grpcHost}:${target.grpcPort}`;
  const problem = await connectionError(target.grpcHost.replace(/^\[|\]$/g, ''), target.grpcPort);
  if (problem !== undefined) {
    throw new CheckFailure(
      'gRPC',
      `nothing responds at ${address} (${problem})`,
      "pass Weaviate's gRPC port with --grpc HOST:PORT; like the REST port, it must be published",
    );
  }
  state.session = await WeaviateSession.open(target, collection, config.collection.vectors, signal);
  return `${address} accepts gRPC requests`;
}

async function module({ meta }: SmokeState): Promise<CheckOutcome> {
  const response = { status: 200, text: JSON.stringify(meta) };
  const [found] = diagnose({ services: [], ready: { status: 200 }, meta: response }, composeAdvice);
  if (found) {
    const { code, message, evidence, suggestion } = found;
    const reason = evidence === undefined ? message : `${message} (${evidence})`;
    if (code === 'module-missing') throw new CheckFailure('module', reason, suggestion);
    throw new CheckFailure('inference', reason, code === 'model-error' ? CHECK_INFERENCE_LOG : suggestion);
  }
  return `${BIND_MODULE}: ${String(meta?.modules[BIND_MODULE]?.['model'] ?? 'unnamed model')}`;
}

/** From the network to the module: what must work before data can be sent. */
export const connectionChecks: readonly SmokeCheck[] = [
  { id: 'ready', layer: 'network', essential: true, run: ready },
  { id: 'grpc', layer: 'gRPC', essential: true, run: grpc },
  { id: 'module', layer: 'module', essential: true, run: module },
];

/**
 * Why a port does not accept connections; undefined if it does.
 * @param timeout milliseconds
 */
export async function connectionError(
  host: string,
  port: number,
  timeout = 5000,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(`no response within ${timeout / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
