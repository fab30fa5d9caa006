import * as z from 'zod';
import type { Context } from '../../../context.ts';
import { isStubModel } from '../../../facts/imageBind/serverErrors.ts';
import { MODALITY_FACTS, VECTOR_DIMENSIONS } from '../../../facts/modalities.ts';
import { tryParseJson } from '../../../formats/parseJson.ts';
import type { HttpResponse } from '../http.ts';
import { type CheckResult, defineCheck } from './report.ts';
import { probeRequest } from './timeouts.ts';

/** The responses of an external inference server. */
export interface EndpointProbe {
  /** `GET /.well-known/ready`. */
  readonly ready: HttpResponse;
  /** `GET /meta` and `POST /vectorize`; undefined if it is not ready. */
  readonly meta: HttpResponse | undefined;
  readonly vector: HttpResponse | undefined;
}

/** Milliseconds for one text, which takes about a second on two idle cores. */
const VECTOR_TIMEOUT = 10_000;

/**
 * The URL as this machine reaches it: containers call their host `host.docker.internal`, a name that the host itself
 * cannot resolve.
 */
export function urlFromThisMachine(url: string): string {
  return url.replace(/^(https?:\/\/)host\.docker\.internal(?=[:/]|$)/, '$1127.0.0.1');
}

/** Asks the server whether it is ready, which model it has, and for the vector of one text. */
export async function probeEndpoint(
  { signal }: Pick<Context, 'signal'>,
  url: string,
): Promise<EndpointProbe> {
  const base = urlFromThisMachine(url);
  const ready = await probeRequest(`${base}/.well-known/ready`, { signal });
  if (ready.status === undefined || ready.status >= 300) return { ready, meta: undefined, vector: undefined };
  const { requestKey } = MODALITY_FACTS.text;
  const [meta, vector] = await Promise.all([
    probeRequest(`${base}/meta`, { signal }),
    probeRequest(`${base}/vectorize`, {
      method: 'POST',
      body: { [requestKey]: ['a dog'] },
      timeout: VECTOR_TIMEOUT,
      signal,
    }),
  ]);
  return { ready, meta, vector };
}

/** The model name that the real server reports (multi2vec-bind-inference download.py). */
const MODEL = 'ImageBindModel';

const USE_IMAGEBIND = 'set --inference-url to the address of an ImageBind server';

/** Host names that mean the machine itself; inside a container, the container. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']);

/** The network from which Weaviate of a target reaches an inference server. */
export interface WeaviateNetwork {
  /** What a loopback address means there, and what to use instead; undefined if Weaviate runs on this machine. */
  readonly loopback?: (url: URL) => { readonly meaning: string; readonly suggestion: string };
  /** Whether it may resolve host names that this machine cannot. */
  readonly knowsOtherHosts: boolean;
}

/** Checks that Weaviate can use the URL. */
export function checkUrl(url: string, { loopback }: Pick<WeaviateNetwork, 'loopback'>): CheckResult {
  const check = defineCheck('inference-url', 'inference URL', 'http://HOST:PORT that Weaviate can reach');
  if (!URL.canParse(url) || !/^https?:/.test(url))
    return check.fail(`${url} is not an HTTP URL`, '--inference-url http://HOST:PORT');
  const parsed = new URL(url);
  // Weaviate appends its paths unchanged: `//.well-known/ready` is 404 for 120 s, then Weaviate exits.
  if (url.endsWith('/'))
    return check.fail(`${url} ends with a slash`, `--inference-url ${url.replace(/\/+$/, '')}`);
  if (loopback && LOOPBACK.has(parsed.hostname)) {
    const { meaning, suggestion } = loopback(parsed);
    return check.fail(`${url}: ${meaning}`, suggestion);
  }
  return check.pass(url);
}

