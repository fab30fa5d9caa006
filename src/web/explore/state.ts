import { batch, computed, signal } from '@preact/signals';
import type { Modality } from '../../facts/modalities.ts';
import {
  type ExploreAnswer,
  type ExploreHit,
  type ExploreQuery,
  type ExploreState,
  UPLOAD_LIMIT,
} from '../exploreProtocol.ts';
import { sizeText } from './hitText.ts';
import { fetchHits, fetchState, Problem } from './server.ts';

/** How many hits to show at first, and how many more on request. */
const PAGE_SIZE = 24;

/** What is in the collection; undefined until it is known. */
export const state = signal<ExploreState | undefined>(undefined);
/** Why it is not known. */
export const stateProblem = signal<Problem | undefined>(undefined);

/** What is sought; undefined before the first search. */
export const query = signal<ExploreQuery | undefined>(undefined);
/** The dropped file of the query. */
export const file = signal<File | undefined>(undefined);
/** The kinds to find; empty for all. */
export const kinds = signal<readonly Modality[]>([]);
export const hybrid = signal(false);
const limit = signal(PAGE_SIZE);

export const answer = signal<ExploreAnswer | undefined>(undefined);
export const problem = signal<Problem | undefined>(undefined);
/** When the running search began, in milliseconds of `performance.now()`; undefined if none runs. */
export const busySince = signal<number | undefined>(undefined);
/** Whether the user has stopped the last search. */
export const wasCancelled = signal(false);

/** The object that is shown large: its place among the hits. */
export const shown = signal<number | undefined>(undefined);

/** A file with the moments that were found in it, nearest first. */
export interface Found {
  readonly hit: ExploreHit;
  /** Further hits in the same file. */
  readonly others: readonly ExploreHit[];
}

/** The hits by file, in the order of the nearest hit of each. */
export const found = computed<readonly Found[]>(() => {
  const byPath = new Map<string, { hit: ExploreHit; others: ExploreHit[] }>();
  for (const hit of answer.value?.hits ?? []) {
    const known = byPath.get(hit.path);
    if (known) known.others.push(hit);
    else byPath.set(hit.path, { hit, others: [] });
  }
  return [...byPath.values()];
});

/** Whether there may be more hits than shown. */
export const hasMore = computed(() => (answer.value?.hits.length ?? 0) >= limit.value && limit.value < 200);

export async function loadState(): Promise<void> {
  stateProblem.value = undefined;
  try {
    state.value = await fetchState(AbortSignal.timeout(60_000));
  } catch (error) {
    stateProblem.value = asProblem(error);
  }
}

function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem({ message: String(error) });
}

let running: AbortController | undefined;

/** Stops the running search. The hits of the one before stay. */
export function cancel(): void {
  running?.abort();
  if (busySince.value !== undefined) wasCancelled.value = true;
  busySince.value = undefined;
}

/** Searches for the query with the current filters; without a query, shows the start. */
export async function search(): Promise<void> {
  cancel();
  const sought = query.value;
  batch(() => {
    problem.value = undefined;
    wasCancelled.value = false;
    shown.value = undefined;
    if (sought === undefined) answer.value = undefined;
  });
  if (sought === undefined) return;
  const controller = new AbortController();
  running = controller;
  busySince.value = performance.now();
  const options = { kinds: kinds.value, limit: limit.value, hybrid: hybrid.value && 'text' in sought };
  try {
    const result = await fetchHits(sought, file.value, options, controller.signal);
    if (running === controller) answer.value = result;
  } catch (error) {
    if (running !== controller || controller.signal.aborted) return;
    batch(() => {
      problem.value = asProblem(error);
      answer.value = undefined;
    });
  } finally {
    if (running === controller) busySince.value = undefined;
  }
}

/** A new query: from the first hit. */
export function searchFor(sought: ExploreQuery | undefined, dropped?: File): void {
  batch(() => {
    query.value = sought;
    file.value = dropped;
    limit.value = PAGE_SIZE;
  });
  void search();
}

/** Searches with a file of the user. */
export function searchWithFile(dropped: File | undefined): void {
  if (!dropped) return;
  if (dropped.size <= UPLOAD_LIMIT) {
    searchFor({ file: dropped.name }, dropped);
    return;
  }
  cancel();
  problem.value = new Problem({
    message: `${dropped.name} has ${sizeText(dropped.size)}, and the limit is ${sizeText(UPLOAD_LIMIT)}.`,
    suggestion: 'search with a part of it',
  });
}

export function showMore(): void {
  limit.value += PAGE_SIZE;
  void search();
}

export function toggleKind(kind: Modality): void {
  const rest = kinds.value.filter((one) => one !== kind);
  kinds.value = rest.length < kinds.value.length ? rest : [...rest, kind];
  limit.value = PAGE_SIZE;
  void search();
}
