import { randomUUID } from 'node:crypto';
import { type MediaModality, type Modality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { CHECK_WEAVIATE_LOG, CheckFailure } from '../../weaviate/checkFailure.ts';
import type { WeaviateObject } from '../../weaviate/object.ts';
import { VECTOR_TIME_LIMIT, waitDescription } from '../../weaviate/timeLimits.ts';
import { keywordOf } from '../objects.ts';
import { brokenImage, sampleMedia, sampleText } from '../samples/samples.ts';
import { verifyExactMatch, verifyMixedDistance } from '../verifySearch.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';
import { crossModalCheck } from './crossModal.ts';

/** Larger than the number of test objects. */
const SEARCH_LIMIT = 100;

/** Searches with the sample of a modality, which must find its own object. Returns what was observed. */
export async function searchSample(state: SmokeState, modality: Modality): Promise<string> {
  const expected = state.objects.expected.get(modality);
  if (!expected) throw new Error(`no object for ${modality}`);
  const { mixed } = state.objects;
  const session = sessionOf(state);
  // The object with all media may be the farthest of all.
  const options = mixed ? { limit: SEARCH_LIMIT } : {};
  const hits =
    modality === 'text'
      ? await session.nearText(sampleText(0), options)
      : await session.nearMedia(modality, sampleMedia(modality, 0), options);
  const result = `finds its own object: ${verifyExactMatch(hits, expected)}`;
  if (!mixed) return result;
  const [sample = [], whole = []] = await Promise.all(
    [expected, mixed].map(async ({ id }) => (await session.vectorsOf(id))[ONLY_VECTOR]),
  );
  return `${result}; ${verifyMixedDistance(hits, expected, mixed, { sample, mixed: whole })}`;
}

async function hybrid(state: SmokeState): Promise<CheckOutcome> {
  const modality = state.config.collection.modalities.at(-1) ?? 'text';
  const keyword = keywordOf(modality);
  const [first] = await sessionOf(state).hybrid(keyword, modality);
  if (first?.id === state.objects.expected.get(modality)?.id)
    return `the keyword ${keyword} finds its object`;
  throw new CheckFailure('index', `the keyword ${keyword} does not find its object`, CHECK_WEAVIATE_LOG);
}

async function customVector(state: SmokeState): Promise<CheckOutcome> {
  const { modalities } = state.config.collection;
  const vector = Array.from({ length: VECTOR_DIMENSIONS }, (_, i) => Math.sin((i + 1) ** 2));
  const object: WeaviateObject = {
    id: randomUUID(),
    title: 'custom vector',
    properties: { title: 'custom vector' },
  };
  await sessionOf(state).insertWithVector(object, modalities, vector);
  const hits = await sessionOf(state).nearVector(vector, modalities[0] ?? 'text');
  return `a custom vector finds its object: ${verifyExactMatch(hits, object)}`;
}

async function badMedia(state: SmokeState): Promise<CheckOutcome> {
  const modality = state.config.collection.modalities.find((m): m is MediaModality => m !== 'text');
  if (modality === undefined) return { skipped: 'any text is valid input' };
  const broken = brokenImage();
  const session = sessionOf(state);
  const properties = { title: 'broken', [modality]: broken.toString('base64') };
  const asQuery = await errorOf(() => session.nearMedia(modality, broken));
  const [asObject] = await session.import([{ id: randomUUID(), title: 'broken', properties }]);
  if (asQuery === undefined || asObject === undefined) {
    throw new CheckFailure(
      'inference',
      `a broken ${modality} file was accepted`,
      'check that the inference server runs a real model',
    );
  }
  const [, message] = /fail with status 500: (.*)/.exec(asQuery) ?? [];
  if (message === undefined) {
    throw new CheckFailure('inference', `rejected, but not by the model: ${asQuery}`, CHECK_WEAVIATE_LOG);
  }
  // Python appends the address of an object.
  const [reason = message] = message.split(' <');
  return `a broken ${modality} file is rejected: ${reason.slice(0, 60)}`;
}

async function errorOf(action: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Searches of every kind, as applications run them. */
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
    { id: 'own-vector', layer: 'index', run: customVector },
    { id: 'bad-media', layer: 'inference', run: badMedia },
  ];
}
