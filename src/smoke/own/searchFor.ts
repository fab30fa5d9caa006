import type { Modality } from '../../facts/modalities.ts';
import type { Hit, SearchOptions, SmokeSession } from '../session.ts';

/** The search that goes with what a file holds. */
export async function searchFor(
  session: SmokeSession,
  modality: Modality,
  content: Buffer,
  options: SearchOptions,
): Promise<Hit[]> {
  return modality === 'text'
    ? session.nearText(content.toString('utf8'), options)
    : session.nearMedia(modality, content, options);
}
