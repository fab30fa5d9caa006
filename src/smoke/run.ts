import { randomBytes } from 'node:crypto';
import { isStandIn } from '../inference/standInModel.ts';
import type { StackConfig } from '../options/table.ts';
import { BIND_MODULE } from '../stack/weaviateEnvironment.ts';
import { asCheckFailure, CheckFailure } from './checkFailure.ts';
import { type Check, REST_TIMEOUT, type SmokeState } from './checks/check.ts';
import { connectionChecks } from './checks/connection.ts';
import { createCheck, dataChecks } from './checks/data.ts';
import { searchChecks } from './checks/search.ts';
import { smokeObjects } from './objects.ts';
import { OwnMedia, type OwnMediaRequest } from './own/ownMedia.ts';
import type { CheckResult, SmokeReport } from './report.ts';
import { rest, type SmokeTarget } from './rest.ts';

export interface SmokeOptions {
  readonly target: SmokeTarget;
  /** Says which modalities, in which kind of vectors. */
  readonly config: StackConfig;
  /** Media of one's own in place of the samples. */
  readonly media?: OwnMediaRequest | undefined;
  /** Leave the test collection in place. */
  readonly keep: boolean;
  /** Ends the test; what it has made is removed all the same. */
  readonly signal: AbortSignal;
  readonly onStart?: (id: string) => void;
  readonly onResult?: (result: CheckResult) => void;
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
    collection: `BindstackSmoke_${randomBytes(4).toString('hex')}`,
    objects: smokeObjects(modalities, vectors),
    meta: undefined,
    session: undefined,
    created: false,
  };
  const own = options.media && new OwnMedia(options.media);
  const checks = own
    ? [...connectionChecks, own.look, createCheck, ...own.use]
    : [...connectionChecks, ...dataChecks, ...searchChecks(modalities)];
  const started = Date.now();
  const results: CheckResult[] = [];
  const add = (result: CheckResult) => {
    results.push(result);
    onResult?.(result);
  };
  let obstacle: string | undefined;
  for (const check of checks) {
    if (signal.aborted) obstacle ??= 'the test was ended';
    if (obstacle !== undefined) {
      add(result(check, 'skip', 0, obstacle));
      continue;
    }
    onStart?.(check.id);
    const outcome = await perform(check, state, signal);
    add(outcome);
    if (outcome.status === 'fail' && check.essential) obstacle = `not tried, because ${check.id} failed`;
  }
  add(await cleanUp(state, options.keep));
  const model = state.meta?.modules[BIND_MODULE]?.['model'];
  return {
    ok: obstacle === undefined && results.every(({ status }) => status !== 'fail'),
    weaviate: { url: target.http, version: state.meta?.version ?? null },
    inference: { model: typeof model === 'string' ? model : null, stub: isStandIn(model) },
    collection: state.created ? state.collection : null,
    checks: results,
    ...(own && { media: own.report }),
    ms: Date.now() - started,
  };
}

function result(
  { id, modality }: Pick<Check, 'id' | 'modality'>,
  status: CheckResult['status'],
  ms: number,
  detail: string,
  suggestion: string | null = null,
): CheckResult {
  return { id, modality: modality ?? null, status, ms, detail, suggestion };
}

async function perform(check: Check, state: SmokeState, signal: AbortSignal): Promise<CheckResult> {
  const started = Date.now();
  try {
    const seen = await orEnded(check.run(state), signal);
    const ms = Date.now() - started;
    return typeof seen === 'string'
      ? result(check, 'pass', ms, seen)
      : result(check, 'skip', ms, seen.skipped);
  } catch (error) {
    const { message, suggestion } = asCheckFailure(error, check.layer);
    return result(check, 'fail', Date.now() - started, message, suggestion);
  }
}

/** The work, or a CheckFailure as soon as the test is ended. */
async function orEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left alone, a late failure of the abandoned work would end the process.
  work.catch(() => {});
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(endOf(signal));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function endOf({ reason }: AbortSignal): CheckFailure {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new CheckFailure(
    'time',
    isTimeout ? 'the whole test ran out of time' : 'interrupted',
    'a longer --timeout; a CPU needs 20 s and more for one video',
  );
}

async function cleanUp(state: SmokeState, keep: boolean): Promise<CheckResult> {
  const check = { id: 'cleanup' };
  const { target, collection } = state;
  const started = Date.now();
  await state.session?.close().catch(() => {});
  if (!state.created) return result(check, 'skip', 0, 'no collection was made');
  if (keep) return result(check, 'skip', 0, `${collection} stays, as asked`);
  try {
    await rest(target, 'DELETE', `/v1/schema/${collection}`, undefined, REST_TIMEOUT);
    return result(check, 'pass', Date.now() - started, `removed ${collection}`);
  } catch (error) {
    const { message } = asCheckFailure(error, 'collection');
    const suggestion = `delete the collection ${collection} by hand`;
    return result(check, 'fail', Date.now() - started, message, suggestion);
  }
}
