import { isStubModel } from '../../facts/imageBind/serverErrors.ts';
import { MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { CHECK_WEAVIATE_LOG, CheckFailure, WRONG_MODEL_SUGGESTION } from '../../weaviate/checkFailure.ts';
import { modelOf } from '../../weaviate/meta.ts';
import type { WeaviateObject } from '../../weaviate/object.ts';
import type { StoredObject } from '../../weaviate/session.ts';
import { totalTimeLimit, waitDescription } from '../../weaviate/timeLimits.ts';
import { InferenceServer } from '../inferenceServer.ts';
import { modalitiesIn, storedSample } from '../objects.ts';
import { cosine, lengthMismatch, lengthOf, vectorProblem } from '../vectors.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';

/** Cosine above which two directions count as equal: both servers use 32-bit floats. */
const SAME_DIRECTION = 0.9999;

function serverOf(url: string, { target, signal }: SmokeState): InferenceServer {
  return new InferenceServer(url, target.ca?.pem, signal);
}

/** Whether the server responds, and whether it is the one that Weaviate uses. */
async function meta(url: string, state: SmokeState): Promise<CheckOutcome> {
  const { model } = await serverOf(url, state).meta();
  const weaviateModel = modelOf(state.meta);
  if (model === weaviateModel) return `${String(model)} at ${url}`;
  throw new CheckFailure(
    'inference',
    `${url} runs ${String(model)}, but Weaviate uses ${String(weaviateModel)}: these are different servers`,
    'point --inference-url at the server in BIND_INFERENCE_API of Weaviate',
  );
}

/** Every modality must get a vector with the right number of dimensions and the length that ImageBind gives it. */
async function vectors(
  url: string,
  modalities: readonly Modality[],
  state: SmokeState,
): Promise<CheckOutcome> {
  const server = serverOf(url, state);
  const lengths: string[] = [];
  for (const modality of modalities) {
    state.onWaiting(waitDescription(modality));
    const vector =
      (await server.vectorize(new Map([[modality, storedSample(modality, 0)]]))).get(modality) ?? [];
    const problem = vectorProblem(vector);
    if (problem !== undefined) {
      throw new CheckFailure('inference', `the ${modality} vector ${problem}`, WRONG_MODEL_SUGGESTION);
    }
    const length = lengthOf(vector);
    const expected = lengthMismatch(modality, length);
    if (expected !== undefined) {
      throw new CheckFailure(
        'inference',
        `the ${modality} vector has length ${length.toFixed(2)} instead of ${expected}: the model is not ImageBind`,
        `check the model in ${url}/meta: the weights of --vectors balanced only fit ImageBind`,
      );
    }
    lengths.push(`${modality} ${length.toFixed(1)}`);
  }
  const model = modelOf(state.meta);
  const note = isStubModel(model) ? ' (vectors of the stub)' : '';
  return `${VECTOR_DIMENSIONS} numbers each, lengths ${lengths.join(', ')}${note}`;
}

/** The vector that Weaviate computes for an object, except for its length: the weighted mean of its media. */
function meanOf(media: ReadonlyMap<Modality, readonly number[]>, balanced: boolean): number[] {
  const mean = new Array<number>(VECTOR_DIMENSIONS).fill(0);
  for (const [modality, vector] of media) {
    const weight = balanced ? 1 / MODALITY_FACTS[modality].vectorLength : 1;
    for (const [index, number] of vector.entries()) mean[index] = (mean[index] ?? 0) + weight * number;
  }
  return mean.map((number) => number / media.size);
}

function verifyMean(
  { title }: WeaviateObject,
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
      'check the fields and weights of the collection, and that Weaviate uses this inference server',
    );
  }
}

/** Stored vectors must follow from the responses of the inference server: the right fields and weights are in use. */
async function mean(url: string, state: SmokeState): Promise<CheckOutcome> {
  const server = serverOf(url, state);
  const stored = new Map((await sessionOf(state).stored()).map((object) => [object.id, object]));
  const { objects } = state.objects;
  for (const object of objects) {
    const modalities = modalitiesIn(object);
    state.onWaiting(modalities.map(waitDescription).join(', '));
    const media = new Map(modalities.map((modality) => [modality, object.properties[modality] ?? '']));
    const found = stored.get(object.id);
    if (!found) throw new CheckFailure('collection', `${object.title} is not stored`, CHECK_WEAVIATE_LOG);
    verifyMean(object, found, await server.vectorize(media), state.config.collection.vectors);
  }
  return `${objects.length} stored vectors match the responses of the inference server`;
}

/** Checks that query the inference server directly, without Weaviate. */
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

/** Checks the vectors that Weaviate computes from the responses of the inference server. */
export function storedMean(url: string, { objects }: SmokeState['objects']): SmokeCheck {
  const timeLimit = totalTimeLimit(objects.flatMap(modalitiesIn));
  return { id: 'stored-mean', layer: 'module', timeLimit, run: (state) => mean(url, state) };
}
