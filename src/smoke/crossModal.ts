import { CheckFailure } from './checkFailure.ts';
import type { Hit } from './session.ts';

/** For each text: whether the medium that it describes came first among the media of its kind. */
export type Verdicts = readonly boolean[];

/**
 * Whether a medium comes before the others of its kind: by rank only, since how far a text is from its picture
 * differs from model to model.
 * @param kind ids of all media of the kind; what else was found does not count
 */
export function comesFirst(hits: readonly Hit[], expected: string, kind: readonly string[]): boolean {
  return hits.find(({ id }) => kind.includes(id))?.id === expected;
}

/** Pictures are told apart for certain; one slip may be the drawing's fault. By chance, 1 in 20 gets so far. */
const SLIPS = 1;

/**
 * Judges what texts have found among four pictures and two sounds. None of it was ever run against the trained
 * weights (they could not be had where this was written), so only pictures can fail the check, and only when most
 * texts miss: a model that answers so has no meaning in it. Sounds that were calculated may mislead a good model:
 * they are told, not judged.
 * @param pictures empty where the collection takes none, likewise sounds
 * @returns what was seen, or why nothing is said
 * @throws CheckFailure
 */
export function judgeMeaning(pictures: Verdicts, sounds: Verdicts): string | { readonly skipped: string } {
  const heard = sounds.length === 0 ? '' : `${countOf(sounds)} texts find their sound first`;
  if (pictures.length === 0) {
    return sounds.length > 0 && sounds.every(Boolean)
      ? heard
      : { skipped: `${heard}: told, not judged, since the sounds are calculated` };
  }
  const seen = `${countOf(pictures)} texts find their picture before others`;
  if (pictures.filter((isFirst) => !isFirst).length > SLIPS) {
    throw new CheckFailure(
      'inference',
      `${seen}: the vectors carry no meaning across modalities`,
      'see whether the model is ImageBind with its trained weights: the log of the inference server, and the image',
    );
  }
  return heard === '' ? seen : `${seen}; ${heard}${sounds.every(Boolean) ? '' : ' (told, not judged)'}`;
}

function countOf(verdicts: Verdicts): string {
  return `${verdicts.filter(Boolean).length} of ${verdicts.length}`;
}
