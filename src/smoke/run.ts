import { randomBytes } from 'node:crypto';
import { now } from '../clock.ts';
import { isStubModel } from '../facts/imageBind/serverErrors.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { StackConfig } from '../options/table.ts';
import { REST_TIMEOUT, withTimeLimit } from './budgets.ts';
import { asCheckFailure, CheckFailure } from './checkFailure.ts';
import type { SmokeCheck, SmokeState } from './checks/check.ts';
import { connectionChecks } from './checks/connection.ts';
import { createCheck, dataChecks } from './checks/data.ts';
import { enduranceChecks } from './checks/endurance.ts';
import { inferenceChecks, storedMean } from './checks/inference.ts';
import { searchChecks } from './checks/search.ts';
import { smokeObjects } from './objects.ts';
import { TEST_COLLECTION } from './orphans.ts';
import type { SmokeCheckResult, SmokeReport } from './report.ts';
import { versionsOf } from './report.ts';
import { rest, type SmokeTarget } from './rest.ts';
import { UserMedia, type UserMediaRequest } from './userMedia/userMedia.ts';

export interface SmokeOptions {
  readonly target: SmokeTarget;
  /** Says which modalities, in which kind of vectors. */
  readonly config: StackConfig;
  /** Media of one's own in place of the samples. */
  readonly media?: UserMediaRequest | undefined;
  /** Leave the test collection in place. */
  readonly keep: boolean;
  /** Ends the test; what it has made is removed all the same. */
  readonly signal: AbortSignal;
  /** Of the inference server, where it is to be asked itself as well. */
  readonly inferenceUrl?: string | undefined;
  /** Also ask after a silence in which servers close connections. */
  readonly idle?: boolean;
  /** Restarts the stack; also look whether the data survive it. */
  readonly restart?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly onStart?: (id: string) => void;
  /** What a check waits for, where that may take long. */
  readonly onWaiting?: (what: string) => void;
  readonly onResult?: (result: SmokeCheckResult) => void;
}

/**
 * Proves vectorization and search against a running Weaviate with a collection of its own, which it removes
 * again. A check that fails is a result, never an exception.
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const { target, config, signal, onStart, onResult } = options;
  const { modalities, vectors } = config.collection;
  const state: SmokeState = {
    target,
    signal,
    config,
    collection: `${TEST_COLLECTION}${randomBytes(4).toString('hex')}`,
    keep: options.keep,
    objects: smokeObjects(modalities, vectors),
    onWaiting: (what) => options.onWaiting?.(what),
    meta: undefined,
    session: undefined,
    created: false,
  };
  const started = now();
  const results: SmokeCheckResult[] = [];
  const add = (result: SmokeCheckResult) => {
    results.push(result);
    onResult?.(result);
  };
  let obstacle: string | undefined;
  const { inferenceUrl } = options;
  const own = options.media && new UserMedia(options.media);
  const samples = [
    ...dataChecks(state.objects),
    ...(inferenceUrl === undefined ? [] : [storedMean(inferenceUrl, state.objects)]),
    ...searchChecks(modalities),
    ...enduranceChecks(options),
  ];
  const checks = [
    ...connectionChecks,
    ...(inferenceUrl === undefined ? [] : inferenceChecks(inferenceUrl, modalities)),
    ...(own ? [own.look, createCheck, ...own.use] : samples),
  ];
  for (const check of checks) {
    if (signal.aborted) obstacle ??= 'the test was ended';
    if (obstacle !== undefined) {
      add(result(check, 'skip', 0, obstacle));
      continue;
    }
    onStart?.(check.id);
    if (check.waitingFor !== undefined) state.onWaiting(check.waitingFor);
    const outcome = await runCheck(check, state, signal);
    add(outcome);
    if (outcome.status === 'fail' && check.essential) obstacle = `not tried, because ${check.id} failed`;
  }
  add(await cleanUp(state));
  const model = state.meta?.modules[BIND_MODULE]?.['model'];
  return {
    ok: obstacle === undefined && results.every(({ status }) => status !== 'fail'),
    weaviate: { url: target.http, version: state.meta?.version ?? null },
    inference: { model: typeof model === 'string' ? model : null, stub: isStubModel(model) },
    collection: state.created ? state.collection : null,
    checks: results,
    ...(own && { media: own.report }),
    diagnosis: [],
    versions: await versionsOf(state.meta),
    ms: now() - started,
  };
}

function result(
  { id, modality }: Pick<SmokeCheck, 'id' | 'modality'>,
  status: SmokeCheckResult['status'],
  ms: number,
  detail: string,
  failure?: CheckFailure,
): SmokeCheckResult {
  const { suggestion = null, layer = null, objects = [] } = failure ?? {};
  const base = { id, modality: modality ?? null, status, ms, detail, suggestion, layer };
  return objects.length === 0 ? base : { ...base, objects };
}

async function runCheck(
  check: SmokeCheck,
  state: SmokeState,
  signal: AbortSignal,
): Promise<SmokeCheckResult> {
  const started = now();
  try {
    const seen = await withTimeLimit(() => check.run(state), check, signal);
    const ms = now() - started;
    return typeof seen === 'string'
      ? result(check, 'pass', ms, seen)
      : result(check, 'skip', ms, seen.skipped);
  } catch (error) {
    const failure = asCheckFailure(error, check.layer);
    return result(check, 'fail', now() - started, failure.message, failure);
  }
}

async function cleanUp(state: SmokeState): Promise<SmokeCheckResult> {
  const check = { id: 'cleanup' };
  const { target, collection, keep } = state;
  const started = now();
  await state.session?.close().catch(() => {});
  if (!state.created) return result(check, 'skip', 0, 'no collection was made');
  if (keep) return result(check, 'skip', 0, `${collection} stays, as asked`);
  try {
    await rest(target, 'DELETE', `/v1/schema/${collection}`, undefined, REST_TIMEOUT);
    return result(check, 'pass', now() - started, `removed ${collection}`);
  } catch (error) {
    const { layer, message } = asCheckFailure(error, 'collection');
    const seen = message.slice(layer.length + 2);
    const failure = new CheckFailure(layer, seen, `delete the collection ${collection} by hand`);
    return result(check, 'fail', now() - started, message, failure);
  }
}
