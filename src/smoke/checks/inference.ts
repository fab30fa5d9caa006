import { isStubModel } from '../../facts/imageBind/serverErrors.ts';
import { MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { totalTimeLimit, waitDescription } from '../budgets.ts';
import { CheckFailure } from '../checkFailure.ts';
import { InferenceServer } from '../inferenceServer.ts';
import { modalitiesIn, type SmokeObject, storedSample } from '../objects.ts';
import type { StoredObject } from '../session.ts';
import { cosine, lengthMismatch, lengthOf, vectorProblem } from '../vectors.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';

/** Cosine that still counts as the same direction; both sides compute in 32 bits. */
const SAME_DIRECTION = 0.9999;

function serverOf(url: string, { target, signal }: SmokeState): InferenceServer {
  return new InferenceServer(url, target.ca?.pem, signal);
}

/** The server itself, and that it is the one that Weaviate asks. */
async function meta(url: string, state: SmokeState): Promise<CheckOutcome> {
  const { model } = await serverOf(url, state).meta();
  const ofWeaviate = state.meta?.modules[BIND_MODULE]?.['model'];
  if (model === ofWeaviate) return `${String(model)} at ${url}`;
  throw new CheckFailure(
    'inference',
    `${url} serves ${String(model)}, and Weaviate uses ${String(ofWeaviate)}: another server`,
    '--inference-url of the server that BIND_INFERENCE_API of Weaviate leads to',
  );
}

/** A vector of the right shape for each modality, as long as ImageBind makes it. */
async function vectors(
  url: string,
  modalities: readonly Modality[],
  state: SmokeState,
): Promise<CheckOutcome> {
  const server = serverOf(url, state);
  const seen: string[] = [];
  for (const modality of modalities) {
    state.onWaiting(waitDescription(modality));
    const vector =
      (await server.vectorize(new Map([[modality, storedSample(modality, 0)]]))).get(modality) ?? [];
    const problem = vectorProblem(vector);
    if (problem !== undefined) {
      throw new CheckFailure(
        'inference',
        `the vector of ${modality} ${problem}`,
        `see which model answers: ImageBind gives ${VECTOR_DIMENSIONS} numbers for every modality`,
      );
    }
    const length = lengthOf(vector);
    const expected = lengthMismatch(modality, length);
    if (expected !== undefined) {
      throw new CheckFailure(
        'inference',
        `the vector of ${modality} is ${length.toFixed(2)} long, and ImageBind's is ${expected}: another model`,
        `see what ${url}/meta says: weights of --vectors balanced fit ImageBind only`,
      );
    }
    seen.push(`${modality} ${length.toFixed(1)}`);
  }
  const model = state.meta?.modules[BIND_MODULE]?.['model'];
  const whose = isStubModel(model) ? ', of the stand-in' : '';
  return `${VECTOR_DIMENSIONS} numbers each, lengths ${seen.join(', ')}${whose}`;
}

/** The direction that Weaviate gives the vector of an object: the mean of its media, by their weights. */
function meanOf(media: ReadonlyMap<Modality, readonly number[]>, balanced: boolean): number[] {
  const mean = new Array<number>(VECTOR_DIMENSIONS).fill(0);
  for (const [modality, vector] of media) {
    const weight = balanced ? 1 / MODALITY_FACTS[modality].vectorLength : 1;
    for (const [index, number] of vector.entries()) mean[index] = (mean[index] ?? 0) + weight * number;
  }
  return mean.map((number) => number / media.size);
}

function verifyMean(
  { title }: SmokeObject,
  { vectors: stored }: StoredObject,
  media: ReadonlyMap<Modality, readonly number[]>,
  mode: 'shared' | 'balanced' | 'separate',
): void {
  const expected =
    mode === 'separate' ? media : new Map([[ONLY_VECTOR, meanOf(media, mode === 'balanced')]] as const);
  for (const [name, vector] of expected) {
    const similarity = cosine(stored[name] ?? [], vector);
    if (similarity > SAME_DIRECTION) continue;
    throw new CheckFailure(
      'module',
      `vector ${name} of ${title} is not the mean of its media (cosine ${similarity.toFixed(4)})`,
      'see the fields and weights of the collection, and whether Weaviate asks the same inference server',
    );
  }
}

/** What Weaviate has stored is made of what the inference server answers: the right fields, the right weights. */
async function mean(url: string, state: SmokeState): Promise<CheckOutcome> {
  const server = serverOf(url, state);
  const stored = new Map((await sessionOf(state).stored()).map((object) => [object.id, object]));
  const { objects } = state.objects;
  for (const object of objects) {
    const kinds = modalitiesIn(object);
    state.onWaiting(kinds.map(waitDescription).join(', '));
    const media = new Map(kinds.map((modality) => [modality, object.properties[modality] ?? '']));
    const found = stored.get(object.id);
    if (!found) throw new CheckFailure('collection', `${object.title} is not stored`, "see Weaviate's log");
    verifyMean(object, found, await server.vectorize(media), state.config.collection.vectors);
  }
  return `${objects.length} stored vectors are the mean of what the inference server answers`;
}

/** The inference server without Weaviate in between. */
export function inferenceChecks(url: string, modalities: readonly Modality[]): SmokeCheck[] {
  const timeLimit = totalTimeLimit(modalities);
  return [
    { id: 'inference', layer: 'inference', essential: true, run: (state) => meta(url, state) },
    {
      id: 'inference-vectors',
      layer: 'inference',
      essential: true,
      timeLimit,
      run: (state) => vectors(url, modalities, state),
    },
  ];
}

/** What Weaviate makes of the vectors. */
export function storedMean(url: string, { objects }: SmokeState['objects']): SmokeCheck {
  const timeLimit = totalTimeLimit(objects.flatMap(modalitiesIn));
  return { id: 'stored-mean', layer: 'module', timeLimit, run: (state) => mean(url, state) };
}
