import { MODALITY_FACTS, type Modality } from '../facts/modalities.ts';

/** Float noise, and what half precision loses. */
const TOLERANCE = 0.01;

/**
 * Lengths of ImageBind's vectors: fixed scales behind unit vectors, of which several are averaged for audio and
 * video, so that these may be shorter. The scale of texts is learned, from 14.29 up to its cap of 100.
 */
function range(modality: Modality): readonly [number, number] {
  const { vectorLength } = MODALITY_FACTS[modality];
  const most = vectorLength * (1 + TOLERANCE);
  if (modality === 'text') return [14.28 * (1 - TOLERANCE), most];
  return [
    modality === 'audio' || modality === 'video' ? vectorLength / 10 : vectorLength * (1 - TOLERANCE),
    most,
  ];
}

/** How long a vector of ImageBind would be, where this one is not; undefined where it may be one. */
export function strangeLength(modality: Modality, length: number): string | undefined {
  const [least, most] = range(modality);
  if (length >= least && length <= most) return undefined;
  const { vectorLength } = MODALITY_FACTS[modality];
  return modality === 'text' ? `14.3 to ${vectorLength}` : `${vectorLength}`;
}
