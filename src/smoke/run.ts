import { randomBytes } from 'node:crypto';
import { now } from '../clock.ts';
import { isStubModel } from '../facts/imageBind/serverErrors.ts';
import type { StackConfig } from '../options/table.ts';
import { asCheckFailure, CheckFailure } from '../weaviate/checkFailure.ts';
import { modelOf } from '../weaviate/meta.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT, withTimeLimit } from '../weaviate/timeLimits.ts';
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
import { UserMedia, type UserMediaRequest } from './userMedia/userMedia.ts';

export interface SmokeOptions {
  readonly target: WeaviateServer;
  /** Defines the modalities and the kind of vectors. */
  readonly config: StackConfig;
  /** The command that starts the stack; undefined for one that bindstack did not start. */
  readonly start?: string | undefined;
  /** Your media files, used instead of the samples. */
  readonly media?: UserMediaRequest | undefined;
  /** Do not delete the test collection. */
  readonly keep: boolean;
  /** Aborts the test; the collection is still removed. */
  readonly signal: AbortSignal;
  /** URL of the inference server, if it should also be tested directly. */
  readonly inferenceUrl?: string | undefined;
  /** Also test whether a request works after the server has closed idle connections. */
  readonly idle?: boolean;
  /** Restarts the stack; if given, also test whether the data survives a restart. */
  readonly restart?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly onStart?: (id: string) => void;
  /** Called with what a slow check is waiting for. */
  readonly onWaiting?: (what: string) => void;
  readonly onResult?: (result: SmokeCheckResult) => void;
}

/**
 * Tests vectorization and search on a running Weaviate, in a temporary collection that is removed at the end. A failed
 * check is part of the report, not an exception.
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const { target, config, signal, onStart, onResult } = options;
  const { modalities, vectors } = config.collection;
  const state: SmokeState = {
    target,
    signal,
    config,
    start: options.start,
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
  let skipReason: string | undefined;
  const { inferenceUrl } = options;
  const userMedia = options.media && new UserMedia(options.media);
  const samples = [
    ...dataChecks(state.objects),
    ...(inferenceUrl === undefined ? [] : [storedMean(inferenceUrl, state.objects)]),
    ...searchChecks(modalities),
    ...enduranceChecks(options),
  ];
  const checks = [
    ...connectionChecks,
    ...(inferenceUrl === undefined ? [] : inferenceChecks(inferenceUrl, modalities)),
    ...(userMedia ? [userMedia.inspectCheck, createCheck, ...userMedia.collectionChecks] : samples),
  ];
  for (const check of checks) {
    if (signal.aborted) skipReason ??= 'the test was aborted';
    if (skipReason !== undefined) {
      add(result(check, 'skip', 0, skipReason));
      continue;
    }
    onStart?.(check.id);
    if (check.waitingFor !== undefined) state.onWaiting(check.waitingFor);
    const outcome = await runCheck(check, state, signal);
    add(outcome);
    if (outcome.status === 'fail' && check.essential) skipReason = `not run because ${check.id} failed`;
  }
  add(await cleanUp(state));
  const model = modelOf(state.meta);
  return {
    ok: skipReason === undefined && results.every(({ status }) => status !== 'fail'),
    weaviate: { url: target.http, version: state.meta?.version ?? null },
    inference: { model: typeof model === 'string' ? model : null, stub: isStubModel(model) },
    collection: state.created ? state.collection : null,
    checks: results,
    ...(userMedia && { media: userMedia.report }),
    diagnosis: [],
    versions: versionsOf(state.meta),
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
    const outcome = await withTimeLimit(() => check.run(state), check, signal);
    const ms = now() - started;
    return typeof outcome === 'string'
      ? result(check, 'pass', ms, outcome)
      : result(check, 'skip', ms, outcome.skipped);
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
  if (!state.created) return result(check, 'skip', 0, 'no collection was created');
  if (keep) return result(check, 'skip', 0, `${collection} was kept, as requested`);
  try {
    await rest(target, 'DELETE', `/v1/schema/${collection}`, undefined, REST_TIMEOUT);
    return result(check, 'pass', now() - started, `deleted ${collection}`);
  } catch (error) {
    const { layer, reason, message } = asCheckFailure(error, 'collection');
    const failure = new CheckFailure(layer, reason, `delete the collection ${collection} manually`);
    return result(check, 'fail', now() - started, message, failure);
  }
}