/** Checks that the server responds and its model is loaded. */
export function checkReady(
  url: string,
  { status, text }: HttpResponse,
  { knowsOtherHosts }: Pick<WeaviateNetwork, 'knowsOtherHosts'>,
): CheckResult {
  const check = defineCheck('inference-ready', 'inference server', 'ready, with its model loaded');
  if (status === undefined) {
    // It may be a name in Docker's network, which only containers can resolve.
    const isUnknown = /ENOTFOUND|EAI_AGAIN/.test(text);
    return isUnknown && knowsOtherHosts
      ? check.warn(
          `this machine cannot resolve the host name of ${url}`,
          'ignore this if the containers can; otherwise fix --inference-url',
        )
      : check.fail(
          text.startsWith('no response') ? text : `no response: ${text}`,
          `check with curl -i ${url}/.well-known/ready, or fix --inference-url`,
        );
  }
  if (status < 300) return check.pass('ready');
  return status === 503
    ? check.fail('not ready yet (503)', 'wait until its model is loaded: several minutes on a slow disk')
    : check.fail(`returns ${status} for /.well-known/ready`, USE_IMAGEBIND);
}

const metaSchema = z.object({ model: z.string() });

/** Checks that the server reports ImageBind as its model. */
export function checkModel(response: HttpResponse | undefined): CheckResult {
  const check = defineCheck('inference-model', 'model', MODEL);
  if (response === undefined) return check.skip('the server is not ready');
  const { data } = metaSchema.safeParse(tryParseJson(response.text));
  if (response.status !== 200 || !data) {
    const reason = response.status === undefined ? response.text : `${response.status} without a model`;
    return check.warn(
      `not reported by /meta: ${reason}`,
      'check what runs there: the image is semitechnologies/multi2vec-bind',
    );
  }
  if (data.model === MODEL) return check.pass(data.model);
  return isStubModel(data.model)
    ? check.warn(
        'the stub, not ImageBind: its vectors have no meaning',
        `ignore this for tests; otherwise ${USE_IMAGEBIND}`,
      )
    : check.fail(`${data.model}, not ImageBind`, USE_IMAGEBIND);
}

const vectorsSchema = z.object({ [MODALITY_FACTS.text.responseKey]: z.array(z.array(z.number())) });

/** Checks that one text gets one vector of the right length. */
export function checkVector(response: HttpResponse | undefined): CheckResult {
  const check = defineCheck(
    'inference-vector',
    'vector',
    `one vector of ${VECTOR_DIMENSIONS} numbers per text`,
  );
  if (response === undefined) return check.skip('the server is not ready');
  const { status, text } = response;
  if (status === undefined) {
    return check.fail(text, 'check whether the server is overloaded: a text takes about 1 s on two cores');
  }
  if (status !== 200)
    return check.fail(`/vectorize returns ${status}: ${text.trim().slice(0, 100)}`, USE_IMAGEBIND);
  const { data } = vectorsSchema.safeParse(tryParseJson(text));
  const vectors = data?.[MODALITY_FACTS.text.responseKey];
  if (vectors === undefined) return check.fail('/vectorize returned no vectors', USE_IMAGEBIND);
  const [vector] = vectors;
  if (vector === undefined || vectors.length > 1)
    return check.fail(`${vectors.length} vectors for one text`, USE_IMAGEBIND);
  if (vector.length !== VECTOR_DIMENSIONS) return check.fail(`${vector.length} numbers`, USE_IMAGEBIND);
  return vector.every((number) => number === 0)
    ? check.fail('all zeros', 'check the log of the server: its model is not completely loaded')
    : check.pass(`${vector.length} numbers`);
}

/** The checks of an external inference server; empty without one. */
export async function endpointChecks(
  context: Pick<Context, 'signal'>,
  url: string | undefined,
  network: WeaviateNetwork,
): Promise<CheckResult[]> {
  if (url === undefined) return [];
  const address = checkUrl(url, network);
  if (!URL.canParse(url)) return [address];
  const { ready, meta, vector } = await probeEndpoint(context, url);
  return [address, checkReady(url, ready, network), checkModel(meta), checkVector(vector)];
}
