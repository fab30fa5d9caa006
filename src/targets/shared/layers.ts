import * as z from 'zod';
import type { Context } from '../../context.ts';
import type { HttpObservation, Observation } from '../../diagnosis/observation.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { tryParseJson } from '../../formats/parseJson.ts';
import { sendRequest } from './http.ts';
import { type LayerState, waitFor } from './waitFor.ts';

export const MODULE_LAYER = `the module ${BIND_MODULE}`;

/** Seconds for the module once Weaviate is ready, which has waited for it already. */
export const MODULE_TIMEOUT = 30;

const metaSchema = z.object({
  version: z.string(),
  grpcMaxMessageSize: z.number().optional(),
  modules: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** What `GET /v1/meta` tells. */
export interface WeaviateMeta {
  readonly version: string;
  /** Bytes. */
  readonly grpcMaxMessageSize?: number | undefined;
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The answer of `GET /v1/meta`, checked; undefined if it is another. */
export function parseMeta(answer: unknown): WeaviateMeta | undefined {
  return metaSchema.safeParse(answer).data;
}

export function authorization(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
}

/** The inference server: 204 once the model is loaded, refused connections before. */
export async function probeInference(url: string, signal: AbortSignal): Promise<LayerState> {
  const { status, text } = await sendRequest(`${url}/.well-known/ready`, { signal });
  if (status !== undefined && status < 300) return { state: 'ready' };
  return { state: 'waiting', detail: status === undefined ? text : `it answers ${status}` };
}

/** Weaviate: 200 once its modules are ready, refused connections before. */
export async function probeWeaviate(url: string, signal: AbortSignal): Promise<LayerState> {
  const { status, text } = await sendRequest(`${url}/v1/.well-known/ready`, { signal });
  if (status === 200) return { state: 'ready' };
  if (status === 503) return { state: 'waiting', detail: 'it answers, and is not ready yet' };
  return { state: 'waiting', detail: status === undefined ? text : `it answers ${status}` };
}

/** Why the module does not work, by what Weaviate says of it; undefined where it does. */
export function moduleFault({ modules }: WeaviateMeta): { detail: string; suggestion: string } | undefined {
  const module = modules[BIND_MODULE];
  if (module === undefined) {
    return {
      detail: `Weaviate runs without the module ${BIND_MODULE}`,
      suggestion: `ENABLE_MODULES must contain ${BIND_MODULE}: bindstack generate writes it`,
    };
  }
  if (module['error'] === undefined) return undefined;
  return {
    detail: `Weaviate cannot reach the inference server: ${String(module['error'])}`,
    suggestion: 'see whether the inference server runs and whether BIND_INFERENCE_API leads to it',
  };
}

/**
 * The module: `ready` of Weaviate stays 200 when the inference server is gone, so only `/v1/meta` tells
 * (weaviate/weaviate usecases/modules/modules.go GetMeta).
 */
export async function probeModule(
  url: string,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<LayerState> {
  const { status, text } = await sendRequest(`${url}/v1/meta`, {
    headers: authorization(apiKey),
    signal,
    timeout: 15_000,
  });
  if (status === 401 || status === 403) {
    return { state: 'failed', detail: `it refuses the key (${status})`, suggestion: 'use the key of .env' };
  }
  const meta = status === 200 ? parseMeta(tryParseJson(text)) : undefined;
  if (meta === undefined)
    return { state: 'waiting', detail: status === undefined ? text : `it answers ${status}` };
  const fault = moduleFault(meta);
  if (fault === undefined) return { state: 'ready' };
  // A missing module never comes; an unreachable one may.
  return meta.modules[BIND_MODULE] === undefined
    ? { state: 'failed', ...fault }
    : { state: 'waiting', detail: fault.detail };
}

/** Waits for the module, which mostly works at once: its step says neither seconds nor what is seen. */
export async function waitForModule(
  { out, signal }: Pick<Context, 'out' | 'signal'>,
  http: string,
  apiKey: string | undefined,
  { timeout = MODULE_TIMEOUT, suggestion }: { timeout: number | undefined; suggestion: string },
): Promise<void> {
  const step = out.step(MODULE_LAYER, { phase: 'module' });
  try {
    const probe = () => probeModule(http, apiKey, signal);
    await waitFor(probe, { layer: MODULE_LAYER, timeout: timeout, signal, suggestion });
  } catch (error) {
    step.fail(`${MODULE_LAYER} is not ready`);
    throw error;
  }
  step.done(`${MODULE_LAYER} is ready`);
}

/** Milliseconds; a Weaviate whose inference server hangs never answers at all. */
const OBSERVATION_TIMEOUT = 3000;

async function observeHttp(
  url: string,
  headers?: Readonly<Record<string, string>>,
): Promise<HttpObservation> {
  const { status, text, timedOut } = await sendRequest(url, {
    timeout: OBSERVATION_TIMEOUT,
    ...(headers && { headers }),
  });
  return { status, text, hung: timedOut };
}

/** What Weaviate answers to the two questions that tell its state. */
export async function observeWeaviate(
  http: string,
  apiKey: string | undefined,
): Promise<Pick<Observation, 'ready' | 'meta'>> {
  const [ready, meta] = await Promise.all([
    observeHttp(`${http}/v1/.well-known/ready`),
    observeHttp(`${http}/v1/meta`, authorization(apiKey)),
  ]);
  return { ready, meta };
}
