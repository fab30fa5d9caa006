import { connect } from 'node:net';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { composeAdvice } from '../../targets/compose/advice.ts';
import { type HttpResponse, sendRequest } from '../../targets/shared/http.ts';
import { parseMeta } from '../../targets/shared/layers.ts';
import { REST_TIMEOUT } from '../budgets.ts';
import { asCheckFailure, CheckFailure } from '../checkFailure.ts';
import { rest } from '../rest.ts';
import { SmokeSession } from '../session.ts';
import type { CheckOutcome, SmokeCheck, SmokeState } from './check.ts';

const CHECK_INFERENCE_LOG = 'see the log of the inference server, and restart it';

/** Milliseconds; a Weaviate whose inference server hangs never says whether it is ready (measured). */
const READY_TIMEOUT = 15_000;

function probe({ target, signal }: SmokeState, path: string): Promise<HttpResponse> {
  return sendRequest(target.http + path, { ca: target.ca?.pem, timeout: READY_TIMEOUT, signal });
}

/** Weaviate lives, and does not say whether it is ready: it asks the inference server first. */
function inferenceHangs(): CheckFailure {
  const [found] = diagnose({ services: [], ready: { hung: true } }, composeAdvice);
  return new CheckFailure(
    'inference',
    found?.message ?? 'Weaviate does not answer',
    'restart the inference server; a shorter MODULES_CLIENT_TIMEOUT of Weaviate (bindstack generate --inference-timeout) ends the wait earlier',
  );
}

function unreachable(http: string, reason: string): CheckFailure {
  const seen = `nothing answers at ${http} (${reason})`;
  const { suggestion } = asCheckFailure(new Error(reason), 'network');
  return new CheckFailure(
    'network',
    seen,
    suggestion.startsWith('--ca') ? suggestion : 'bindstack up, or --url',
  );
}

async function ready(state: SmokeState): Promise<CheckOutcome> {
  const { target, signal } = state;
  const { http } = target;
  const { status, text, timedOut } = await probe(state, '/v1/.well-known/ready');
  if (timedOut && (await probe(state, '/v1/.well-known/live')).status === 200) throw inferenceHangs();
  if (status === undefined) throw unreachable(http, text);
  if (status === 404) {
    throw new CheckFailure('REST', `${http} is not Weaviate: it answers 404`, '--url of a Weaviate server');
  }
  if (status !== 200) {
    throw new CheckFailure(
      'REST',
      `Weaviate answers ${status}: it is not ready`,
      "wait, and see Weaviate's log",
    );
  }
  const answer = await rest(target, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal);
  state.meta = parseMeta(answer);
  if (!state.meta) {
    throw new CheckFailure('REST', `${http}/v1/meta tells no version`, '--url of a Weaviate server');
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
      `nothing answers at ${address} (${problem})`,
      '--grpc HOST:PORT; the port must be published like the one of REST',
    );
  }
  state.session = await withoutWarnings(() =>
    SmokeSession.open(target, collection, config.collection.vectors, signal),
  );
  return `${address} serves`;
}

/** The client prints its own warnings with stack traces (console.warn); what it throws says the same. */
async function withoutWarnings<T>(action: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await action();
  } finally {
    console.warn = warn;
  }
}

async function module({ meta }: SmokeState): Promise<CheckOutcome> {
  const answer = { status: 200, text: JSON.stringify(meta) };
  const [found] = diagnose({ services: [], ready: { status: 200 }, meta: answer }, composeAdvice);
  if (found) {
    const { code, message, evidence, suggestion } = found;
    const seen = evidence === undefined ? message : `${message} (${evidence})`;
    if (code === 'module-missing') throw new CheckFailure('module', seen, suggestion);
    throw new CheckFailure('inference', seen, code === 'model-error' ? CHECK_INFERENCE_LOG : suggestion);
  }
  return `${BIND_MODULE}: ${String(meta?.modules[BIND_MODULE]?.['model'] ?? 'a model without a name')}`;
}

/** From the network to the module: everything that must hold before data can be sent. */
export const connectionChecks: readonly SmokeCheck[] = [
  { id: 'ready', layer: 'network', essential: true, run: ready },
  { id: 'grpc', layer: 'gRPC', essential: true, run: grpc },
  { id: 'module', layer: 'module', essential: true, run: module },
];

/** Whether something accepts connections on a port; otherwise why not. Milliseconds. */
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
    socket.once('timeout', () => end(`no answer within ${timeout / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
