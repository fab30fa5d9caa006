import { randomUUID } from 'node:crypto';
import { type MediaModality, type Modality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { VECTOR_TIME_LIMIT, waitDescription } from '../budgets.ts';
import { CheckFailure } from '../checkFailure.ts';
import { keywordOf, type SmokeObject } from '../objects.ts';
import { brokenImage, sampleMedia, sampleText } from '../samples/samples.ts';
import { verifyExactMatch, verifyMixedDistance } from '../verifySearch.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';
import { crossModalCheck } from './crossModal.ts';

/** More than the test has objects. */
const SEARCH_LIMIT = 100;

/** A search with the sample of a modality, which must find its object: what was seen. */
export async function searchSample(state: SmokeState, modality: Modality): Promise<string> {
  const expected = state.objects.expected.get(modality);
  if (!expected) throw new Error(`no object for ${modality}`);
  const { mixed } = state.objects;
  const session = sessionOf(state);
  // The complete object may be farther than any other.
  const options = mixed ? { limit: SEARCH_LIMIT } : {};
  const hits =
    modality === 'text'
      ? await session.nearText(sampleText(0), options)
      : await session.nearMedia(modality, sampleMedia(modality, 0), options);
  const seen = `finds its own object: ${verifyExactMatch(hits, expected)}`;
  if (!mixed) return seen;
  const [sample = [], whole = []] = await Promise.all(
    [expected, mixed].map(async ({ id }) => (await session.vectorsOf(id))[ONLY_VECTOR]),
  );
  return `${seen}; ${verifyMixedDistance(hits, expected, mixed, { sample, mixed: whole })}`;
}

async function hybrid(state: SmokeState): Promise<CheckOutcome> {
  const modality = state.config.collection.modalities.at(-1) ?? 'text';
  const keyword = keywordOf(modality);
  const [first] = await sessionOf(state).hybrid(keyword, modality);
  if (first?.id === state.objects.expected.get(modality)?.id) return `the word ${keyword} finds its object`;
  throw new CheckFailure('index', `the word ${keyword} does not find its object`, "see Weaviate's log");
}

async function ownVector(state: SmokeState): Promise<CheckOutcome> {
  const { modalities } = state.config.collection;
  const vector = Array.from({ length: VECTOR_DIMENSIONS }, (_, i) => Math.sin((i + 1) ** 2));
  const object: SmokeObject = {
    id: randomUUID(),
    title: 'own vector',
    properties: { title: 'own vector' },
  };
  await sessionOf(state).insertWithVector(object, modalities, vector);
  const hits = await sessionOf(state).nearVector(vector, modalities[0] ?? 'text');
  return `an object with its own vector is found: ${verifyExactMatch(hits, object)}`;
}

async function badMedia(state: SmokeState): Promise<CheckOutcome> {
  const modality = state.config.collection.modalities.find((m): m is MediaModality => m !== 'text');
  if (modality === undefined) return { skipped: 'text cannot be broken' };
  const broken = brokenImage();
  const session = sessionOf(state);
  const properties = { title: 'broken', [modality]: broken.toString('base64') };
  const asQuery = await errorOf(() => session.nearMedia(modality, broken));
  const [asObject] = await session.import([{ id: randomUUID(), title: 'broken', properties }]);
  if (asQuery === undefined || asObject === undefined) {
    throw new CheckFailure(
      'inference',
      `a broken ${modality} was accepted`,
      'see whether a real model answers',
    );
  }
  const [, words] = /fail with status 500: (.*)/.exec(asQuery) ?? [];
  if (words === undefined) {
    throw new CheckFailure('inference', `refused, but not by the model: ${asQuery}`, "see Weaviate's log");
  }
  // Python prints the address of an object behind it.
  const [reason = words] = words.split(' <');
  return `a broken ${modality} is refused: ${reason.slice(0, 60)}`;
}

async function errorOf(action: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What an application does: searches of every kind. */
export function searchChecks(modalities: readonly Modality[]): SmokeCheck[] {
  return [
    ...modalities.map((modality) => ({
      id: `near-${modality}`,
      modality,
      layer: 'index' as const,
      timeLimit: VECTOR_TIME_LIMIT[modality],
      waitingFor: waitDescription(modality),
      run: (state: SmokeState) => searchSample(state, modality),
    })),
    crossModalCheck,
    { id: 'hybrid', layer: 'index', run: hybrid },
    { id: 'own-vector', layer: 'index', run: ownVector },
    { id: 'bad-media', layer: 'inference', run: badMedia },
  ];
}
