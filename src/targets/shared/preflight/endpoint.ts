import * as z from 'zod';
import type { Context } from '../../../context.ts';
import { isStubModel } from '../../../facts/imageBind/serverErrors.ts';
import { MODALITY_FACTS, VECTOR_DIMENSIONS } from '../../../facts/modalities.ts';
import { tryParseJson } from '../../../formats/parseJson.ts';
import type { HttpResponse } from '../http.ts';
import { type CheckResult, defineCheck } from './report.ts';
import { probeRequest } from './timeouts.ts';

/** What an inference server that exists already answers. */
export interface EndpointProbe {
  /** `GET /.well-known/ready`. */
  readonly ready: HttpResponse;
  /** `GET /meta` and `POST /vectorize`; undefined where it is not ready. */
  readonly meta: HttpResponse | undefined;
  readonly vector: HttpResponse | undefined;
}

/** Milliseconds for one text, which takes a second on two cores that are not busy. */
const VECTOR_TIMEOUT = 10_000;

/**
 * The address as this machine reaches it: `host.docker.internal` is the name that containers have for their host,
 * which does not know it itself.
 */
export function urlFromThisMachine(url: string): string {
  return url.replace(/^(https?:\/\/)host\.docker\.internal(?=[:/]|$)/, '$1127.0.0.1');
}

/** Asks the server whether it is ready, which model it is, and for the vector of one text. */
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

/** What the real server calls itself (multi2vec-bind-inference download.py). */
const MODEL = 'ImageBindModel';

/** Names by which every machine means itself: inside a container, the container. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']);

/** How Weaviate of a target looks at an inference server. */
export interface WeaviateNetwork {
  /** What an address of its own machine means to it, and another one; undefined where it runs on this machine. */
  readonly loopback?: (url: URL) => { readonly meaning: string; readonly suggestion: string };
  /** It may know names of hosts that this machine does not. */
  readonly knowsOtherHosts: boolean;
}

/** Whether Weaviate can use the address as it stands. */
export function checkUrl(url: string, { loopback }: Pick<WeaviateNetwork, 'loopback'>): CheckResult {
  const check = defineCheck('inference-url', 'inference URL', 'http://HOST:PORT, as Weaviate reaches it');
  if (!URL.canParse(url) || !/^https?:/.test(url)) return check.fail(url, '--inference-url http://HOST:PORT');
  const parsed = new URL(url);
  // Weaviate appends its paths as they are: `//.well-known/ready` is 404 for 120 s, and then it ends itself.
  if (url.endsWith('/'))
    return check.fail(`${url} ends with a slash`, `--inference-url ${url.replace(/\/+$/, '')}`);
  if (loopback && LOOPBACK.has(parsed.hostname)) {
    const { meaning, suggestion } = loopback(parsed);
    return check.fail(`${url}: ${meaning}`, suggestion);
  }
  return check.pass(url);
}

/** Whether the server answers and its model is loaded. */
export function checkReady(
  url: string,
  { status, text }: HttpResponse,
  { knowsOtherHosts }: Pick<WeaviateNetwork, 'knowsOtherHosts'>,
): CheckResult {
  const check = defineCheck('inference-ready', 'inference server', 'its model loaded');
  if (status === undefined) {
    // A name of Docker's own network, perhaps, which only containers can look up.
    const isUnknown = /ENOTFOUND|EAI_AGAIN/.test(text);
    return isUnknown && knowsOtherHosts
      ? check.warn(
          `this machine does not know the host of ${url}`,
          'nothing, if the containers know it; else --inference-url',
        )
      : check.fail(
          text.startsWith('no answer') ? text : `no answer: ${text}`,
          `curl -i ${url}/.well-known/ready, and --inference-url with the right address`,
        );
  }
  if (status < 300) return check.pass('ready');
  return status === 503
    ? check.fail('not ready yet: 503', 'wait until its model is loaded: some minutes on a slow disk')
    : check.fail(
        `answers ${status} to /.well-known/ready`,
        '--inference-url with the address of an ImageBind server',
      );
}

const metaSchema = z.object({ model: z.string() });

/** Whether it says that it is ImageBind. */
export function checkModel(answer: HttpResponse | undefined): CheckResult {
  const check = defineCheck('inference-model', 'model', MODEL);
  if (answer === undefined) return check.skip('the server is not ready');
  const { data } = metaSchema.safeParse(tryParseJson(answer.text));
  if (answer.status !== 200 || !data) {
    const seen = answer.status === undefined ? answer.text : `${answer.status} without a model`;
    return check.warn(
      `/meta does not say which: ${seen}`,
      'see what runs there: the image is semitechnologies/multi2vec-bind',
    );
  }
  if (data.model === MODEL) return check.pass(data.model);
  return isStubModel(data.model)
    ? check.warn(
        'a stand-in, not ImageBind: its vectors mean nothing',
        'good for tests; else --inference-url of an ImageBind server',
      )
    : check.fail(`${data.model}, not ImageBind`, '--inference-url with the address of an ImageBind server');
}

const vectorsSchema = z.object({ [MODALITY_FACTS.text.responseKey]: z.array(z.array(z.number())) });

/** Whether one text gets one vector of the right length. */
export function checkVector(answer: HttpResponse | undefined): CheckResult {
  const check = defineCheck(
    'inference-vector',
    'a vector',
    `one of ${VECTOR_DIMENSIONS} numbers for one text`,
  );
  if (answer === undefined) return check.skip('the server is not ready');
  const { status, text } = answer;
  const other = '--inference-url with the address of an ImageBind server';
  if (status === undefined) {
    return check.fail(text, 'see whether the server is overloaded: a text takes about 1 s on two cores');
  }
  if (status !== 200) return check.fail(`/vectorize answers ${status}: ${text.trim().slice(0, 100)}`, other);
  const { data } = vectorsSchema.safeParse(tryParseJson(text));
  const vectors = data?.[MODALITY_FACTS.text.responseKey];
  if (vectors === undefined) return check.fail('/vectorize answers something else than vectors', other);
  const [vector] = vectors;
  if (vector === undefined || vectors.length > 1)
    return check.fail(`${vectors.length} vectors for one text`, other);
  if (vector.length !== VECTOR_DIMENSIONS) return check.fail(`${vector.length} numbers`, other);
  return vector.every((number) => number === 0)
    ? check.fail('nothing but zeros', 'see the log of the server: its model has not been loaded as a whole')
    : check.pass(`${vector.length} numbers`);
}
/** The checks of an inference server that exists already; none where there is none. */
export async function endpointChecks(
  context: Pick<Context, 'signal'>,
  url: string | undefined,
  view: WeaviateNetwork,
): Promise<CheckResult[]> {
  if (url === undefined) return [];
  const address = checkUrl(url, view);
  if (!URL.canParse(url)) return [address];
  const { ready, meta, vector } = await probeEndpoint(context, url);
  return [address, checkReady(url, ready, view), checkModel(meta), checkVector(vector)];
}
