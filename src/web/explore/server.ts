import type { Modality } from '../../facts/modalities.ts';
import type { ExploreAnswer, ExploreProblem, ExploreQuery, ExploreState } from '../exploreProtocol.ts';

/** What the server says is wrong, or why it does not respond. */
export class Problem extends Error {
  readonly suggestion: string | undefined;

  constructor({ message, suggestion }: ExploreProblem) {
    super(message);
    this.suggestion = suggestion;
  }
}

async function ask<T>(address: string, options: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem({
      message: 'bindstack explore no longer responds',
      suggestion: 'start it again in its terminal, then reload this page',
    });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  const isJson = response.headers.get('content-type') === 'application/json';
  throw new Problem(isJson ? (JSON.parse(text) as ExploreProblem) : { message: text.trim() });
}

export function fetchState(signal: AbortSignal): Promise<ExploreState> {
  return ask('api/state', { signal });
}

interface SearchOptions {
  readonly kinds: readonly Modality[];
  readonly limit: number;
  readonly hybrid: boolean;
}

/** @param file the dropped file, for a query with its name */
export function fetchHits(
  query: ExploreQuery,
  file: File | undefined,
  { kinds, limit, hybrid }: SearchOptions,
  signal: AbortSignal,
): Promise<ExploreAnswer> {
  const parameters = new URLSearchParams({
    kind: kinds.join(','),
    limit: `${limit}`,
    ...(hybrid && { hybrid: '1' }),
    ...(file && { file: file.name }),
  });
  return ask(`api/search?${parameters}`, {
    method: 'POST',
    headers: { 'Content-Type': file ? 'application/octet-stream' : 'application/json' },
    body: file ?? JSON.stringify(query),
    signal,
  });
}

/** The address of an imported file. */
export function mediaAddress(path: string): string {
  return `media/${path.split('/').map(encodeURIComponent).join('/')}`;
}

export function thumbnailAddress(id: string): string {
  return `thumbnail/${id}`;
}
