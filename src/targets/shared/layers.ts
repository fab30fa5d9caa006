import * as z from 'zod';
import type { Context } from '../../context.ts';
import type { HttpObservation, Observation } from '../../diagnosis/observation.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { tryParseJson } from '../../formats/parseJson.ts';
import { sendRequest } from './http.ts';
import { type LayerState, waitFor } from './waitFor.ts';

const MODULE_LAYER = `the module ${BIND_MODULE}`;

/** Seconds for the module after Weaviate is ready; Weaviate itself has already waited for it. */
const MODULE_TIMEOUT = 30;

const metaSchema = z.object({
  version: z.string(),
  grpcMaxMessageSize: z.number().optional(),
  modules: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** The response of `GET /v1/meta`. */
export interface WeaviateMeta {
  readonly version: string;
  /** Bytes. */
  readonly grpcMaxMessageSize?: number | undefined;
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The validated response of `GET /v1/meta`; undefined if it has another form. */
export function parseMeta(response: unknown): WeaviateMeta | undefined {
  return metaSchema.safeParse(response).data;
}

export function authorization(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
}

/** The inference server returns 204 once its model is loaded; before, it refuses connections. */
export async function probeInference(url: string, signal: AbortSignal): Promise<LayerState> {
  const { status, text } = await sendRequest(`${url}/.well-known/ready`, { signal });
  if (status !== undefined && status < 300) return { state: 'ready' };
  return { state: 'waiting', detail: status === undefined ? text : `it responds with status ${status}` };
}

/** Weaviate returns 200 once its modules are ready; before, it refuses connections. */
export async function probeWeaviate(url: string, signal: AbortSignal): Promise<LayerState> {
  const { status, text } = await sendRequest(`${url}/v1/.well-known/ready`, { signal });
  if (status === 200) return { state: 'ready' };
  if (status === 503) return { state: 'waiting', detail: 'it responds, but is not ready yet' };
  return { state: 'waiting', detail: status === undefined ? text : `it responds with status ${status}` };
}

/** Why the module does not work, according to Weaviate; undefined if it works. */
export function moduleFault({ modules }: WeaviateMeta): { detail: string; suggestion: string } | undefined {
  const module = modules[BIND_MODULE];
  if (module === undefined) {
    return {
      detail: `Weaviate runs without the module ${BIND_MODULE}`,
      suggestion: `ENABLE_MODULES must contain ${BIND_MODULE}; to write it: bindstack generate`,
    };
  }
  if (module['error'] === undefined) return undefined;
  return {
    detail: `Weaviate cannot reach the inference server: ${String(module['error'])}`,
    suggestion: 'check that the inference server is running and that BIND_INFERENCE_API points to it',
  };
}

/**
 * The module. Weaviate's `ready` stays 200 when the inference server is gone; only `/v1/meta` shows it
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
    return {
      state: 'failed',
      detail: `it rejects the API key (${status})`,
      suggestion: 'use the key in .env',
    };
  }
  const meta = status === 200 ? parseMeta(tryParseJson(text)) : undefined;
  if (meta === undefined)
    return { state: 'waiting', detail: status === undefined ? text : `it responds with status ${status}` };
  const fault = moduleFault(meta);
  if (fault === undefined) return { state: 'ready' };
  // A missing module never appears; an unreachable inference server may still come up.
  return meta.modules[BIND_MODULE] === undefined
    ? { state: 'failed', ...fault }
    : { state: 'waiting', detail: fault.detail };
}

interface ModuleWaitOptions {
  /** Seconds; `MODULE_TIMEOUT` if undefined. */
  readonly timeout: number | undefined;
  readonly suggestion: string;
  /** Replaces `probeModule`. */
  readonly probe?: () => Promise<LayerState>;
}

/** Waits for the module. It usually works at once, so its step shows neither seconds nor details. */
export async function waitForModule(
  { out, signal }: Pick<Context, 'out' | 'signal'>,
  http: string,
  apiKey: string | undefined,
  { timeout = MODULE_TIMEOUT, suggestion, probe }: ModuleWaitOptions,
): Promise<void> {
  const step = out.step(`${MODULE_LAYER}: checking`, { phase: 'module' });
  try {
    const isReady = probe ?? (() => probeModule(http, apiKey, signal));
    await waitFor(isReady, { layer: MODULE_LAYER, timeout, signal, suggestion });
  } catch (error) {
    step.fail(`${MODULE_LAYER} is not ready`);
    throw error;
  }
  step.done(`${MODULE_LAYER} is ready`);
}

/** Milliseconds; Weaviate never responds while its inference server hangs. */
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

/** Weaviate's responses to the two requests that show its state. */
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
